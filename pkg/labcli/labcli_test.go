package labcli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
	"in43.example/pkg/pyfmt"
)

// child is an environment variable. It turns the test program into a program of
// the lab.
const child = "LABCLI_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		labcli.Main(listener(nil))
	}
	labtest.Main(m)
}

// listener returns a program like those of worksheet 2.1.2. It prints the values
// of its flags.
func listener(action func(*cli.Context) error) *cli.App {
	return &cli.App{
		Name:  "ex0_test",
		Usage: "test",
		Flags: append([]cli.Flag{
			labcli.PortFlag("port", 52001, "UDP `PORT`"),
			&cli.BoolFlag{Name: "lan"},
			&cli.Int64Flag{Name: "seed"},
			&cli.Float64Flag{Name: "drone-rate"},
			&cli.StringSliceFlag{Name: "to"},
		}, labcli.ListenFlags()...),
		Action: func(c *cli.Context) error {
			if action != nil {
				return action(c)
			}
			return labcli.Listen(c, func(_ context.Context, lab *labcli.Listener) error {
				fmt.Fprintf(c.App.Writer, "%s count %d duration %v json %t lan %t seed %d rate %v to %v\n", lab.Addr(c.Int("port")),
					c.Int("count"), c.Duration("duration"), lab.Out.JSON, c.Bool("lan"), c.Int64("seed"), c.Float64("drone-rate"), c.StringSlice("to"))
				return nil
			})
		},
	}
}

// pair returns a program with several commands, like that of worksheet 2.1.
func pair() *cli.App {
	command := func(name string) *cli.Command {
		return &cli.Command{
			Name:  name,
			Usage: "be the " + name,
			Flags: []cli.Flag{labcli.PortFlag("port", 50005, "UDP `PORT`")},
			Action: func(c *cli.Context) error {
				fmt.Fprintln(c.App.Writer, name, c.Int("port"))
				return nil
			},
		}
	}
	check := command("check")
	check.Args = true
	check.Action = func(c *cli.Context) error {
		fmt.Fprintf(c.App.Writer, "%q\n", c.Args().Slice())
		return nil
	}
	return &cli.App{Name: "ex0_pair", Commands: []*cli.Command{command("receiver"), command("sender"), check}}
}

// run runs app with the command line args.
func run(app *cli.App, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	app.Writer, app.ErrWriter = &out, &errs
	status = labcli.Run(context.Background(), app, append([]string{app.Name}, args...))
	return status, out.String(), errs.String()
}

const defaults = "0.0.0.0:52001 count 0 duration 0s json false lan false seed 0 rate 0 to []\n"

func TestRun(t *testing.T) {
	for _, test := range []struct {
		args   string
		stdout string // all of it
		stderr string // a part of it; "" means nothing at all
	}{
		{"", defaults, ""},
		{"--port 0 --count 3 --duration 5s --output json --bind 127.255.255.255",
			"127.255.255.255:0 count 3 duration 5s json true lan false seed 0 rate 0 to []\n", "*"},
		{"--port 65535 --lan --seed -4 --drone-rate 9.8 --to 127.0.0.1,127.0.0.2",
			"0.0.0.0:65535 count 0 duration 0s json false lan true seed -4 rate 9.8 to [127.0.0.1 127.0.0.2]\n", ""},
		{"-port=52002 --log-level debug --log-format json", strings.Replace(defaults, "52001", "52002", 1), ""},

		{"--nope", "", "flag provided but not defined: --nope"},
		{"help", "", `unknown argument "help"`},
		{"52001", "", `unknown argument "52001"`},
		{"-- --port", "", `unknown argument "--port"`},
		{"-v", "", "not defined: --v"},
		{"--port", "", "flag needs an argument: --port"},
		{"--port 70000", "", "--port 70000 is not a port; ports go from 0 to 65535"},
		{"--port 65536", "", "--port 65536 is not a port"},
		{"--port -1", "", "--port -1 is not a port"},
		{"--port abc", "", `invalid value "abc" for flag --port`},
		{"--count -1", "", "--count -1 is negative; 0 means no limit"},
		{"--count 1.5", "", `invalid value "1.5" for flag --count`},
		{"--duration -5s", "", "--duration -5s is negative; 0 means no limit"},
		{"--duration 5", "", `invalid value "5" for flag --duration`},
		{"--output xml", "", `--output "xml" is not a format; use text or json`},
		{"--log-level loud", "", `--log-level "loud" is not a level; use debug, info, warn or error`},
		{"--log-level=", "", `--log-level "" is not a level`},
		{"--log-level disabled", "", `--log-level "disabled" is not a level`}, // zerolog knows it
		{"--log-format xml", "", `--log-format "xml" is not a format; use console or json`},
		{"--interface nope0", "", `no interface "nope0"`},
		{"--bind here", "", `--bind "here" is not an address; use auto, any, own, broadcast or an IPv4 address`},
		{"--bind any --interface lo", "", "--interface lo has no effect with --bind any"},
	} {
		t.Run(test.args, func(t *testing.T) {
			status, stdout, stderr := run(listener(nil), strings.Fields(test.args)...)
			want := 0
			if test.stdout == "" {
				want = 2
			}
			if status != want {
				t.Errorf("exit status %d, want %d", status, want)
			}
			if stdout != test.stdout {
				t.Errorf("standard output %q, want %q", stdout, test.stdout)
			}
			checkStderr(t, stderr, test.stderr)
		})
	}
}

// checkStderr checks that stderr is one line that contains want. "" means nothing
// at all, and "*" anything.
func checkStderr(t *testing.T, stderr, want string) {
	t.Helper()
	switch {
	case want == "*":
	case want == "":
		if stderr != "" {
			t.Errorf("standard error %q, want none", stderr)
		}
	case !strings.Contains(stderr, want) || strings.Index(stderr, "\n") != len(stderr)-1:
		t.Errorf("standard error %q, want one line with %q", stderr, want)
	}
}

func TestRunCommands(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
		stdout string
		stderr string
	}{
		{"receiver", 0, "receiver 50005\n", ""},
		{"sender --port 50006", 0, "sender 50006\n", ""},
		{"check 3.1 -- python3 -u server.py", 0, `["3.1" "--" "python3" "-u" "server.py"]` + "\n", ""},
		{"", 2, "", "say what to run, one of: receiver, sender, check (for help: ex0_pair COMMAND --help)"},
		{"-v", 2, "", "not defined: --v"},
		{"receiver --version", 2, "", "not defined: --version"},
		{"server", 2, "", `there is no command "server"; use one of: receiver, sender, check`},
		{"help", 2, "", `there is no command "help"`},
		{"--port 50006", 2, "", "not defined: --port"},
		{"receiver now", 2, "", `unknown argument "now"`},
		{"receiver help", 2, "", `unknown argument "help"`},
		{"receiver --nope", 2, "", "not defined: --nope"},
		{"receiver --port 70000", 2, "", "--port 70000 is not a port"},
		{"receiver --log-level loud", 2, "", `--log-level "loud"`},
	} {
		t.Run(test.args, func(t *testing.T) {
			status, stdout, stderr := run(pair(), strings.Fields(test.args)...)
			if status != test.status || stdout != test.stdout {
				t.Errorf("exit status %d, standard output %q; want %d, %q", status, stdout, test.status, test.stdout)
			}
			checkStderr(t, stderr, test.stderr)
		})
	}
}

// Somebody has asked for the help: it goes to standard output, and the status is
// 0.
func TestHelp(t *testing.T) {
	env := func(name string) string { // as the system's shell writes it
		if runtime.GOOS == "windows" {
			return "[%" + name + "%]"
		}
		return "[$" + name + "]"
	}
	for _, test := range []struct {
		app  *cli.App
		args string
		want []string
	}{
		{listener(nil), "--help", []string{"--port PORT", "(default: 52001)", env("EX0_TEST_PORT"), "--bind ADDRESS", "--interface NAME",
			"--count N", "--duration TIME", "--output FORMAT", "--log-level LEVEL", "--log-format FORMAT", env("EX0_TEST_LOG_FORMAT")}},
		{listener(nil), "-h", []string{"--port PORT"}},
		{listener(nil), "--port 1 --help", []string{"--port PORT"}},
		{pair(), "--help", []string{"receiver  be the receiver", "sender    be the sender", "--version"}},
		{pair(), "sender --help", []string{"be the sender", "--port PORT", env("EX0_PAIR_PORT"), env("EX0_PAIR_LOG_LEVEL")}},
	} {
		status, stdout, stderr := run(test.app, strings.Fields(test.args)...)
		if status != 0 || stderr != "" {
			t.Errorf("%s %s: exit status %d, standard error %q", test.app.Name, test.args, status, stderr)
		}
		for _, want := range test.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s %s does not say %q:\n%s", test.app.Name, test.args, want, stdout)
			}
		}
	}
}

// Every program has --version, also those with commands. A test is built without
// a version.
func TestVersion(t *testing.T) {
	for _, app := range []*cli.App{listener(nil), pair()} {
		want := fmt.Sprintf("%s dev, commit unknown, %s %s/%s\n", app.Name, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		if status, stdout, stderr := run(app, "--version"); status != 0 || stdout != want || stderr != "" {
			t.Errorf("exit status %d, standard output %q, standard error %q; want %q", status, stdout, stderr, want)
		}
	}
	t.Setenv("EX0_TEST_VERSION", "true") // this flag has no variable
	if _, stdout, _ := run(listener(nil)); stdout != defaults {
		t.Errorf("standard output %q, want %q", stdout, defaults)
	}
}

// Every flag has an environment variable. A flag on the command line counts
// more.
func TestEnv(t *testing.T) {
	for name, value := range map[string]string{
		"PORT": "1", "LAN": "true", "SEED": "2", "DRONE_RATE": "3.5", "TO": "127.0.0.1,127.0.0.2",
		"BIND": "127.255.255.255", "COUNT": "4", "DURATION": "5s", "OUTPUT": "json", "LOG_LEVEL": "error", "LOG_FORMAT": "json",
	} {
		t.Setenv("EX0_TEST_"+name, value)
	}
	const want = "127.255.255.255:6 count 4 duration 5s json true lan true seed 2 rate 3.5 to [127.0.0.1 127.0.0.2]\n"
	if status, stdout, stderr := run(listener(nil), "--port", "6"); status != 0 || stdout != want || stderr != "" {
		t.Errorf("exit status %d, standard output %q, want %q\n%s", status, stdout, want, stderr)
	}
	t.Setenv("EX0_TEST_INTERFACE", "nope0")
	status, _, stderr := run(listener(nil), "--bind", "auto")
	if status != 2 || !json.Valid([]byte(stderr)) || !strings.Contains(stderr, "nope0") {
		t.Errorf("exit status %d, standard error %q; want 2 and an error in JSON", status, stderr)
	}
}

func TestBadEnv(t *testing.T) {
	for _, test := range []struct{ name, value, stderr string }{
		{"EX0_TEST_PORT", "abc", "EX0_TEST_PORT"},
		{"EX0_TEST_PORT", "70000", "--port 70000 is not a port"},
		{"EX0_TEST_LAN", "perhaps", "EX0_TEST_LAN"},
		{"EX0_TEST_DURATION", "5", "EX0_TEST_DURATION"},
		{"EX0_TEST_LOG_LEVEL", "loud", `--log-level "loud"`},
	} {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			t.Setenv(test.name, test.value)
			status, stdout, stderr := run(listener(nil))
			if status != 2 || stdout != "" {
				t.Errorf("exit status %d, standard output %q; want 2 and none", status, stdout)
			}
			checkStderr(t, stderr, test.stderr)
		})
	}
}

// A run does not see what the run before it has read from the environment.
func TestRunTwice(t *testing.T) {
	t.Setenv("EX0_TEST_LOG_LEVEL", "debug")
	log := func(c *cli.Context) error {
		zerolog.Ctx(c.Context).Info().Msg("seen")
		return nil
	}
	_, _, stderr := run(listener(log))
	checkStderr(t, stderr, "seen")
	os.Unsetenv("EX0_TEST_LOG_LEVEL")
	_, _, stderr = run(listener(log))
	checkStderr(t, stderr, "")
}

func TestActionError(t *testing.T) {
	fail := func(*cli.Context) error { return errors.New("cannot listen: the port is taken") }
	status, stdout, stderr := run(listener(fail))
	if status != 1 || stdout != "" || stderr != "ERR cannot listen: the port is taken\n" {
		t.Errorf("exit status %d, standard output %q, standard error %q", status, stdout, stderr)
	}
	wrapped := func(*cli.Context) error { return fmt.Errorf("to begin: %w", labcli.Usage("--to %s: no", "x")) }
	if status, _, stderr := run(listener(wrapped)); status != 2 || stderr != "ERR to begin: --to x: no\n" {
		t.Errorf("exit status %d, standard error %q; want 2 for a wrapped error of usage", status, stderr)
	}
}

func TestLog(t *testing.T) {
	log := func(c *cli.Context) error {
		l := zerolog.Ctx(c.Context)
		l.Debug().Msg("d")
		l.Info().Msg("i")
		l.Warn().Int("n", 1).Msg("w")
		l.Error().Msg("e")
		return nil
	}
	for _, test := range []struct{ args, want string }{
		{"", "WRN w n=1\nERR e\n"},
		{"--log-level debug", "DBG d\nINF i\nWRN w n=1\nERR e\n"},
		{"--log-level info", "INF i\nWRN w n=1\nERR e\n"},
		{"--log-level error", "ERR e\n"},
	} {
		if _, stdout, stderr := run(listener(log), strings.Fields(test.args)...); stderr != test.want || stdout != "" {
			t.Errorf("%s: logged %q, want %q", test.args, stderr, test.want)
		}
	}

	_, _, stderr := run(listener(log), "--log-format", "json", "--log-level", "error")
	var line struct {
		Level, Message string
		Time           time.Time
	}
	if err := json.Unmarshal([]byte(stderr), &line); err != nil || line.Level != "error" || line.Message != "e" || line.Time.IsZero() {
		t.Errorf("logged %q (%v), want one JSON object", stderr, err)
	}
}

// What has no level is always shown, as it is.
func TestLogWithoutLevel(t *testing.T) {
	tell := func(c *cli.Context) error {
		zerolog.Ctx(c.Context).Log().Msg("your colleague types: chat")
		return nil
	}
	if _, _, stderr := run(listener(tell), "--log-level", "error"); stderr != "your colleague types: chat\n" {
		t.Errorf("logged %q", stderr)
	}
	_, _, stderr := run(listener(tell), "--log-format", "json")
	var line map[string]string
	if err := json.Unmarshal([]byte(stderr), &line); err != nil || line["message"] != "your colleague types: chat" || line["level"] != "" {
		t.Errorf("logged %q (%v), want a JSON object without a level", stderr, err)
	}
}

// For an address that hears no broadcast there is a warning.
func TestParseListenWarns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("every address hears broadcasts on Windows")
	}
	status, stdout, stderr := run(listener(nil), "--bind", "127.0.0.1")
	if status != 0 || !strings.HasPrefix(stdout, "127.0.0.1:52001 ") {
		t.Errorf("exit status %d, standard output %q", status, stdout)
	}
	checkStderr(t, stderr, "WRN a socket bound to 127.0.0.1 hears no broadcast on "+runtime.GOOS)
}

// The step ends after --duration, or after --count messages. At its end the text
// that it has printed is written.
func TestListenEnds(t *testing.T) {
	for _, test := range []struct {
		args string
		want string
	}{
		{"--duration 1ms", "start\n"},
		{"--count 2", "start\none more\none more\n"},
		{"--count 1 --output json", "{}\n"},
	} {
		app := listener(func(c *cli.Context) error {
			return labcli.Listen(c, func(ctx context.Context, lab *labcli.Listener) error {
				lab.Out.Print("start")
				for c.Int("count") > 0 && lab.More() {
					lab.Out.Print("one more")
					if lab.Out.JSON {
						lab.Out.PrintJSON(struct{}{})
					}
				}
				<-ctx.Done()
				return graceful.End(ctx, lab.Out, ctx.Err())
			})
		})
		status, stdout, stderr := run(app, strings.Fields(test.args)...)
		if status != 0 || stdout != test.want || stderr != "" {
			t.Errorf("%s: status %d, %q, %q; want %q", test.args, status, stdout, stderr, test.want)
		}
	}
}

// If the disk is full, the program ends with that error.
func TestOutputFails(t *testing.T) {
	app := listener(func(c *cli.Context) error {
		ctx, out := labcli.Output(c)
		out.Print("hello")
		<-ctx.Done()
		return graceful.End(ctx, out, ctx.Err())
	})
	var stderr bytes.Buffer
	r, w := io.Pipe()
	r.CloseWithError(errors.New("no space left on device"))
	app.Writer, app.ErrWriter = w, &stderr
	if status := labcli.Run(t.Context(), app, []string{"ex0_test"}); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	checkStderr(t, stderr.String(), "ERR no space left on device")
}

// An action has the context of Run. That this ends is not an error.
func TestRunContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	app := listener(func(c *cli.Context) error {
		cancel()
		<-c.Context.Done()
		return graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), c.Context.Err())
	})
	app.Writer = new(bytes.Buffer)
	if status := labcli.Run(ctx, app, []string{"ex0_test"}); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}

// Main ends the program with the status of Run.
func TestMainStatus(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		arg            string
		status         int
		stdout, stderr string
	}{
		{"--port=1", 0, strings.Replace(defaults, "52001", "1", 1), ""},
		{"--port=70000", 2, "", "ERR --port 70000 is not a port"},
	} {
		cmd := exec.Command(exe, test.arg)
		cmd.Env = append(os.Environ(), child+"=1")
		p := labtest.Run(t, cmd)
		if p.Wait() != test.status || p.Stdout.String() != test.stdout {
			t.Errorf("%s: exit status %d, want %d%v", test.arg, p.Wait(), test.status, p)
		}
		checkStderr(t, p.Stderr.String(), test.stderr)
	}
}
