package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/picture"
	"in43.example/pkg/labcli"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "tell whether a program does a step of the worksheet, and if not, why",
		Args:      true,
		ArgsUsage: "STEP -- COMMAND... (or: all --dir FOLDER)",
		// Package cli stops reading flags at the first argument, and takes the argument
		// after --help for the name of a command. See checkArgs.
		SkipFlagParsing: true,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "list", Usage: "list the steps and what is looked at"},
			&cli.StringFlag{Name: "dir", Value: ".", Usage: "with all: look for the programs in `FOLDER`"},
			&cli.BoolFlag{Name: "json", Usage: "report as JSON, one object for each step"},
			&cli.StringFlag{Name: "junit", Usage: "also write a JUnit report to `FILE`"},
			&cli.BoolFlag{Name: "first", Usage: "stop at the first failure"},
			&cli.BoolFlag{Name: "watch", Usage: "check again whenever a file of the program is saved, until ctrl-c"},
			&cli.BoolFlag{Name: "show", Usage: "also show what the program printed"},
			&cli.BoolFlag{Name: "wire", Usage: "also show the packets that were sent, as a sequence diagram"},
			&cli.StringFlag{Name: "pcap", Usage: "also write the packets to `FILE`, for Wireshark"},
			&cli.StringFlag{Name: "html", Usage: "also write the report with the packets to `FILE`, a page for a browser"},
			&cli.StringSliceFlag{Name: "address", Usage: "give the program's network this IPv4 `ADDRESS` too"},
			&cli.Int64Flag{Name: "seed", Usage: "repeat the random values of the run with seed `N` (0: new ones)"},
			&cli.BoolFlag{Name: "trust", Usage: "run the program even where nothing can keep it away from your files"},
			&cli.IntFlag{Name: "jobs", Value: max(2, runtime.NumCPU()), Usage: "with all: check `N` programs at a time"},
		},
		Action: runCheck,
	}
}

func runCheck(c *cli.Context) error {
	args, command, err := checkArgs(c)
	if err != nil {
		return err
	}
	switch {
	case c.Bool("help"):
		return cli.ShowCommandHelp(c, c.Command.Name)
	case c.Bool("list") && len(args)+len(command) > 0:
		return labcli.Usage("--list takes no STEP: it lists all of them")
	case c.Bool("list"):
		return listSteps(c.App.Writer)
	case len(args) == 0:
		return labcli.Usage("say which STEP to check, one of: %s; then -- and the command that runs the program: check 2.1.3 -- python3 mine.py", strings.Join(stepNames(), ", "))
	case len(args) > 1:
		return labcli.Usage("unknown argument %q; write -- before the command that runs the program: check %s -- %s", args[1], check.Harmless(args[0]), check.Harmless(strings.Join(args[1:], " ")))
	case c.Bool("wire") && c.Bool("json"):
		return labcli.Usage("--wire draws for a person, --json writes for a program: use one of them")
	case c.Int("jobs") < 1:
		return labcli.Usage("--jobs %d: give 1 or more", c.Int("jobs"))
	}
	for _, a := range c.StringSlice("address") {
		if addr, err := netip.ParseAddr(a); err != nil || !addr.Is4() {
			return labcli.Usage("--address %q is not an IPv4 address, such as 192.168.1.26", a)
		}
	}
	if c.Bool("watch") && (args[0] == "all" || c.Bool("json") || c.IsSet("junit")) {
		return labcli.Usage("--watch is for one program and a person: leave out --json and --junit, and check one STEP, not all")
	}
	jobs, folder, err := checkJobs(c, args[0], command)
	if err != nil {
		return err
	}
	if c.Bool("watch") {
		return watch(c, jobs[0])
	}
	run := func() []*check.Report {
		progress := newProgress(c.App.ErrWriter, jobs)
		defer progress.erase()
		return checkAll(c.Context, c.Int("jobs"), jobs, progress)
	}
	reports := run()
	for _, r := range reports {
		if r == nil || r.NotIsolated == nil {
			continue
		}
		if err := trust(c, r.NotIsolated); err != nil {
			return err
		}
		for i := range jobs {
			jobs[i].Isolation = check.Loopback
		}
		reports = run()
		break
	}
	return writeReports(c, reports, folder)
}

// trust returns nil if the user says that a program may run where nothing keeps it
// away from the machine. reason is why.
func trust(c *cli.Context, reason error) error {
	fmt.Fprintf(c.App.ErrWriter, "Nothing keeps the program apart from this machine: %v.\nIt runs as you, and can read, change and delete your files. Check only a program that you trust.\n", reason)
	if how := check.HowToIsolate(); how != "" {
		fmt.Fprintln(c.App.ErrWriter, how)
	}
	if c.Bool("trust") {
		return nil
	}
	stdin, ok := c.App.Reader.(*os.File)
	if !ok || !term.IsTerminal(int(stdin.Fd())) {
		return labcli.Usage("the program was not run; --trust runs it")
	}
	fmt.Fprint(c.App.ErrWriter, "Run it? [y/N] ")
	answer, _ := bufio.NewReader(stdin).ReadString('\n')
	if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
		return labcli.Usage("the program was not run")
	}
	return nil
}

// checkAll runs jobs, some at a time, and returns their reports in the same
// order.
func checkAll(ctx context.Context, atATime int, jobs []check.Job, progress *progress) []*check.Report {
	reports := make([]*check.Report, len(jobs))
	var all errgroup.Group
	all.SetLimit(atATime)
	for i, job := range jobs {
		if job.Command == nil {
			reports[i] = check.MissingReport(job.Step)
			continue
		}
		all.Go(func() error {
			progress.begin(job.Step)
			reports[i] = check.Run(ctx, job)
			progress.end(job.Step)
			return nil
		})
	}
	all.Wait()
	return reports
}

// writeReports writes reports as the flags say, and returns the error that
// gives the exit status.
func writeReports(c *cli.Context, reports []*check.Report, folder *check.Folder) error {
	for i, f := range folder.Found { // as many as reports
		if f.Remark != "" {
			reports[i].Remarks = append(reports[i].Remarks, f.Remark)
		}
	}
	optional := map[string]bool{}
	for _, s := range check.Steps() {
		optional[s.Name] = s.Optional
	}
	reports = slices.DeleteFunc(reports, func(r *check.Report) bool { return r.Verdict == check.Missing && optional[r.Step] })
	var missing []string
	for _, r := range reports {
		switch {
		case c.Bool("json"):
			if err := r.WriteJSON(c.App.Writer, c.Bool("show")); err != nil {
				return err
			}
		case r.Verdict != check.Missing:
			layout := check.Layout{Show: c.Bool("show"), FailLast: labcli.Width(c.App.Writer) > 0}
			if c.Bool("wire") { // above the report, whose end must be in sight
				if err := picture.WriteText(screen{c.App.Writer}, r, labcli.Width(c.App.Writer)); err != nil {
					return err
				}
			}
			if err := r.WriteText(screen{c.App.Writer}, layout); err != nil {
				return err
			}
		}
		if r.Verdict == check.Missing {
			missing = append(missing, r.Step)
		}
	}
	if file := c.String("junit"); file != "" {
		write := func(w io.Writer) error { return check.WriteJUnit(w, reports) }
		if err := writeTo(file, write); err != nil {
			return labcli.Usage("cannot write the JUnit report: %s", check.Harmless(err.Error()))
		}
	}
	if err := writePictures(c, reports); err != nil {
		return err
	}
	if len(missing) == len(reports) {
		seen := ""
		if there := append(slices.Clone(folder.Rest), folder.Other...); len(there) > 0 {
			seen = "; there is: " + listed(there, ", ")
		}
		return labcli.Usage("no program in %s is that of a step, by its name and by what it holds; check STEP -- COMMAND takes any%s", check.Harmless(c.String("dir")), seen)
	}
	if !c.Bool("json") {
		var b strings.Builder
		if len(missing) > 0 {
			fmt.Fprintf(&b, "no program was found for: %s\n", strings.Join(missing, ", "))
		}
		if len(folder.Rest) > 0 {
			fmt.Fprintf(&b, "not checked, since no step fits or a better one was there: %s\n", listed(folder.Rest, ", "))
		}
		if len(folder.Other) > 0 {
			fmt.Fprintf(&b, "not checked: %s\n", listed(folder.Other, "; "))
		}
		if _, err := io.WriteString(screen{c.App.Writer}, b.String()); err != nil {
			return err
		}
	}
	return verdict(reports)
}

// listed returns names for a person, the first ones of very many.
func listed(names []string, separator string) string {
	const most = 30
	more := ""
	if n := len(names) - most; n > 0 {
		names, more = names[:most], fmt.Sprintf(" and %d more", n)
	}
	return check.Harmless(strings.Join(names, separator)) + more
}

// verdict returns nil if all have passed, an error (status 1) if one has failed
// or is missing, and a usage error (status 2) if one could not be checked.
func verdict(reports []*check.Report) error {
	steps := map[check.Verdict][]string{}
	for _, r := range reports {
		steps[r.Verdict] = append(steps[r.Verdict], r.Step)
	}
	var bad []string
	for _, v := range []struct {
		verdict check.Verdict
		text    string
	}{{check.Failed, "not passed: "}, {check.Missing, "missing: "}, {check.Unchecked, "could not check: "}} {
		if all := steps[v.verdict]; len(all) > 0 {
			bad = append(bad, v.text+strings.Join(all, ", "))
		}
	}
	text := strings.Join(bad, "; ")
	switch {
	case len(bad) == 0:
		return nil
	case len(steps[check.Failed])+len(steps[check.Missing]) > 0:
		return errors.New(text)
	}
	return labcli.Usage("%s", text)
}
