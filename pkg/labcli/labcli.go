// Package labcli has what the command lines of all programs of the lab have in
// common: logging to standard error, the exit status, usage errors, ctrl-c, and
// what is shown on a terminal.
//
// The exit status is 0 for a good end, also by ctrl-c; 1 for an error; 2 for an
// error in the command line.
package labcli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
)

// Main runs app, and ends the program with its exit status. It adds the flags
// --log-level, --log-format and --version to app, gives every flag an
// environment variable (EX3_TCP_PORT for --port of ex3_tcp), and ends the
// context of the actions at ctrl-c. In an action, zerolog.Ctx(c.Context) is the
// logger.
func Main(app *cli.App) {
	os.Exit(Run(context.Background(), app, os.Args))
}

// Run is Main for tests: it prints to the outputs of app, and returns the exit
// status. It puts a stream in front of each: the reader of an output may stop, and
// the program still ends at ctrl-c. If standard output cannot be written, because
// the disk is full for example, the context of the actions ends, and that is the
// error of the program.
func Run(ctx context.Context, app *cli.App, args []string) int {
	ctx, stop := graceful.Context(ctx)
	defer stop()
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)

	if app.Writer == nil {
		app.Writer = os.Stdout
	}
	if app.ErrWriter == nil {
		app.ErrWriter = os.Stderr
	}
	late := lateAfter(ctx)
	stdout := newStream(app.Writer, late, nil, fail)
	stderr := newStream(app.ErrWriter, late, stdout, func(error) {})
	defer stderr.close()
	app.Writer, app.ErrWriter = stdout, stderr
	log := newLogger(stderr, "console").Level(zerolog.WarnLevel)
	setUp(app, &log)

	err := app.RunContext(ctx, args)
	if err != nil { // the end of ctx may be why
		err = graceful.End(ctx, pyfmt.NewPrinter(stdout), err)
	}
	lost, gone, failed := stdout.close()
	if lost > 0 {
		log.Warn().Msgf("the reader of the output has stopped: up to %d lines are missing there", lost)
	}
	if err == nil {
		err = failed
	}
	if err == nil || gone { // after ctrl-c
		return 0
	}
	log.Error().Msg(err.Error())
	if usage := (usageError{}); errors.As(err, &usage) {
		return 2
	}
	return 1
}

// logFlags returns the flags of logging. They are new each time, because package
// cli stores in a flag the value that it has read.
func logFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "log-level", Value: "warn", Usage: "what to log on standard error: `LEVEL` debug, info, warn or error"},
		&cli.StringFlag{Name: "log-format", Value: "console", Usage: "how to log: `FORMAT` console or json"},
	}
}

// levels has not all of zerolog's levels: some of them would hide errors.
var levels = map[string]zerolog.Level{
	"debug": zerolog.DebugLevel,
	"info":  zerolog.InfoLevel,
	"warn":  zerolog.WarnLevel,
	"error": zerolog.ErrorLevel,
}

// setUp makes app and its commands behave as the package comment says. The
// actions and Run share log.
func setUp(app *cli.App, log *zerolog.Logger) {
	app.HideHelpCommand = true
	info, _ := debug.ReadBuildInfo() // nil if there is none
	app.Version = versionOf(version, commit, info)
	app.ExitErrHandler = func(*cli.Context, error) {} // the default prints the error, or ends the program, before Run can
	app.OnUsageError = onUsageError

	before := func(c *cli.Context) error {
		level, ok := levels[c.String("log-level")]
		if !ok {
			return Usage("--log-level %q is not a level; use debug, info, warn or error", c.String("log-level"))
		}
		format := c.String("log-format")
		if format != "console" && format != "json" {
			return Usage("--log-format %q is not a format; use console or json", format)
		}
		*log = newLogger(app.ErrWriter, format).Level(level)
		c.Context = log.WithContext(c.Context)
		if isTerminal(app.ErrWriter) {
			c.Context = context.WithValue(c.Context, terminalKey{}, app.ErrWriter)
		}
		return nil
	}

	if len(app.Commands) == 0 {
		app.Flags = append(app.Flags, logFlags()...)
		app.Before = before
		app.Action = noArguments(app.Action)
		setEnv(app.Name, app.Flags)
		return
	}
	var names []string
	for _, cmd := range app.Commands {
		names = append(names, cmd.Name)
		cmd.Flags = append(cmd.Flags, logFlags()...)
		cmd.Before = before
		cmd.OnUsageError = onUsageError
		cmd.HideHelpCommand = true
		if !cmd.Args {
			cmd.Action = noArguments(cmd.Action)
		}
		setEnv(app.Name, cmd.Flags)
	}
	app.Action = func(c *cli.Context) error {
		if c.Args().Present() {
			return Usage("there is no command %q; use one of: %s", c.Args().First(), strings.Join(names, ", "))
		}
		return Usage("say what to run, one of: %s (for help: %s COMMAND --help)", strings.Join(names, ", "), app.Name)
	}
}

// noArguments returns action with a check before it: there must be no arguments
// except flags.
func noArguments(action cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		if c.Args().Present() {
			return Usage("unknown argument %q; --help lists the flags", c.Args().First())
		}
		return action(c)
	}
}

func onUsageError(_ *cli.Context, err error, _ bool) error {
	// Package flag writes -port where the help says --port.
	text := strings.Replace(err.Error(), " -", " --", 1)
	return Usage("%s; --help lists the flags", text)
}

// setEnv gives each of flags an environment variable.
func setEnv(program string, flags []cli.Flag) {
	for _, f := range flags {
		name := strings.Map(func(r rune) rune {
			if r == '-' {
				return '_'
			}
			return unicode.ToUpper(r)
		}, program+"_"+f.Names()[0])
		switch f := f.(type) {
		case *cli.StringFlag:
			f.EnvVars = []string{name}
		case *cli.StringSliceFlag:
			f.EnvVars = []string{name}
		case *cli.BoolFlag:
			f.EnvVars = []string{name}
		case *cli.IntFlag:
			f.EnvVars = []string{name}
		case *cli.Int64Flag:
			f.EnvVars = []string{name}
		case *cli.Float64Flag:
			f.EnvVars = []string{name}
		case *cli.DurationFlag:
			f.EnvVars = []string{name}
		default:
			panic(fmt.Sprintf("labcli: no environment variable for a %T", f))
		}
	}
}

// newLogger returns a logger that writes lines for a person, in colour and no
// wider than the terminal, or JSON objects.
func newLogger(w io.Writer, format string) zerolog.Logger {
	if format == "json" {
		return zerolog.New(w).With().Timestamp().Logger()
	}
	return zerolog.New(console{zerolog.ConsoleWriter{
		Out:          wrapper{w, Width(w)},
		NoColor:      !showsColors(w),
		PartsExclude: []string{zerolog.TimestampFieldName},
	}})
}

// A console writes lines for a person. What a program logs without a level
// ([zerolog.Logger.Log]) is shown as it is: it is neither a warning nor an error,
// and no --log-level hides it.
type console struct{ zerolog.ConsoleWriter }

func (c console) WriteLevel(level zerolog.Level, line []byte) (int, error) {
	if level == zerolog.NoLevel {
		c.PartsExclude = []string{zerolog.TimestampFieldName, zerolog.LevelFieldName}
	}
	return c.Write(line)
}

// A usageError is a mistake in the command line.
type usageError struct{ error }

// Usage returns an error in the command line: Run and Main answer it with exit
// status 2.
func Usage(format string, a ...any) error {
	return usageError{fmt.Errorf(format, a...)}
}

// PortFlag returns a flag for a port, 0 to 65535; port is the default.
func PortFlag(name string, port int, usage string) cli.Flag {
	return &cli.IntFlag{Name: name, Value: port, Usage: usage, Action: func(_ *cli.Context, p int) error {
		if p < 0 || p > 65535 {
			return Usage("--%s %d is not a port; ports go from 0 to 65535", name, p)
		}
		return nil
	}}
}
