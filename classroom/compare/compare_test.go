package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

const root = "../.."

// build builds the programs of the steps and returns their folder.
func build(t *testing.T) (bin string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the worksheet's ports may be taken: only on Linux the tests have a network of their own")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "network namespaces")
	}
	labtest.Python(t)
	exercises, err := filepath.Glob(root + "/ex*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range exercises {
		labtest.Build(t, dir)
	}
	return filepath.Dir(labtest.Build(t, "..")) // the same for all
}

// All steps in all pairings print what Python alone prints.
func TestIdentical(t *testing.T) {
	bin := build(t)
	var out bytes.Buffer
	if err := compareAll(t.Context(), root, bin, steps, &out); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
	rows := strings.Count(out.String(), "  identical\n")
	want := 0
	for _, s := range steps {
		want += len(casts(len(sheet.Find(s.number)))) - 1
	}
	if rows != want {
		t.Errorf("%d rows, want %d\n%s", rows, want, &out)
	}
}

// Every program of the sheet is compared.
func TestComplete(t *testing.T) {
	compared := map[string]bool{}
	for _, s := range steps {
		compared[s.number] = true
	}
	for _, p := range sheet.Programs {
		if !compared[p.Number] {
			t.Errorf("%s, step %s, is not compared", p.Command, p.Number)
		}
	}
}

// The transcripts that are compared contain what each step must print.
func TestTranscripts(t *testing.T) {
	bin := build(t)
	l := &lab{root: root, bin: bin, python: labtest.Python(t).Path}
	const stopping = "Stopping due to signint interupt (i.e. ctrl-c)\n"
	wants := map[string][]string{
		"1":     {"Network courses are perfect !\n"},
		"2.1":   {"[receiver]\nreceived message: Hello, World!\nfrom: ('127.0.0.1', PORT)\n" + stopping + "[exit status 0]\n[sender]\nUDP target IP: 127.0.0.1\n"},
		"2.1.2": {"received message: \"latitude\",", "received message: 48.81449964257766,2.3934848755146576,84,10,1415263275000\nfrom: ('127.0.0.1', PORT)\n" + stopping},
		"2.1.3": {"barometer: nan agx: inf agy: -inf agz: -1000.0\n", " battery: 50 ", stopping},
		"2.1.4": {
			"#message to   : ('0.0.0.0', 52001)\n#message      : 48.", "#message to   : ('0.0.0.0', 52002)\n#message      : date: ", stopping,
			"port 52001 received 6 messages, RATE a second\n", "agz: -1006.0 age: AGE ms\n", "highest speed: port 52002; lowest speed: port 52001\n"},
		"3.1":   {"[server]\nbinding to 127.0.0.1:55000  ...\nWaiting client ...\nClient connected with address: ('127.0.0.1', PORT)\n", "[client]\nconnecting to 127.0.0.1:55000...\n"},
		"3.2":   {"you: peer: Très bien, merci !\nyou: peer: À la bibliothèque : 3 €, le café.\nyou: peer: 日本語\nyou: [exit status 0]\n", "peer: end\n[exit status 0]\n"},
		"4.1":   {"received data: GET /favicon.ico", `"GET / HTTP/1.1\r\n"` + "\n", stopping},
		"4.3":   {"received data: GET /favicon.ico", `"Date:(now)GMT\r\n"` + "\n", "ÉÇ", stopping},
		"5.2":   {"everyone on this link: 255.255.255.255\nall addresses"},
		"5.3.1": {"hello\n\nça va ?\nthe end\nend\n[exit status 0]\n"},
		"5.3.2": {"full machine name: "},
		"5.3.3": {"user name: "},
		"5.3.4": {"tm_isdst="},
		"5.3.5": {"waiting at ('127.0.0.1', PORT), press ctrl-c\nreceived: b'it\\'s \"\\xc3\\xa9\"\\x1b\\x00\\n'\n" + stopping},
	}
	for _, s := range steps {
		got, failed, err := l.play(t.Context(), s, make([]language, len(sheet.Find(s.number))))
		if err != nil || failed {
			t.Errorf("%s cannot be played: %v\n%s", s.number, err, got)
		}
		if wants[s.number] == nil {
			t.Errorf("this test does not know the step %s", s.number)
		}
		for _, want := range wants[s.number] {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the transcript is\n%s\nwant in it\n%s", s.number, got, want)
			}
		}
	}
}

// Two programs that print different things are reported: one prints the user's
// name, the other the list of addresses.
func TestOtherProgram(t *testing.T) {
	bin := build(t)
	t.Setenv("LOGNAME", "ada")
	wrong := step{number: "5.3.3", play: func(s *scene, ctx context.Context) error {
		s.Programs[0].Command = "ex5_annexes addresses"
		return s.ToEnd(ctx)
	}}
	var out bytes.Buffer
	err := compareAll(t.Context(), root, bin, []step{wrong}, &out)
	var stderr bytes.Buffer
	if got := status(err, &stderr); got != 1 || stderr.String() != "compare: one pairing differs\n" {
		t.Errorf("status %d, %s; want 1", got, &stderr)
	}
	for _, want := range []string{"5.3.3   Go                            DIFFERENT\n", "\n        -user name: ada\n", "\n        +this machine itself: 127.0.0.1\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("printed\n%s\nwant in it\n%s", &out, want)
		}
	}
}

// says returns a step that starts no program: a language adds its words to the
// transcript, and fails if it has an error in errs.
func says(words map[language]string, errs map[language]error) step {
	return step{number: "5.3.3", play: func(s *scene, _ context.Context) error {
		for _, l := range s.cast {
			s.note("", words[l])
			if errs[l] != nil {
				return errs[l]
			}
		}
		return nil
	}}
}

func TestCompare(t *testing.T) {
	broken := map[language]error{golang: errors.New("it did not end")}
	for _, test := range []struct {
		name string
		step step
		want string // the difference; "" if there is none
	}{
		{"the same", says(map[language]string{python: "a\n", golang: "a\n"}, nil), ""},
		{"a line", says(map[language]string{python: "a\nb\n", golang: "a\n\x1b[2J\n"}, nil),
			"diff Python alone Go\n--- Python alone\n+++ Go\n@@ -1,2 +1,2 @@\n a\n-b\n+\\x1b[2J\n"},
		{"our failure", says(map[language]string{python: "a\n", golang: "a\n"}, broken),
			"diff Python alone Go\n--- Python alone\n+++ Go\n@@ -1,1 +1,2 @@\n a\n+[it did not end]\n"},
		{"a failure of all", says(map[language]string{python: "a\n"}, map[language]error{python: io.EOF, golang: io.EOF}),
			"Python alone fails in this step:\na\n[EOF]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := new(lab).compare(t.Context(), test.step, []language{golang})
			if err != nil || got != "" && indent(got) != indent(test.want) || got == "" && test.want != "" {
				t.Errorf("error %v, difference\n%s\nwant\n%s", err, indent(got), test.want)
			}
		})
	}
}

// The clock may go on between two runs, but not every time.
func TestClock(t *testing.T) {
	for _, test := range []struct{ same, plays int }{{1, 2}, {3, 6}, {clockTries + 1, 2 * clockTries}} {
		plays := 0
		s := step{number: "5.3.4", clock: true, play: func(s *scene, _ context.Context) error {
			if plays++; s.cast[0] == golang && plays < 2*test.same {
				s.note("", "later\n")
			}
			return nil
		}}
		got, err := new(lab).compare(t.Context(), s, []language{golang})
		if err != nil || plays != test.plays || (got == "") != (test.same <= clockTries) {
			t.Errorf("the same at try %d: %d plays, difference %q, error %v", test.same, plays, got, err)
		}
	}
}

func TestTrouble(t *testing.T) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	s := says(nil, nil)
	s.listen = []string{"tcp4 " + ln.Addr().String()}
	if _, err := new(lab).compare(t.Context(), s, []language{golang}); err == nil || !strings.Contains(err.Error(), ln.Addr().String()) {
		t.Errorf("a port is taken: %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(lab).compare(ctx, says(nil, nil), []language{golang}); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("after ctrl-c: %v", err)
	}
}

func TestStatus(t *testing.T) {
	for _, test := range []struct {
		args []string
		path string
		want string
	}{
		{[]string{"--step", "2.1"}, "", "make compare"},
		{nil, t.TempDir(), "python3 is not installed"},
	} {
		t.Run(test.want, func(t *testing.T) {
			if test.path != "" {
				t.Setenv("PATH", test.path)
			}
			var stdout, stderr bytes.Buffer
			if status := run(test.args, &stdout, &stderr); status != 2 || !strings.Contains(stderr.String(), test.want) || strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("status %d, printed %q; want 2 and a sentence with %q", status, stderr.String(), test.want)
			}
		})
	}
}

func TestMasks(t *testing.T) {
	for _, test := range []struct {
		name      string
		mask      func(string) string
		text, out string
	}{
		{"source", maskPorts, "from: ('127.0.0.1', 52001)\n", "from: ('127.0.0.1', PORT)\n"},
		{"destination", maskPorts, "#message to   : ('0.0.0.0', 52001)\n", "#message to   : ('0.0.0.0', 52001)\n"},
		{"rate", maskRates, "port 52001 received 6 messages, 4.01 a second\n", "port 52001 received 6 messages, RATE a second\n"},
		{"odd rate", maskRates, "port 52001 received 6 messages, 4.0 a second\n", "port 52001 received 6 messages, 4.0 a second\n"},
		{"age", maskRates, "agz: -1006.0 age: 12 ms\n", "agz: -1006.0 age: AGE ms\n"},
		{"date", maskDate, "\"Date:Sat Nov  1 09:30:00 2025GMT\\r\\n\"", "\"Date:(now)GMT\\r\\n\""},
		{"right date", maskDate, "Date: Sat, 01 Nov 2025 09:30:00 GMT", "Date: Sat, 01 Nov 2025 09:30:00 GMT"},
		{"first line", firstLine, "a\nb\n", "a\n"},
		{"LAN", withoutLAN, "everyone on this link: 255.255.255.255\neveryone on 10.9.0.0/16: 10.9.255.255\nall\n", "everyone on this link: 255.255.255.255\nall\n"},
		{"by port", portByPort,
			"#message from: a\n#message to   : ('0.0.0.0', 52002)\n#message      : 1\n" +
				"#message from: a\n#message to   : ('0.0.0.0', 52001)\n#message      : 3\n" +
				"#message from: b\n#message to   : ('0.0.0.0', 52001)\n#message      : 2\nend\n",
			"#message from: a\n#message to   : ('0.0.0.0', 52001)\n#message      : 3\n" +
				"#message from: b\n#message to   : ('0.0.0.0', 52001)\n#message      : 2\n" +
				"#message from: a\n#message to   : ('0.0.0.0', 52002)\n#message      : 1\nend\n"},
	} {
		if got := test.mask(test.text); got != test.out {
			t.Errorf("%s: %q becomes %q, want %q", test.name, test.text, got, test.out)
		}
	}
}

func TestCasts(t *testing.T) {
	var got []string
	for _, cast := range casts(2) {
		got = append(got, title(sheet.Find("3.1"), cast))
	}
	want := "Python server, Python client|Python server, Go client|Go server, Python client|Go server, Go client"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("casts are %s, want %s", s, want)
	}
}
