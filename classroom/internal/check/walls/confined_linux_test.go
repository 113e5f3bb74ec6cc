package walls

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"in43.example/classroom/internal/check"
)

// unconfined are attacks on a checker without namespaces.
var unconfined = map[string]attack{
	"secrets": func(outside string, reached func(string, ...any)) {
		home, _ := os.UserHomeDir()
		for _, path := range []string{outside + "/secret", home + "/secret"} {
			if _, err := os.ReadFile(path); err == nil {
				reached("reads %s", path)
			}
			if os.WriteFile(path, []byte("changed"), 0o644) == nil || os.Remove(path) == nil {
				reached("changes %s", path)
			}
		}
	},
	"everybody": func(_ string, reached func(string, ...any)) {
		for _, pid := range append(others(), -1) {
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				reached("kills %d", pid)
			}
			if _, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid)); err == nil {
				reached("reads the environment of %d", pid)
			}
		}
	},
}

// Without namespaces Landlock keeps the program away from the files of the user,
// and from other processes.
func TestConfined(t *testing.T) {
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 4000)
	}
	home, _ := publicCopy(t)
	outside, _ := publicCopy(t)
	for _, dir := range []string{home, outside} {
		if err := os.WriteFile(dir+"/secret", []byte("a secret"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	dir, exe := publicCopy(t)
	other := exec.Command(exe, "bomb", "sleep")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer other.Process.Kill()
	for name := range unconfined {
		if name == "everybody" && os.Getuid() == 0 {
			continue // what could end all processes of a user runs as an ordinary one
		}
		arg := base64.StdEncoding.EncodeToString([]byte(outside))
		r := check.Run(t.Context(), check.Job{Step: "5.3.2", Command: []string{exe, "attack", name, arg}, Seed: 1, Isolation: check.Loopback})
		if !strings.Contains(r.Output, "the attack is over") || strings.Contains(r.Output, "REACHED") {
			t.Errorf("verdict %s, %s, %+v\n%s", r.Verdict, r.Error, r.Findings, r.Output)
		}
	}
	if err := other.Process.Signal(syscall.Signal(0)); err != nil || !strings.Contains(running(t, dir), "sleep") {
		t.Errorf("the other process has ended: %v", err)
	}
	for _, dir := range []string{home, outside} {
		if b, _ := os.ReadFile(dir + "/secret"); string(b) != "a secret" {
			t.Errorf("the secret file holds %q now", b)
		}
	}
}
