package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
)

// patience is how long a name server may take to answer.
const patience = 2 * time.Second

// machine prints the name of this machine, short and full (worksheet 5.3.2).
func machine(ctx context.Context, r *net.Resolver, stdout io.Writer) error {
	name, err := os.Hostname() // socket.gethostname()
	if err != nil {
		return fmt.Errorf("cannot find the name of this machine: %w", err)
	}
	fmt.Fprintln(stdout, "machine name:", name)

	full := fullName(ctx, r, name)
	if ctx.Err() != nil {
		return graceful.End(ctx, pyfmt.NewPrinter(stdout), nil)
	}
	_, err = fmt.Fprintln(stdout, "full machine name:", full)
	return err
}

// fullName returns the full name of the host called name. If r does not find it,
// fullName returns name, as Python's socket.getfqdn does.
func fullName(ctx context.Context, r *net.Resolver, name string) string {
	full, err := hostByAddr(ctx, r, name)
	if err != nil {
		zerolog.Ctx(ctx).Warn().Msgf("cannot find the full name of %s: %v", name, err)
		return name
	}
	return full
}

// hostByAddr asks r for the first address of the host called name, and then for
// the first name of that address, as Python's socket.gethostbyaddr(name)[0] does.
// The answer comes from the hosts file or from a name server. Package net accepts
// it only if all its characters may be in the name of a host.
func hostByAddr(ctx context.Context, r *net.Resolver, name string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan struct{})
	var names []string
	var err error
	go func() { // on Windows LookupAddr does not end when ctx does
		defer close(done)
		var addrs []net.IPAddr
		if addrs, err = r.LookupIPAddr(ctx, name); err == nil {
			names, err = r.LookupAddr(ctx, addrs[0].String())
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
		return "", fmt.Errorf("no name server has answered in time: %w", ctx.Err())
	}
	switch {
	case err != nil:
		return "", err
	case len(names) == 0:
		return "", errors.New("its address has no name")
	}
	return strings.TrimSuffix(names[0], "."), nil
}
