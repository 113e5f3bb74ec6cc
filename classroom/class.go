package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
	"in43.example/pkg/labcli"
)

// classSeed is the seed of a class that is given none: the same for all, so that a class
// that is checked again has the same results.
const classSeed = 1

func classCommand() *cli.Command {
	return &cli.Command{
		Name:            "class",
		Usage:           "check what a whole class has handed in",
		Args:            true,
		ArgsUsage:       "FOLDER|ZIP (or: merge RESULTS...)",
		SkipFlagParsing: true, // as in checkCommand
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "results", Usage: "write each result to `FOLDER` when it is known (default: a folder here, named after what is checked)"},
			&cli.BoolFlag{Name: "resume", Usage: "go on after ctrl-c or a crash: keep the results that are there, check what is new, has changed or could not be checked"},
			&cli.IntFlag{Name: "jobs", Value: 4 * runtime.NumCPU(), Usage: "check `N` programs at a time, fewer when the machine is busy"},
			&cli.Int64Flag{Name: "seed", Value: classSeed, Usage: "choose the random values of all checks by `N`"},
			&cli.StringFlag{Name: "points", Usage: "read what each step is worth from `FILE`, such as classroom/points.toml"},
			&cli.StringFlag{Name: "shard", Usage: "check only a part of the class: `K/N` is 3/8 for the third of eight machines"},
			&cli.BoolFlag{Name: "trust", Usage: "run the programs even where nothing can keep them away from your files"},
		}, classFileFlags()...),
		Action: runClass,
	}
}

func runClass(c *cli.Context) error {
	args, command, err := checkArgs(c)
	if err != nil {
		return err
	}
	switch {
	case c.Bool("help"):
		return cli.ShowCommandHelp(c, c.Command.Name)
	case len(command) > 0:
		return labcli.Usage("class looks for the programs itself; leave out what comes after --")
	case len(args) == 0:
		return labcli.Usage("say what to check: class FOLDER, with a folder for each student, or class ZIP, the archive of all submissions from the course page")
	case args[0] == "merge":
		return mergeClass(c, args[1:])
	case len(args) > 1:
		return labcli.Usage("unknown argument %q; give one folder or archive", args[1])
	}
	options, err := classOptions(c, args[0])
	if err != nil {
		return err
	}
	found, err := checkClass(c, options)
	if refused := new(class.NotIsolatedError); errors.As(err, &refused) {
		if err := trust(c, refused.Reason); err != nil {
			return err
		}
		options.Isolation = check.Loopback
		found, err = checkClass(c, options)
	}
	switch {
	case c.Context.Err() != nil:
		return fmt.Errorf("interrupted; the results so far are in %s: the same command with --resume goes on", quote(options.Results))
	case found == nil:
		return labcli.Usage("%s", check.Harmless(err.Error()))
	}
	return writeClass(c, found, err)
}

// classOptions returns what the flags say.
func classOptions(c *cli.Context, input string) (class.Options, error) {
	o := class.Options{Input: input, Results: c.String("results"), Resume: c.Bool("resume"), Seed: uint64(c.Int64("seed")), Points: new(class.Points), Shard: 1, Of: 1, Jobs: c.Int("jobs")}
	if o.Jobs < 1 {
		return o, labcli.Usage("--jobs %d: give 1 or more", o.Jobs)
	}
	shard := ""
	if text := c.String("shard"); text != "" {
		var rest string
		n, _ := fmt.Sscanf(text+"\n", "%d/%d%s", &o.Shard, &o.Of, &rest)
		if n != 2 || o.Shard < 1 || o.Shard > o.Of {
			return o, labcli.Usage("--shard %q: give K/N with K from 1 to N, such as 3/8", text)
		}
		shard = fmt.Sprintf("-%d-of-%d", o.Shard, o.Of)
	}
	if o.Results == "" {
		path, err := filepath.Abs(input)
		if err != nil {
			return o, err
		}
		name := filepath.Base(path)
		o.Results = strings.TrimSuffix(name, filepath.Ext(name)) + "-results" + shard
	}
	if file := c.String("points"); file != "" {
		var err error
		if o.Points, err = class.ReadPoints(file); err != nil {
			return o, labcli.Usage("cannot read --points %s: %s", check.Harmless(file), check.Harmless(err.Error()))
		}
	}
	var once sync.Once
	o.Waits = func(forWhom string) {
		once.Do(func() { waits(c.Context, forWhom) })
	}
	return o, nil
}

// checkClass runs the checks. On a terminal a bar shows how far they are.
func checkClass(c *cli.Context, o class.Options) (*class.Class, error) {
	w := newClassWatcher(c.App.ErrWriter, zerolog.Ctx(c.Context))
	defer w.finish()
	o.Watch = w
	return class.Run(c.Context, o)
}

// mergeClass joins the results of shards.
func mergeClass(c *cli.Context, dirs []string) error {
	if len(dirs) == 0 {
		return labcli.Usage("say which results to join: class merge FOLDER...")
	}
	for _, name := range []string{"results", "resume", "jobs", "seed", "points", "shard", "trust"} {
		if c.IsSet(name) {
			return labcli.Usage("--%s is for a check, and merge only joins results: leave it out", name)
		}
	}
	found, err := class.Merge(dirs)
	if err != nil {
		return labcli.Usage("cannot join the results: %s", check.Harmless(err.Error()))
	}
	return writeClass(c, found, nil)
}

// writeClass shows the table, and writes the files that the flags ask for. Its error
// says what could not be written or checked; failed is what else went wrong.
func writeClass(c *cli.Context, found *class.Class, failed error) error {
	w := c.App.Writer
	var table strings.Builder
	fmt.Fprintf(&table, "%s, seed %d\n\n", check.Harmless(found.Title), found.Seed)
	width := labcli.Width(w)
	if err := found.WriteTable(&table, width, func(v check.Verdict, text string) string { return labcli.Paint(w, verdictColor[v], text) }); err != nil {
		return err
	}
	if _, err := io.WriteString(w, labcli.Wrap(table.String(), width)); err != nil {
		return err
	}
	bad := writeClassFiles(c, found)
	if failed != nil {
		bad = append(bad, check.Harmless(failed.Error()))
	}
	if all := found.Unchecked(); len(all) > 0 {
		bad = append(bad, "could not check: "+listed(all, "; "))
	}
	if bad != nil {
		return errors.New(strings.Join(bad, "\n"))
	}
	return nil
}

var verdictColor = map[check.Verdict]labcli.Color{check.Passed: labcli.Green, check.Failed: labcli.Red, check.Unchecked: labcli.Yellow, check.Missing: labcli.Yellow}
