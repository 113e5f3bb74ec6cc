package source

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
		if got := NextTODO("", strings.Fields(test.command)); got != test.want {
			t.Errorf("%s: %q, want %q", test.command, got, test.want)
		}
	}
	if err := os.WriteFile("later.py", []byte("x = 1  # TODO 3: three,\n  # and more of it.\n\n# not this\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := NextTODO("", []string{"later.py"}), "TODO 3 (later.py, line 1): three, and more of it."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
