package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"in43.example/pkg/broadcast"
)

// A state is how serious a result is.
type state string

const (
	ok      state = "ok"
	warning state = "warning" // the steps can be done
	problem state = "problem" // a step cannot be done
)

// A result is what one check has found.
type result struct {
	state state
	what  string // that was looked at
	found string
	do    string // what the user can do about it, or ""
}

// check looks at all that the lab needs. all are the interfaces of this
// machine.
func check(ctx context.Context, goos string, all []broadcast.Interface) []result {
	results := []result{{ok, "Go", fmt.Sprintf("%s, for %s", runtime.Version(), goos), ""}}
	results = append(results, lans(goos, all)...)
	results = append(results, loopback(ctx, goos)...)
	for _, p := range sheetPorts {
		results = append(results, p.check(ctx, goos))
	}
	return results
}

// report prints results as a table, and the firewall's commands. It returns an
// error if one of results is a problem.
func report(goos string, results []result, stdout io.Writer) error {
	fmt.Fprintln(stdout)
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	var problems []string
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.state, r.what, r.found)
		if r.do != "" {
			fmt.Fprintf(table, "\t\t-> %s\n", r.do)
		}
		if r.state == problem {
			problems = append(problems, r.what)
		}
	}
	table.Flush()
	_, err := fmt.Fprintf(stdout, "\nA firewall may keep out what other machines send (2.1.2, 3.2.2). To let it in:\n%s", firewall(goos))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("this machine is not ready: %s; the table says what to do", strings.Join(problems, ", "))
	}
	return nil
}

// firewall returns what to type so that the firewall of goos lets in the
// broadcasts of 2.1.2 to 2.1.5 and the chat of 3.2.2.
func firewall(goos string) string {
	switch goos {
	case "windows":
		return `in a terminal that was opened "as administrator"
    netsh advfirewall firewall add rule name="socket lab UDP" dir=in action=allow protocol=UDP localport=52001-52002 remoteip=localsubnet
    netsh advfirewall firewall add rule name="socket lab TCP" dir=in action=allow protocol=TCP localport=55000 remoteip=localsubnet
`
	case "darwin":
		return `the firewall of macOS asks for programs, not for ports; after "make build"
    for p in ex2_1_2_sensors ex2_1_3_drone ex2_1_4_select ex3_2_chat; do sudo /usr/libexec/ApplicationFirewall/socketfilterfw --add "$PWD/bin/$p"; sudo /usr/libexec/ApplicationFirewall/socketfilterfw --unblockapp "$PWD/bin/$p"; done
`
	}
	return `the first line if this machine has ufw, the second if it has firewalld
    sudo ufw allow 52001:52002/udp && sudo ufw allow 55000/tcp
    sudo firewall-cmd --add-port=52001-52002/udp --add-port=55000/tcp
`
}
