package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// Whatever files are called, those that are of different people are there. And whatever a
// command line is, its program never gets a folder in which others keep their things.
func FuzzFolder(f *testing.F) {
	f.Add("alice_server.py\nbob_server.py\ncarol_server.py", "alice_server.py --file=../x ..")
	f.Add("Élève 12 (1) tp01-2.1.3.PY\n\xff\n-rf", "/ . .. ~ /tmp /home/ --a=/ =")
	f.Add("group 7.py\ngroup 8.py", "./group 7.py\x00 //tmp/../home ./. \x1b[2J")
	home, _ := os.UserHomeDir()
	f.Fuzz(func(t *testing.T, names, line string) {
		dir := t.TempDir()
		var files []string
		for _, name := range strings.Split(names, "\n") {
			text := "import socket\ns = socket.socket()\ns.bind(('', 55000))\ns.listen()\ns.accept()\n"
			if file := filepath.Join(dir, name); filepath.Dir(file) == dir && len(files) < 6 && os.WriteFile(file, []byte(text), 0o644) == nil {
				files = append(files, name)
			}
		}
		people := source.Submissions(dir, steps.Signs())
		if len(people) == 1 || slices.ContainsFunc(people, func(p string) bool { return !slices.Contains(files, p) }) {
			t.Errorf("%q are of %q", files, people)
		}
		needs := source.NeedsOf(dir, append([]string{"python3"}, strings.Split(line, " ")...), steps.Signs())
		for _, folder := range needs.Folders {
			if !filepath.IsAbs(folder) || folder == "/" || folder == os.TempDir() || home != "" && room.Inside(home, folder) {
				t.Errorf("the program of %q gets the folder %s", line, folder)
			}
		}
		for _, file := range needs.Files {
			if info, err := os.Stat(file); err != nil || info.IsDir() {
				t.Errorf("the program of %q gets the file %s (%v)", line, file, err)
			}
		}
	})
}
