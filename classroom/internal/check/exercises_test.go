package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"in43.example/pkg/labtest"
)

// root is the folder of the exercises.
const root = "../../../"

// exercises are the programs of the steps.
var exercises = []struct {
	step, folder string
	command      []string // arguments of the Go program
	python       string
}{
	{"2.1.1-receiver", "ex2_1_udp", []string{"receiver"}, "receiver.py"},
	{"2.1.1-sender", "ex2_1_udp", []string{"sender"}, "sender.py"},
	{"2.1.2", "ex2_1_2_sensors", nil, "remote_sensors.py"},
	{"2.1.3", "ex2_1_3_drone", nil, "remote_drone.py"},
	{"2.1.5", "ex2_1_4_select", nil, "remote_select.py"},
	{"3.1-server", "ex3_tcp", []string{"server"}, "server.py"},
	{"3.1-client", "ex3_tcp", []string{"client"}, "client.py"},
	{"3.2-server", "ex3_2_chat", []string{"server"}, "server.py"},
	{"3.2-client", "ex3_2_chat", []string{"client"}, "client.py"},
	{"4", "ex4_microhttp", nil, "microHTTPsrv.py"},
	{"4", "ex4_microhttp", []string{"--reply", "rfc"}, ""},
	{"5.3.1", "ex5_annexes", []string{"until-end"}, "until_end.py"},
	{"5.3.2", "ex5_annexes", []string{"machine"}, "machine.py"},
}

// The exercises pass their own steps, in Go and in Python.
func TestExercises(t *testing.T) {
	for _, e := range exercises {
		t.Run(e.step+" Go", func(t *testing.T) {
			t.Parallel()
			exe := labtest.Build(t, root+e.folder)
			r := Run(t.Context(), Job{Step: e.step, Command: append([]string{exe}, e.command...), Seed: 1})
			if r.Verdict != Passed || len(codes(r, Beyond)) > 0 {
				t.Errorf("%s", text(r, true))
			}
		})
		if e.python == "" {
			continue
		}
		t.Run(e.step+" Python", func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath("python3"); err != nil {
				labtest.Missing(t, "python3")
			}
			r := Run(t.Context(), Job{Step: e.step, Command: []string{"python3", filepath.FromSlash(root + e.folder + "/python/" + e.python)}, Seed: 1})
			if r.Verdict != Passed {
				t.Errorf("%s", text(r, true))
			}
		})
	}
}

// Without a namespace the verdict is the same. The ports are fixed, so the steps
// cannot run in parallel.
func TestLoopback(t *testing.T) {
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the ports are free")
	}
	for _, e := range exercises {
		t.Run(e.step, func(t *testing.T) {
			exe := labtest.Build(t, root+e.folder)
			r := Run(t.Context(), Job{Step: e.step, Command: append([]string{exe}, e.command...), Seed: 1, Isolation: Loopback})
			if r.Verdict != Passed || r.Isolation != Loopback || len(r.Unchecked) == 0 {
				t.Errorf("%s", text(r, true))
			}
		})
	}
}

// The programs of the exercises are found by their own names, in one folder.
func TestFindExercises(t *testing.T) {
	dir, want := t.TempDir(), map[string]string{}
	for _, e := range exercises {
		if e.python == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, e.folder, "python", e.python))
		if err != nil {
			t.Fatal(err)
		}
		name := e.python
		if e.folder == "ex3_2_chat" {
			name = "chat_" + name
		}
		want[e.step] = filepath.Join(dir, name)
		if err := os.WriteFile(want[e.step], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := Find(dir)
	if err != nil || len(folder.Rest) > 0 {
		t.Fatalf("not taken: %v, %v", folder, err)
	}
	for _, f := range folder.Found {
		if !slices.Contains(f.Command, want[f.Step]) {
			t.Errorf("%s: found %q, want %s", f.Step, f.Command, want[f.Step])
		}
	}
}
