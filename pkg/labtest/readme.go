package labtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A README is the README.md in the folder of the test. The test checks that it is
// true: it compares the transcripts with what the programs print, and the pieces
// of code with the source files.
//
// A transcript is a block of the language console. It begins with "$ " and a
// command; the lines up to the next command are what the command prints. The
// line "..." stands for any number of lines.
type README struct {
	t           testing.TB
	transcripts []*transcript
}

type transcript struct {
	command string
	output  []string
	checked bool
}

// ReadREADME reads README.md, and checks its Go and Python: each line of a block
// of code, and each piece of code in a table with the columns Python and Go, must
// be in a source file of the folder (for Python, of its folder python). It also
// checks that every link to a file leads to one.
func ReadREADME(t testing.TB) *README {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	r := &README{t: t}
	goCode, pythonCode := sources(t, "*.go"), sources(t, "python/*.py")
	var language string // of the block that the line is in
	var table bool      // with the columns Python and Go
	for n, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "```") {
			if language != "" {
				language = ""
			} else if language = strings.TrimPrefix(line, "```"); language == "" {
				language = "text"
			}
			continue
		}
		trimmed := strings.TrimSpace(line)
		switch language {
		case "":
			table = strings.HasPrefix(line, "| Python | Go |") || table && strings.HasPrefix(line, "|")
			if table {
				cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
				if len(cells) < 4 {
					t.Errorf("README.md:%d: a row of the table has two columns at least", n+1)
					continue
				}
				r.mustStand(n, code(cells[1]), pythonCode, "Python")
				r.mustStand(n, code(cells[2]), goCode, "Go")
			}
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
					t.Errorf("README.md:%d: the link to %s is dead", n+1, m[1])
				}
			}
		case "go":
			r.mustStand(n, []string{trimmed}, goCode, "Go")
		case "python":
			r.mustStand(n, []string{trimmed}, pythonCode, "Python")
		case "console":
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				command, _, _ = strings.Cut(command, "  #") // a remark for the reader
				r.transcripts = append(r.transcripts, &transcript{command: strings.TrimSpace(command)})
			} else if len(r.transcripts) == 0 {
				t.Errorf("README.md:%d: a transcript must begin with a command", n+1)
			} else {
				last := r.transcripts[len(r.transcripts)-1]
				last.output = append(last.output, line)
			}
		}
	}
	return r
}

// link is a link to a file, without a fragment.
var link = regexp.MustCompile(`\]\(([^):#]+)\)`)

// span is a piece of code within text.
var span = regexp.MustCompile("`([^`]+)`")

// code returns the pieces of code in the cell of a table.
func code(cell string) []string {
	var pieces []string
	for _, m := range span.FindAllStringSubmatch(strings.ReplaceAll(cell, "\x00", "|"), -1) {
		pieces = append(pieces, m[1])
	}
	return pieces
}

// sources returns the text of all files that match pattern, except for tests.
func sources(t testing.TB, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

func (r *README) mustStand(n int, pieces []string, code, language string) {
	r.t.Helper()
	for _, p := range pieces {
		if p != "..." && !strings.Contains(code, p) {
			r.t.Errorf("README.md:%d: this %s stands in no file: %s", n+1, language, p)
		}
	}
}

// Check compares the transcript of command with output, which is what the command
// has printed. Numbers may differ, because many change from run to run. In the
// last line of the transcript there may be a ^C, which is how a terminal shows
// ctrl-c.
func (r *README) Check(command, output string) {
	r.t.Helper()
	found := false
	for _, tr := range r.transcripts {
		if tr.command != command {
			continue
		}
		found, tr.checked = true, true
		want := strings.ReplaceAll(strings.Join(tr.output, "\n"), "^C", "")
		if !alike(output, want) {
			r.t.Errorf("README.md shows for %q\n%s\nbut the program prints\n%s", command, want, output)
		}
	}
	if !found {
		r.t.Errorf("README.md has no transcript of %q", command)
	}
}

var number = regexp.MustCompile(` *-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?`)

// alike reports whether got is the same as want, except for the numbers. The line
// "..." in want stands for any number of lines.
func alike(got, want string) bool {
	pattern := regexp.QuoteMeta(number.ReplaceAllString(strings.TrimSpace(want), "0"))
	pattern = strings.ReplaceAll(pattern, `\.\.\.`+"\n", "(.*\n)*?")
	return regexp.MustCompile("^" + pattern + "$").MatchString(number.ReplaceAllString(strings.TrimSpace(got), "0"))
}

// Done fails the test if README.md has a transcript that was not checked.
func (r *README) Done() {
	r.t.Helper()
	for _, tr := range r.transcripts {
		if !tr.checked {
			r.t.Errorf("no test checks the transcript of %q in README.md", tr.command)
		}
	}
}
