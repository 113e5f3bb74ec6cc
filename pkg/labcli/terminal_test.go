package labcli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"short", "short"},
		{"exactly twenty chars\n", "exactly twenty chars\n"},
		{"WRN this is a long message\n", "WRN this is a long\n    message\n"},
		{"one two three four five six seven eight\n", "one two three four\n    five six seven\n    eight\n"},
		{"ééé ééé ééé ééé ééé éé", "ééé ééé ééé ééé ééé\n    éé"},
		{"short\nthe second line is long\n\nend\n", "short\nthe second line is\n    long\n\nend\n"},
		{"a word-that-is-longer-than-the-line x", "a word-that-is-longer-than-the-line\n    x"},
		{"what is a word-that-is-too-long x", "what is a\n    word-that-is-too-long\n    x"},
		// Columns.
		{"ok  Go  1.26.8, for linux\n", "ok  Go  1.26.8, for\n        linux\n"},
		{"   FAIL  it prints the wrong port\n", "   FAIL  it prints\n         the wrong\n         port\n"},
		{"        -> do this and that\n", "        -> do this\n        and that\n"},
		{"an odd line in two  columns\n", "an odd line in two \n    columns\n"}, // in the right half
		// Colours.
		{"\x1b[32mok\x1b[0m  Go  1.26.8, for \x1b[1mlinux\x1b[0m\n", "\x1b[32mok\x1b[0m  Go  1.26.8, for\n        \x1b[1mlinux\x1b[0m\n"},
	} {
		if got := labcli.Wrap(tt.text, 20); got != tt.want {
			t.Errorf("Wrap(%q)\ngot  %q\nwant %q", tt.text, got, tt.want)
		}
		if got := labcli.Wrap(tt.text, 0); got != tt.text {
			t.Errorf("in a pipe, Wrap(%q) is %q", tt.text, got)
		}
	}
	for width := range 10 {
		labcli.Wrap("a narrow  terminal must do no harm\n", width)
	}
}

// A file is not a terminal, nor is what is not even a file.
func TestNoTerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	if w := labcli.Width(file); w != 0 {
		t.Errorf("a file is %d columns wide", w)
	}
	if w := labcli.Width(new(bytes.Buffer)); w != 0 {
		t.Errorf("a buffer is %d columns wide", w)
	}
	if s := labcli.Paint(file, labcli.Red, "FAIL"); s != "FAIL" {
		t.Errorf("painted %q in a file", s)
	}
}

func TestPaint(t *testing.T) {
	for _, tt := range []struct{ noColor, term, want string }{
		{"", "xterm", "\x1b[31mFAIL\x1b[0m"},
		{"1", "xterm", "FAIL"},
		{"0", "xterm", "FAIL"}, // whatever its value: no-color.org
		{"", "dumb", "FAIL"},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		t.Setenv("TERM", tt.term)
		terminal, _ := labtest.Terminal(t, 80)
		if got := labcli.Paint(terminal, labcli.Red, "FAIL"); got != tt.want {
			t.Errorf("NO_COLOR=%s TERM=%s: painted %q, want %q", tt.noColor, tt.term, got, tt.want)
		}
	}
}

// A screen that cannot be cleared, or is none, stays as it is. Colours have nothing to
// do with it.
func TestClear(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	for term, want := range map[string]string{"xterm": "\x1b[H\x1b[2J", "dumb": ""} {
		t.Setenv("TERM", term)
		terminal, screen := labtest.Terminal(t, 80)
		labcli.Clear(terminal)
		if got := screen(); got != want {
			t.Errorf("TERM=%s: %q, want %q", term, got, want)
		}
	}
	var pipe bytes.Buffer
	if labcli.Clear(&pipe); pipe.Len() > 0 {
		t.Errorf("a pipe gets %q", &pipe)
	}
}

// What a program says that runs on a terminal.
func TestTerminal(t *testing.T) {
	tcp := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 55000}
	udp := &net.UDPAddr{IP: net.IPv4zero, Port: 52002}
	for _, tt := range []struct {
		name    string
		args    string
		noColor string
		action  func(*cli.Context) error
		want    string
	}{
		{"UDP", "", "", func(c *cli.Context) error { labcli.Listening(c.Context, udp); return nil },
			"listening on UDP 0.0.0.0:52002; ctrl-c ends it\n"},
		{"TCP, at every level", "--log-level error --log-format json", "", func(c *cli.Context) error { labcli.Listening(c.Context, tcp); return nil },
			"listening on TCP 127.0.0.1:55000; ctrl-c ends it\n"},
		{"a long line", "", "", func(c *cli.Context) error {
			_, out := labcli.Output(c)
			out.Print("received message:", strings.Repeat("hello ", 8)+"world")
			return nil
		}, "received message: hello hello hello hello hello hello\n    hello hello world\n"},
		{"a warning", "", "", func(c *cli.Context) error {
			zerolog.Ctx(c.Context).Warn().Msg("nothing heard on UDP port 52001 for 3s: is a station sending?")
			return nil
		}, "\x1b[33mWRN\x1b[0m \x1b[1mnothing heard on UDP port 52001 for 3s: is a station\n    sending?\x1b[0m\n"},
		{"a warning without colours", "", "1", func(c *cli.Context) error {
			zerolog.Ctx(c.Context).Warn().Msg("odd")
			return nil
		}, "WRN odd\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("TERM", "xterm")
			t.Setenv("NO_COLOR", tt.noColor)
			terminal, screen := labtest.Terminal(t, 56)
			app := listener(tt.action)
			app.Writer, app.ErrWriter = terminal, terminal
			status := labcli.Run(context.Background(), app, append([]string{"ex0_test"}, strings.Fields(tt.args)...))
			if got := screen(); status != 0 || got != tt.want {
				t.Errorf("status %d, the terminal shows\n%q, want\n%q", status, got, tt.want)
			}
		})
	}
}

// In a pipe, where a program listens is a log message for those who ask.
func TestListeningInPipe(t *testing.T) {
	app := func() *cli.App {
		return listener(func(c *cli.Context) error {
			labcli.Listening(c.Context, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 40312})
			return nil
		})
	}
	if _, _, stderr := run(app()); stderr != "" {
		t.Errorf("standard error %q, want none", stderr)
	}
	if _, _, stderr := run(app(), "--log-level", "info"); stderr != "INF listening on 127.0.0.1:40312\n" {
		t.Errorf("with --log-level info: %q", stderr)
	}
}

// The help is no wider than the terminal.
func TestHelpOnTerminal(t *testing.T) {
	terminal, screen := labtest.Terminal(t, 72)
	app := listener(nil)
	app.Writer = terminal
	labcli.Run(context.Background(), app, []string{"ex0_test", "--help"})
	help := screen()
	for line := range strings.Lines(help) {
		if len(line) > 72+len("\n") {
			t.Errorf("this line is wider than 72 columns: %q", line)
		}
	}
	const want = "   --bind ADDRESS             bind to ADDRESS: auto, any, own, broadcast\n" +
		"                              or an IPv4 address (default: \"auto\")\n"
	if !strings.Contains(help, want) {
		t.Errorf("the help is\n%s\nwant in it\n%s", help, want)
	}
}
