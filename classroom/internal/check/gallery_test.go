package check

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"in43.example/classroom/internal/check/steps"
	"in43.example/pkg/labtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A galleryProgram is a program in testdata/gallery. Comment lines in it say
// what the checker must find.
type galleryProgram struct {
	path   string
	step   string
	want   string   // the code of a required check that fails; "" for a right program
	beyond []string // codes of the bonuses that are missed
	args   []string
}

func gallery(t *testing.T) []galleryProgram {
	t.Helper()
	files, err := filepath.Glob("testdata/gallery/*/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no gallery: %v", err)
	}
	field := regexp.MustCompile(`(?m)^\W*(check|want|beyond|args): (.*?)(?:\s*\*/)?$`)
	var all []galleryProgram
	for _, f := range files {
		if filepath.Ext(f) == ".md" {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p := galleryProgram{path: f}
		for _, m := range field.FindAllStringSubmatch(string(text), -1) {
			switch value := strings.TrimSpace(m[2]); m[1] {
			case "check":
				p.step = value
			case "want":
				p.want = value
			case "beyond":
				p.beyond = append(p.beyond, value)
			case "args":
				p.args = strings.Fields(value)
			}
		}
		wrong := filepath.Base(filepath.Dir(f)) == "wrong"
		if steps.Find(p.step) == nil || wrong != (p.want != "") {
			t.Errorf("%s: check: %q, want: %q", f, p.step, p.want)
			continue
		}
		all = append(all, p)
	}
	return all
}

// command returns the command that runs p. It skips the test if the interpreter
// or compiler is missing.
func (p galleryProgram) command(t *testing.T) []string {
	t.Helper()
	need := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			labtest.Missing(t, name)
		}
		return path
	}
	var c []string
	switch filepath.Ext(p.path) {
	case ".py":
		need("python3")
		c = []string{"python3", p.path}
	case ".js":
		need("node")
		c = []string{"node", p.path}
	case ".sh":
		need("bash")
		if text, err := os.ReadFile(p.path); err == nil && bytes.Contains(text, []byte("python3")) {
			need("python3")
		}
		c = []string{"bash", p.path}
	case ".go":
		c = []string{"go", "run", p.path}
	case ".c":
		exe := filepath.Join(t.TempDir(), "a.out")
		if out, err := exec.Command(need("cc"), "-o", exe, p.path).CombinedOutput(); err != nil {
			t.Fatalf("cc %s: %v\n%s", p.path, err, out)
		}
		c = []string{exe}
	default:
		t.Fatalf("%s: nothing is known to run this", p.path)
	}
	return append(c, p.args...)
}

// codes returns the codes of the failed checks of that level.
func codes(r *Report, level Level) []string {
	var all []string
	for _, f := range r.Findings {
		if f.Result == Fail && f.Level == level {
			all = append(all, string(f.Code))
		}
	}
	return all
}

// text returns r in the form that is printed for a person.
func text(r *Report, show bool) string {
	var b bytes.Buffer
	r.WriteText(&b, Layout{Show: show})
	return b.String()
}

// Every wrong program fails with the diagnosis that names its mistake, every
// right one passes.
func TestGallery(t *testing.T) {
	for _, p := range gallery(t) {
		t.Run(filepath.Base(p.path), func(t *testing.T) {
			t.Parallel()
			job := Job{Step: p.step, Command: p.command(t), Seed: 1}
			needNamespace(t)
			r := Run(t.Context(), job)
			want := Passed
			if p.want != "" {
				want = Failed
			}
			if r.Verdict != want || p.want != "" && !slices.Contains(codes(r, Required), p.want) {
				t.Errorf("verdict %s with %q, want %s with %q\n%s", r.Verdict, codes(r, Required), want, p.want, text(r, true))
			}
			for _, b := range p.beyond {
				if !slices.Contains(codes(r, Beyond), b) {
					t.Errorf("the bonuses %q are missed, want %q\n%s", codes(r, Beyond), b, text(r, true))
				}
			}
		})
	}
}

var namespaces = sync.OnceValue(func() bool {
	return Run(context.Background(), Job{Step: "5.3.2", Command: []string{"sh", "-c", ":"}, Seed: 1}).Isolation == Full
})

// needNamespace skips the test if the system allows no namespaces.
func needNamespace(t *testing.T) {
	t.Helper()
	if !namespaces() {
		labtest.Missing(t, "namespaces")
	}
}

// The printed reports are equal to the files in testdata/reports.
func TestGoldenReports(t *testing.T) {
	needNamespace(t)
	for _, name := range []string{
		"2.1.2-localhost.py", "2.1.2-small-buffer.py", "2.1.3-big-endian.py", "2.1.3-three-floats.py", "2.1.5-in-turn.py",
		"3.1-server-is-client.py", "3.1-client-old-port.py", "4-no-blank-line.py", "4-bare-newline.py", "5.3.1-no-loop.py",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(gallery(t), func(p galleryProgram) bool { return filepath.Base(p.path) == name })
			if i < 0 {
				t.Fatal("it is not in the gallery")
			}
			p := gallery(t)[i]
			got := mask(text(Run(t.Context(), Job{Step: p.step, Command: p.command(t), Seed: 4}), false))
			golden(t, filepath.Join("testdata", "reports", name+".txt"), got)
		})
	}
}

// golden compares got with the file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; the report is now\n%s", file, got)
	}
}

var (
	took       = regexp.MustCompile(`\([0-9.]+m?s\)`)
	sourcePort = regexp.MustCompile(`('10\.9\.12\.87', |10\.9\.12\.87:|'127\.0\.0\.1', )[0-9]+`)
	clock      = regexp.MustCompile(`"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]+ [0-9:]+ [0-9]{4}GMT"`)
)

// mask hides what changes from run to run and from machine to machine.
func mask(s string) string {
	dir, _ := os.Getwd()
	s = strings.ReplaceAll(s, dir+"/", "")
	s = took.ReplaceAllString(s, "(TIME)")
	s = sourcePort.ReplaceAllString(s, "${1}PORT")
	return clock.ReplaceAllString(s, `"DATE"`)
}
