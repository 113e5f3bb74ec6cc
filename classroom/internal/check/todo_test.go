package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNextTODO(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"later.py":    "import socket\nx = 1  # TODO 3: three,\n# and more of it.\n# TODO 2: two\n",
		"todo.js":     "// no number: TODO\nf() //TODO 4. four\n",
		"none.py":     "print('TODO 1: this is no comment')\n# TODOs are done\n",
		"long.py":     "# TODO 1: " + strings.Repeat("é ", 1000) + "\n",
		"data.txt":    "# TODO 1: this is no program\n",
		"x/main.go":   "package main\n\n\t// TODO 2: the second\n\t// TODO 10: the tenth\n",
		"x/a_test.go": "// TODO 1: this is a test\n",
		"x/x.py":      "# TODO 1: this is not run by go\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, test := range []struct{ command, want string }{
		{"python3 later.py", "TODO 2 (later.py, line 4): two"},
		{"node todo.js", "TODO 4 (todo.js, line 2): four"},
		{"python3 none.py data.txt", ""},
		{"go run ./x", "TODO 2 (main.go, line 3): the second"},
		{"python3 nowhere.py", ""},
		{"python3 long.py", "TODO 1 (long.py, line 1): " + strings.Repeat("é ", 150) + "..."},
	} {
		if got := nextTODO(strings.Fields(test.command)); got != test.want {
			t.Errorf("%s: %q, want %q", test.command, got, test.want)
		}
	}
	if err := os.WriteFile("later.py", []byte("x = 1  # TODO 3: three,\n  # and more of it.\n\n# not this\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := nextTODO([]string{"later.py"}), "TODO 3 (later.py, line 1): three, and more of it."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The text of a TODO is the student's, so it is escaped before it is printed.
func TestHostileTODO(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hostile.py", []byte("# TODO 1: \x1b[2Jgone\xff\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := &Report{Step: "4", Findings: []Finding{{Check: "answers", Level: Required, Result: Fail}}, Next: nextTODO([]string{"hostile.py"})}
	r.conclude()
	if got := text(r, false); !strings.Contains(got, "\nnext: TODO 1 (hostile.py, line 1): \\x1b[2Jgone") || !strings.HasSuffix(got, "\n4: FAIL, 1 of 1 checks of what the worksheet asks for (0s)\n") {
		t.Errorf("%q", got)
	}
}

// A program that could not be checked has nothing to do next.
func TestNextUnchecked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.py")
	if err := os.WriteFile(file, []byte("# TODO 1: start\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := Run(t.Context(), Job{Step: "5.3.1", Command: []string{"no-such-program", file}}); r.Verdict != Unchecked || r.Next != "" {
		t.Errorf("%s, next %q", r.Verdict, r.Next)
	}
}
