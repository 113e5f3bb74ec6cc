package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labcli"
)

// checkArgs splits the command line into the arguments, the flags among them,
// which it sets, and the command after "--". Flags may stand before and after the
// step. With --help nothing else counts.
func checkArgs(c *cli.Context) (args, command []string, err error) {
	rest := c.Args().Slice()
	if i := slices.Index(rest, "--"); i >= 0 {
		rest, command = rest[:i], rest[i+1:]
	}
	isHelp := func(arg string) bool { return slices.Contains([]string{"--help", "-help", "-h"}, arg) }
	if slices.ContainsFunc(rest, isHelp) || len(command) > 0 && isHelp(command[0]) {
		return nil, nil, c.Set("help", "true")
	}
	set := false
	for len(rest) > 0 {
		arg := rest[0]
		rest = rest[1:]
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			args = append(args, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		f := findFlag(c.Command.Flags, name)
		if f == nil {
			return nil, nil, labcli.Usage("there is no flag %s; --help lists what there is", check.Harmless(arg))
		}
		if _, ok := f.(*cli.BoolFlag); ok && !hasValue {
			value = "true"
		} else if !hasValue {
			if len(rest) == 0 {
				return nil, nil, labcli.Usage("the flag %s needs a value", arg)
			}
			value, rest = rest[0], rest[1:]
		}
		if err := c.Set(name, value); err != nil {
			return nil, nil, labcli.Usage("%q is not a value for the flag --%s: %v", value, name, err)
		}
		set = true
	}
	if set {
		err = c.Command.Before(c) // the flags of logging may be among them
	}
	return args, command, err
}

func findFlag(flags []cli.Flag, name string) cli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// checkJobs returns what there is to check: one job, or for all one for each step,
// which has no command if there is no program, and what else is in the folder.
func checkJobs(c *cli.Context, step string, command []string) ([]check.Job, *check.Folder, error) {
	job := check.Job{
		Step: step, Command: command, Addresses: c.StringSlice("address"), Seed: uint64(c.Int64("seed")), First: c.Bool("first"),
		Record: c.Bool("wire") || c.String("pcap") != "" || c.String("html") != "",
	}
	var once sync.Once
	job.Waits = func(forWhom string) {
		once.Do(func() { waits(c.Context, forWhom) })
	}
	for job.Seed == 0 {
		job.Seed = uint64(rand.IntN(1e6)) // short, to be typed again
	}
	if step != "all" {
		if !slices.Contains(stepNames(), step) && sections[step] == nil {
			return nil, nil, labcli.Usage("there is no step %q; use one of: %s, or all", step, strings.Join(stepNames(), ", "))
		}
		if len(command) == 0 {
			return nil, nil, labcli.Usage("say how to run the program: check %s -- python3 mine.py", step)
		}
		if c.IsSet("dir") {
			return nil, nil, labcli.Usage("--dir is for check all only: leave it out, or write check all --dir FOLDER")
		}
		if err := mustExist(command); err != nil {
			return nil, nil, err
		}
		var err error
		if job.Step, err = stepOf(step, command); err != nil {
			return nil, nil, err
		}
		return []check.Job{job}, new(check.Folder), nil
	}
	if len(command) > 0 {
		return nil, nil, labcli.Usage("check all looks for the programs itself, in --dir; it takes no command: leave out what comes after --")
	}
	dir := c.String("dir")
	folder, err := check.Find(dir)
	if err != nil {
		return nil, nil, labcli.Usage("cannot look into --dir %s: %s", check.Harmless(dir), check.Harmless(err.Error()))
	}
	if len(folder.People) > 0 {
		return nil, nil, severalPeople(dir, folder.People)
	}
	var jobs []check.Job
	for _, f := range folder.Found {
		j := job
		j.Step, j.Command = f.Step, f.Command
		jobs = append(jobs, j)
	}
	return jobs, folder, nil
}

// waits says that a check waits for another process.
func waits(ctx context.Context, forWhom string) {
	zerolog.Ctx(ctx).Warn().Msgf("another check is running: %s; this one waits, since without namespaces both would use the same ports", forWhom)
}

// severalPeople is the error for a folder with the work of several people, of
// which check all would take the best program for each step.
func severalPeople(dir string, people []string) error {
	one := filepath.Join(dir, filepath.FromSlash(people[0]))
	todo := fmt.Sprintf("put the files of each into a folder, or check one program at a time: check STEP -- COMMAND %s", quote(one))
	if info, err := os.Stat(one); err == nil && info.IsDir() {
		todo = fmt.Sprintf("check one folder at a time: check all --dir %s; or the whole class: class %s", quote(one), quote(filepath.Dir(one)))
	}
	return labcli.Usage("%s holds the work of several people (%s), and check all is for one; %s", quote(dir), listed(people, ", "), todo)
}

// quote returns the name of a file for a command line.
func quote(name string) string {
	name = check.Harmless(name)
	if strings.ContainsAny(name, " '()&;$") {
		return `"` + name + `"`
	}
	return name
}

// sections are the numbers of the worksheet that are not the name of a step,
// with the steps that their programs are checked as.
var sections = map[string][]string{
	"2.1":   {"2.1.1-receiver", "2.1.1-sender"},
	"2.1.1": {"2.1.1-receiver", "2.1.1-sender"},
	"2.1.4": {"2.1.5"},
	"2.1.6": {"2.1.5"},
	"3.1":   {"3.1-server", "3.1-client"},
	"3.1.4": {"3.1-server", "3.1-client"},
	"3.1.5": {"3.1-server", "3.1-client"},
	"3.2":   {"3.2-server", "3.2-client"},
	"3.2.1": {"3.2-server", "3.2-client"},
	"4.1":   {"4"},
	"4.2":   {"4"},
	"4.3":   {"4"},
	"5.3":   {"5.3.1"},
}

// stepOf returns the step that is meant by name, a step or one of sections. Of
// two it is the one that the program in command is for, if that is clear.
func stepOf(name string, command []string) (string, error) {
	steps := sections[name]
	switch len(steps) {
	case 0:
		return name, nil
	case 1:
		return steps[0], nil
	}
	if step := check.Pick(steps, command); step != "" {
		return step, nil
	}
	return "", labcli.Usage("%s has two programs: use %s", name, strings.Join(steps, " or "))
}

// mustExist refuses a command with the name of a program's file that is not
// there, or one that is no program: the mistake is in the command line, not in the
// program.
func mustExist(command []string) error {
	for i, arg := range command {
		if what := check.NotAProgram(arg); what != "" && i < 2 {
			return labcli.Usage("%s is %s", check.Harmless(arg), what)
		}
		switch filepath.Ext(arg) {
		case ".py", ".js", ".go", ".java", ".sh", ".rb", ".pl":
			if _, err := os.Stat(arg); err != nil {
				return labcli.Usage("cannot find the program: %s; give its path from the folder you are in", check.Harmless(err.Error()))
			}
		}
	}
	return nil
}

func stepNames() []string {
	var names []string
	for _, s := range check.Steps() {
		names = append(names, s.Name)
	}
	return names
}

func listSteps(w io.Writer) error {
	var b strings.Builder
	for _, s := range check.Steps() {
		fmt.Fprintf(&b, "%-15s %s\n", s.Name, s.Title)
		for _, c := range s.Checks {
			bonus := ""
			if c.Level == check.Beyond {
				bonus = " (bonus)"
			}
			fmt.Fprintf(&b, "                - %s%s\n", c.Name, bonus)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
