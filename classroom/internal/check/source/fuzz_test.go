package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// Whatever the name of a file and its text are, they are read without a panic.
func FuzzSource(f *testing.F) {
	for name, text := range sources {
		f.Add(name+".py", text)
	}
	f.Add("Élève 12 (1) tp01-2.1.3.PY", "# TODO 99999999999999999999: 999.999.999.999 \xff\x00\n# TODO 1:\n")
	f.Add("server.go", "\"\"\"\"\"/*\n//TODO 3\n//\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		dir := t.TempDir()
		file := filepath.Join(dir, name)
		if filepath.Dir(file) != dir || os.WriteFile(file, []byte(text), 0o644) != nil {
			t.Skip("it is no name of a file")
		}
		folder, err := source.Find(dir, steps.Signs())
		if err != nil || len(folder.Found) != len(steps.All) || len(folder.People) > 0 {
			t.Errorf("%+v, %v", folder, err)
		}
		command := []string{"python3", file, text}
		if got := source.Addresses("", command); len(got) > 200 {
			t.Errorf("%d addresses", len(got))
		}
		if got := source.NextTODO("", command); strings.Contains(strings.TrimPrefix(got, "TODO"), "\n") && !strings.Contains(name, "\n") {
			t.Errorf("%q is more than one line", got)
		}
		source.Pick(steps.Signs(), command)
		source.NotAProgram(name)
	})
}
