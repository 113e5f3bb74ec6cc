package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/labcli"
)

// A state is how serious a result is.
type state string

const (
	ok      state = "ok"
	warning state = "warning" // every step can be done, but maybe in another way
	problem state = "problem" // a step cannot be done
)

var colors = map[state]labcli.Color{ok: labcli.Green, warning: labcli.Yellow, problem: labcli.Red}

// A result is what one check has found.
type result struct {
	state state
	what  string // the thing that was checked
	found string
	do    string // what the user can do about it, or ""; a command has a line of its own
}

// check looks at everything that the lab needs. all are the interfaces of this
// machine.
func check(ctx context.Context, goos string, all []broadcast.Interface) []result {
	results := []result{
		{ok, "Go", fmt.Sprintf("%s, for %s", strings.TrimPrefix(runtime.Version(), "go"), goos), ""},
		python(ctx, goos, exec.LookPath, output),
	}
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
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	var problems []string
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.state, r.what, r.found)
		if r.do != "" {
			fmt.Fprintf(table, "\t\t-> %s\n", strings.ReplaceAll(r.do, "\n", "\n\t\t"))
		}
		if r.state == problem {
			problems = append(problems, r.what)
		}
	}
	table.Flush()

	fmt.Fprintln(stdout)
	for line := range strings.Lines(labcli.Wrap(text.String(), labcli.Width(stdout))) {
		word, _, _ := strings.Cut(line, " ")
		if color := colors[state(word)]; color != 0 {
			line = labcli.Paint(stdout, color, word) + line[len(word):]
		}
		io.WriteString(stdout, line)
	}
	// Not wrapped: a command is copied in one piece.
	_, err := fmt.Fprintf(stdout, "\nA firewall may keep out what other machines send (2.1.2, 3.2.2). To let it in,\n%s", firewall(goos))
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
		return `type this in a terminal that was opened "as administrator":
    netsh advfirewall firewall add rule name="socket lab UDP" dir=in action=allow protocol=UDP localport=52001-52002 remoteip=localsubnet
    netsh advfirewall firewall add rule name="socket lab TCP" dir=in action=allow protocol=TCP localport=55000 remoteip=localsubnet
`
	case "darwin":
		return `type "make build", then this, since the firewall of macOS allows programs, not ports:
    for p in ex2_1_2_sensors ex2_1_3_drone ex2_1_4_select ex3_2_chat; do sudo /usr/libexec/ApplicationFirewall/socketfilterfw --add "$PWD/bin/$p"; sudo /usr/libexec/ApplicationFirewall/socketfilterfw --unblockapp "$PWD/bin/$p"; done
`
	}
	return `type the first line if this machine has ufw, the second if it has firewalld:
    sudo ufw allow 52001:52002/udp && sudo ufw allow 55000/tcp
    sudo firewall-cmd --add-port=52001-52002/udp --add-port=55000/tcp
`
}
