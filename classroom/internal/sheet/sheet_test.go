package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the folder of the lab.
const root = "../../.."

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// glob returns the files that match pattern, relative to the lab.
func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i], _ = filepath.Rel(root, files[i])
		files[i] = filepath.ToSlash(files[i])
	}
	return files
}

// same checks that got and want have the same elements, in any order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nthe sheet has\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The exercises, twins and starters that are there are those of the sheet.
func TestFiles(t *testing.T) {
	var folders, twins, starters []string
	for _, s := range Steps {
		folders = append(folders, s.Folder)
	}
	for _, p := range Programs {
		if !slices.Contains(folders, p.Folder()) {
			t.Errorf("%s is of no step", p.Command)
		}
		twins = append(twins, p.Twin())
		starters = append(starters, p.Starters()...)
	}
	same(t, "exercises", glob(t, "ex*"), folders)
	same(t, "twins", glob(t, "ex*/python/*.py"), twins)
	same(t, "starters", slices.Concat(glob(t, "ex*/start/*.py"), glob(t, "ex*/start/main.go"), glob(t, "ex*/start/*/main.go")), starters)
}

func TestFind(t *testing.T) {
	for number, want := range map[string]string{
		"2.1":   "ex2_1_udp receiver, ex2_1_udp sender",
		"2.1.4": "ex2_1_4_select",
		"4":     "ex4_microhttp --reply echo, ex4_microhttp",
		"4.3":   "ex4_microhttp",
		"5.3.5": "ex5_annexes closing",
		"6":     "",
	} {
		var got []string
		for _, p := range Find(number) {
			got = append(got, p.Command)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s has %s, want %s", number, s, want)
		}
	}
}

// A target of a Makefile that runs a program, the number that its help gives,
// and the command.
var target = regexp.MustCompile(`(?m)^(run-\S+): ## ([0-9.]+) .*\n\t(?:\$\(call run,(.*)\)|@exec bin/(.*) \$\(ARGS\))$`)

// The Makefiles run the programs of the sheet, and no others.
func TestMakefiles(t *testing.T) {
	var want []string
	for _, p := range Programs {
		name, args, _ := strings.Cut(p.Make, " ARGS=")
		command := strings.TrimSuffix(p.Command, " "+args)
		if line := fmt.Sprintf("%s: %s: %s", name, numberOf(p), command); p.Make != "" && !slices.Contains(want, line) {
			want = append(want, line)
		}
	}
	for _, file := range []string{"Makefile", "classroom/dist/student/Makefile"} {
		text := read(t, file)
		var got []string
		for _, m := range target.FindAllStringSubmatch(text, -1) {
			got = append(got, fmt.Sprintf("%s: %s: %s", m[1], m[2], strings.ReplaceAll(m[3], ",", " ")+m[4]))
		}
		same(t, file, got, want)
		if rules := regexp.MustCompile(`(?m)^run-\S+:`).FindAllString(text, -1); len(rules) != len(got) {
			t.Errorf("%s: of the %d targets %q this test understands %d", file, len(rules), rules, len(got))
		}
	}
}

// numberOf returns the number of the step of p.
func numberOf(p Program) string {
	for _, s := range Steps {
		if s.Folder == p.Folder() {
			return s.Number
		}
	}
	return ""
}

// A row of the table of the steps: the number, the folder twice, what it is
// about, and the rest.
var row = regexp.MustCompile(`(?m)^\| ([0-9.]+)(?: - [0-9.]+)? \| \[(\w+)\]\((\w+)\) \| [^|]+ (\|.*)$`)

// The READMEs have the steps in their tables, in the same order: that of the lab
// with the commands, that for students with the starters and what checks them.
func TestREADMEs(t *testing.T) {
	var commands, starters []string
	for _, s := range Steps {
		var targets, made, scripts, checks []string
		for _, p := range Find(s.Number) {
			if target, _, _ := strings.Cut(p.Make, " "); target != "" && !slices.Contains(targets, target) {
				targets = append(targets, target)
				made = append(made, "`make "+p.Make+"`")
				if line := "\ngo run ./" + p.Command; !strings.Contains(read(t, "README.md"), line) {
					t.Errorf("README.md does not have the line%s", line)
				}
			}
			if p.Start != "" {
				scripts = append(scripts, "`"+p.Script+".py`")
			}
			if p.Check != "" {
				checks = append(checks, "`"+p.Check+"`")
			}
		}
		commands = append(commands, fmt.Sprintf("%s %s %[2]s | %s |", s.Number, s.Folder, strings.Join(made, ", ")))
		starters = append(starters, fmt.Sprintf("%s %s %[2]s | %s | %s |", s.Number, s.Folder, strings.Join(scripts, ", "), strings.Join(checks, ", ")))
	}
	for file, want := range map[string][]string{"README.md": commands, "classroom/dist/student/README.md.in": starters} {
		got := row.FindAllStringSubmatch(read(t, file), -1)
		for i := range max(len(got), len(want)) {
			g, w := "nothing", "nothing"
			if i < len(got) {
				g = strings.Join(got[i][1:], " ")
			}
			if i < len(want) {
				w = want[i]
			}
			if !slices.Equal(strings.Fields(g), strings.Fields(w)) {
				t.Errorf("%s: row %d has\n%s\nwant\n%s", file, i+1, g, w)
			}
		}
	}
}
