package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
)

// runCheckCommand runs the command with args.
func runCheckCommand(t *testing.T, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	app := newApp()
	app.Writer, app.ErrWriter = &out, &err
	status = labcli.Run(t.Context(), app, append([]string{"classroom", "check"}, args...))
	return status, out.String(), err.String()
}

func TestCheckUsage(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"", "say which STEP to check, one of: 2.1.1-receiver"},
		{"9.9 -- true", `there is no step "9.9"`},
		{"2.1.3", "say how to run the program"},
		{"2.1.3 --", "say how to run the program"},
		{"2.1.3 python3 mine.py", "write -- before the command that runs the program: check 2.1.3 -- python3 mine.py"},
		{"2.1.3 --log-level loud -- true", `--log-level "loud"`},
		{"all --log-format xml", `--log-format "xml"`},
		{"2.1 -- true", "2.1 has two programs: use 2.1.1-receiver or 2.1.1-sender"},
		{"3.1 -- true", "3.1 has two programs: use 3.1-server or 3.1-client"},
		{"3.2 -- true", "3.2 has two programs: use 3.2-server or 3.2-client"},
		{"3.2", "say how to run the program: check 3.2 -- python3 mine.py"},
		{"2.1.3 --nope -- true", "there is no flag --nope"},
		{"--nope 2.1.3 -- true", "--nope"},
		{"2.1.3 --seed -- true", "the flag --seed needs a value"},
		{"2.1.3 --seed x -- true", `"x" is not a value for the flag --seed`},
		{"2.1.3 --jobs 0 -- true", "--jobs 0"},
		{"2.1.3 --address here -- true", `--address "here"`},
		{"2.1.3 --dir . -- true", "--dir is for check all only"},
		{"2.1.3 -- python3 nowhere.py", "cannot find the program"},
		{"2.1.3 -- no-such-program", "could not check: 2.1.3"},
		{"2.1.3 -- python3 tp.ipynb", "tp.ipynb is a notebook: save"},
		{"2.1.3 -- tp.zip", "tp.zip is an archive: unpack it"},
		{"2.1.3 -- server.c", "server.c is a program to compile: compile it"},
		{"all -- true", "it takes no command"},
		{"all --dir nowhere", "cannot look into --dir"},
		{"all --dir testdata-nowhere", "cannot look into --dir"},
		{"--list 2.1.3", "--list takes no STEP"},
	} {
		status, _, stderr := runCheckCommand(t, strings.Fields(test.args)...)
		if status != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("check %s: status %d, %q, want 2 and %q", test.args, status, stderr, test.want)
		}
	}
}

// After a step and after "all", help is what it is before them.
func TestCheckHelp(t *testing.T) {
	_, want, _ := runCheckCommand(t, "--help")
	if !strings.Contains(want, "--seed") {
		t.Errorf("check --help: %s", want)
	}
	for _, args := range []string{"2.1.3 --help", "2.1.3 -h", "all --help", "2.1.3 --seed 4 --help -- true", "9.9 --help",
		"2.1.3 --seed --help", "2.1.3 --nope -h -- true", "2.1.3 -- --help", "all -- -h", "2.1.3 python3 mine.py --help",
		"--help 2.1.3 -- true", "-h 4", "--nope --help", "--seed x --help 4"} {
		if status, stdout, stderr := runCheckCommand(t, strings.Fields(args)...); status != 0 || stdout != want || stderr != "" {
			t.Errorf("check %s: status %d, %s\n%s", args, status, stderr, stdout)
		}
	}
}

// A number of the worksheet stands for its step. If it has two, the program
// tells which of them it is.
func TestCheckSections(t *testing.T) {
	for _, test := range []struct{ section, program, want string }{
		{"2.1.3", "ex2_1_3_drone/python/remote_drone.py", "2.1.3"},
		{"2.1.4", "ex2_1_4_select/python/remote_select.py", "2.1.5"},
		{"2.1.6", "ex2_1_4_select", "2.1.5"},
		{"2.1", "ex2_1_udp/python/receiver.py", "2.1.1-receiver"},
		{"2.1", "ex2_1_udp/python/sender.py", "2.1.1-sender"},
		{"2.1.1", "ex2_1_udp/start/sender", "2.1.1-sender"},
		{"3.1", "ex3_tcp/python/server.py", "3.1-server"},
		{"3.1.5", "ex3_tcp/python/client.py", "3.1-client"},
		{"3.1", "ex3_tcp/start/server", "3.1-server"},
		{"3.1", "ex3_tcp/start/client", "3.1-client"},
		{"3.2", "ex3_2_chat/python/server.py", "3.2-server"},
		{"3.2", "ex3_2_chat/start/client.py", "3.2-client"},
		{"4.2", "ex4_microhttp/python/microHTTPsrv.py", "4"},
	} {
		if got, err := stepOf(test.section, []string{"run", filepath.FromSlash("../" + test.program)}); got != test.want || err != nil {
			t.Errorf("%s of %s: %q, %v, want %q", test.section, test.program, got, err, test.want)
		}
	}
	// The client and the server in one program: that could be either.
	if got, err := stepOf("3.1", []string{"go", "run", "../ex3_tcp"}); got != "" || err == nil {
		t.Errorf("3.1 of both programs: %q, %v", got, err)
	}
	for section, names := range sections {
		for _, s := range names {
			if !slices.Contains(stepNames(), s) || slices.Contains(stepNames(), section) {
				t.Errorf("%s stands for %s", section, s)
			}
		}
	}
}

func TestCheckList(t *testing.T) {
	status, stdout, _ := runCheckCommand(t, "--list")
	for _, s := range check.Steps() {
		if !strings.Contains(stdout, s.Name+" ") || !strings.Contains(stdout, s.Checks[0].Name) {
			t.Errorf("status %d: %s is not in the list", status, s.Name)
		}
	}
}

// Flags may stand before and after the step; the status is that of the verdict.
func TestCheck(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		labtest.Missing(t, "bash")
	}
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "until_end.sh"), filepath.Join(dir, "bad.sh")
	writeFile(t, good, "while [ \"$data\" != end ] && read -r data; do echo \"$data\"; done\n")
	writeFile(t, bad, "read -r data; echo \"$data\"\n")
	junit := filepath.Join(dir, "report.xml")

	status, stdout, stderr := runCheckCommand(t, "5.3.1", "--seed", "4", "--show", "--junit="+junit, "--", "bash", good)
	if status != 0 || !strings.Contains(stdout, "seed 4") || !strings.Contains(stdout, "| < end") || stderr != "" {
		t.Errorf("status %d, %s\n%s", status, stderr, stdout)
	}
	if text, err := os.ReadFile(junit); err != nil || !strings.Contains(string(text), `<testsuite name="5.3.1"`) {
		t.Errorf("the JUnit report: %v\n%s", err, text)
	}
	status, stdout, stderr = runCheckCommand(t, "--json", "5.3.1", "--", "bash", bad)
	var report check.Report
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if status != 1 || report.Verdict != check.Failed || report.Output != "" || !strings.Contains(stderr, "not passed: 5.3.1") {
		t.Errorf("status %d, %s\n%+v", status, stderr, report)
	}
	status, stdout, _ = runCheckCommand(t, "all", "--dir", dir)
	if status != 1 || !strings.Contains(stdout, "5.3.1: pass") || !strings.Contains(stdout, "no program was found for: 2.1.1-receiver") ||
		!strings.HasSuffix(stdout, "not checked, since no step fits or a better one was there: bad.sh\n") {
		t.Errorf("status %d\n%s", status, stdout)
	}
	if err := os.Remove(good); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{t.TempDir(): "takes any\n", dir: "takes any; there is: bad.sh\n"} {
		if status, _, stderr := runCheckCommand(t, "all", "--dir", folder); status != 2 || !strings.HasSuffix(stderr, want) {
			t.Errorf("status %d, %q, want 2 and %q", status, stderr, want)
		}
	}
}

// A step without a program is in the reports, and the status is not 0. The
// annexes are not missing.
func TestCheckMissing(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		labtest.Missing(t, "bash")
	}
	dir, junit := t.TempDir(), filepath.Join(t.TempDir(), "report.xml")
	writeFile(t, filepath.Join(dir, "until_end.sh"), "while [ \"$data\" != end ] && read -r data; do echo \"$data\"; done\n")
	status, stdout, stderr := runCheckCommand(t, "all", "--json", "--junit", junit, "--dir", dir)
	verdicts := map[check.Verdict]int{}
	for line := range strings.Lines(stdout) {
		var r check.Report
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		verdicts[r.Verdict]++
	}
	if status != 1 || verdicts[check.Passed] != 1 || verdicts[check.Missing] != 10 || len(verdicts) != 2 || !strings.Contains(stderr, "missing: 2.1.1-receiver, ") {
		t.Errorf("status %d, %v, %s", status, verdicts, stderr)
	}
	if text, err := os.ReadFile(junit); err != nil || strings.Count(string(text), `<failure type="missing"`) != 10 {
		t.Errorf("the JUnit report: %v\n%s", err, text)
	}
}

// The folder of several people is refused, with what to use instead.
func TestCheckSeveral(t *testing.T) {
	dir := t.TempDir()
	const server = "import socket\ns = socket.socket()\ns.bind(('', 55000))\ns.listen()\ns.accept()\n"
	for _, name := range []string{"alice", "bob", "carol", "dave"} {
		writeFile(t, filepath.Join(dir, "a class", name, "server.py"), server)
		writeFile(t, filepath.Join(dir, "flat", name+"_server.py"), server)
	}
	for folder, want := range map[string]string{
		"a class": `(alice, bob, carol, dave), and check all is for one; check one folder at a time: check all --dir "` + filepath.Join(dir, "a class", "alice") + `"; or the whole class: class "` + filepath.Join(dir, "a class") + `"`,
		"flat":    "(alice_server.py, bob_server.py, carol_server.py, dave_server.py), and check all is for one; put the files of each into a folder",
	} {
		if status, stdout, stderr := runCheckCommand(t, "all", "--dir", filepath.Join(dir, folder)); status != 2 || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d, %s\n%s", folder, status, stderr, stdout)
		}
	}
}

// The name of a file does nothing to a terminal, and no report breaks on it.
func TestCheckHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows allows no such names")
	}
	if _, err := exec.LookPath("bash"); err != nil {
		labtest.Missing(t, "bash")
	}
	dir := t.TempDir()
	for _, name := range []string{"until_end\x1b[2J\u009b\x7f\xff\n4: pass.sh", "other\x1b[2J\xff\n4: pass.sh", "tp\x1b[2J\n.zip"} {
		writeFile(t, filepath.Join(dir, name), "while [ \"$data\" != end ] && read -r data; do echo \"$data\"; done # TODO 1: \x1b[2J\n")
	}
	junit := filepath.Join(t.TempDir(), "report.xml")
	for _, args := range [][]string{
		{"all", "--dir", dir, "--junit", junit}, {"all", "--json", "--dir", dir}, {"all", "--dir", dir + "/\x1b[2J"},
		{"2.1.3", "--", "python3", "\x1b[2J.py"}, {"2.1.3", "--", "\x1b[2J\u009b.zip"}, {"\x1b[2J"}, {"2.1.3", "--\x1b[2J"}, {"2.1.3", "--", "\x1b[2J"}, {"2.1.3", "\x1b[2J", "\u009b"},
	} {
		_, stdout, stderr := runCheckCommand(t, args...)
		text := stdout + stderr
		if strings.ContainsAny(text, "\x1b\u009b\x7f") || !utf8.ValidString(text) || strings.Contains(text, "\n4: pass") {
			t.Errorf("check %q: %q", args, text)
		}
	}
	text, err := os.ReadFile(junit)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(text, new(struct{})); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestProgress(t *testing.T) {
	terminal, display := labtest.Terminal(t, 40)
	p := newProgress(terminal, []check.Job{{Step: "2.1.2", Command: []string{"x"}}, {Step: "2.1.3"}, {Step: "4", Command: []string{"x"}}})
	p.begin("2.1.2")
	p.begin("4")
	p.end("2.1.2")
	p.end("4")
	p.erase()
	got := display()
	if !strings.Contains(got, "0 of 2 checked; now: 2.1.2, 4") || !strings.Contains(got, "1 of 2 checked; now: 4") || !strings.HasSuffix(got, "\r"+strings.Repeat(" ", 21)+"\r") {
		t.Errorf("%q", got)
	}
	var pipe bytes.Buffer
	p = newProgress(&pipe, make([]check.Job, 2))
	p.begin("4")
	p.end("4")
	p.erase()
	if pipe.Len() > 0 {
		t.Errorf("in a pipe: %q", &pipe)
	}
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A command line without a command runs nothing, and is an error or helps.
func FuzzCheckArgs(f *testing.F) {
	for _, args := range []string{"2.1.3", "2.1.3 --seed 4 --jobs=2", "--list", "-h 4", "4 --address 1.2.3.4 --json=x", "- ---- --= --address"} {
		f.Add(args)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, " ")
		if slices.Contains(args, "--") || slices.Contains(args, "all") {
			t.Skip("it would run programs")
		}
		status, stdout, stderr := runCheckCommand(t, args...)
		if status == 1 || status == 0 && stdout == "" || status == 2 && stderr == "" {
			t.Errorf("check %q: status %d, %q", args, status, stderr)
		}
	})
}
