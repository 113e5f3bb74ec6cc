package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
		{"2.1.3 python3 mine.py", `unknown argument "python3"`},
		{"2.1.3 --nope -- true", "there is no flag --nope"},
		{"--nope 2.1.3 -- true", "--nope"},
		{"2.1.3 --seed -- true", "the flag --seed needs a value"},
		{"2.1.3 --seed x -- true", `"x" is no value for the flag --seed`},
		{"2.1.3 --jobs 0 -- true", "--jobs 0"},
		{"2.1.3 --address here -- true", `--address "here"`},
		{"2.1.3 --dir . -- true", "--dir is for check all only"},
		{"2.1.3 -- python3 nowhere.py", "cannot find the program"},
		{"2.1.3 -- no-such-program", "could not check: 2.1.3"},
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
	write := func(file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(good, "while [ \"$data\" != end ] && read -r data; do echo \"$data\"; done\n")
	write(bad, "read -r data; echo \"$data\"\n")
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
	if status != 0 || !strings.Contains(stdout, "5.3.1: pass") || !strings.Contains(stdout, "no program was found for: 2.1.1-receiver") ||
		!strings.HasSuffix(stdout, "not checked, since no step fits or a better one was there: bad.sh\n") {
		t.Errorf("status %d\n%s", status, stdout)
	}
	status, stdout, _ = runCheckCommand(t, "all", "--json", "--dir", dir)
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || status != 0 || strings.Count(stdout, "\n") != 1 {
		t.Errorf("status %d, %v\n%s", status, err, stdout)
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
