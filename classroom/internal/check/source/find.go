// Package source reads the files of programs: for which step a program is, which
// addresses are written in it, and which TODOs are left.
package source

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	minPoints    = 3 // with fewer, the program belongs to no step
	numberPoints = 9 // for the number of the step in the name
	textPoints   = 3 // for a text that matches Signs.Text
)

// runs has the command for each file extension; the file name is added to it.
var runs = map[string][]string{
	".py":   {"python3"},
	".js":   {"node"},
	".go":   {"go", "run"},
	".java": {"java"}, // compiles it too, since Java 11
	".sh":   {"bash"},
	".rb":   {"ruby"},
	".pl":   {"perl"},
}

// A Found is the program that was found for a step.
type Found struct {
	Step    string
	Command []string // nil if there is none
}

// Find looks in dir and its subfolders for the program of each of steps. It
// returns a Found for each of them, in their order, and the rest: the programs that
// were not taken for any step, as paths relative to dir. A program is taken for one
// step only. If several suit a step, the best one is taken.
func Find(dir string, steps []Signs) (found []Found, rest []string, err error) {
	type program struct {
		rel, step    string
		points, deep int
	}
	var programs []program
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		switch {
		case err != nil || rel == ".":
			return err
		case d.IsDir() && isForeign(path):
			return filepath.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || command(path) == nil:
			return nil
		}
		text, _ := os.ReadFile(path) // a file that cannot be read suits no step
		if isProgram(path, string(text)) {
			step, points := stepOf(steps, filepath.ToSlash(rel), string(text))
			deep := strings.Count(filepath.ToSlash(rel), "/")
			programs = append(programs, program{rel, step, points - deep, deep})
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(programs, func(a, b program) int { // the best one first
		return cmp.Or(b.points-a.points, a.deep-b.deep, strings.Compare(strings.ToLower(a.rel), strings.ToLower(b.rel)))
	})
	best := map[string]string{}
	for _, p := range programs {
		if p.step == "" || best[p.step] != "" {
			rest = append(rest, p.rel)
		} else {
			best[p.step] = p.rel
		}
	}
	slices.Sort(rest)
	for _, s := range steps {
		f := Found{Step: s.Step}
		if rel := best[s.Step]; rel != "" {
			f.Command = command(filepath.Join(dir, rel))
		}
		found = append(found, f)
	}
	return found, rest, nil
}

// command returns the command that runs a file, or nil if there is none.
func command(file string) []string {
	run := runs[strings.ToLower(filepath.Ext(file))]
	if run == nil {
		return nil
	}
	return append(slices.Clone(run), file)
}

// isForeign reports whether a folder contains files that the student has not
// written.
func isForeign(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "pyvenv.cfg"))
	name := filepath.Base(dir)
	return err == nil || strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "__pycache__", "__MACOSX", "venv"}, name)
}

var mains = map[string]*regexp.Regexp{
	".go":   regexp.MustCompile(`(?m)^func main\(\)`),
	".java": regexp.MustCompile(`\bvoid\s+main\s*\(`),
}

// isProgram reports whether a file can be run alone: in Go and Java it needs a
// main function.
func isProgram(file, text string) bool {
	main := mains[strings.ToLower(filepath.Ext(file))]
	return main == nil || main.MatchString(text) && !strings.HasSuffix(file, "_test.go")
}

// stepOf returns the step for which a program has the most points, the first one
// of several, or "" if there is none.
func stepOf(steps []Signs, rel, text string) (step string, most int) {
	points := pointsOf(steps, rel, text)
	for _, s := range steps {
		if sum := s.sum(points); sum > most {
			step, most = s.Step, sum
		}
	}
	return step, most
}

// Pick returns the one of steps that the program is for that command runs. It
// goes by the same signs as findIn, and returns "" if they do not make it clear.
func Pick(steps []Signs, command []string) string {
	var name, text string
	for _, s := range sourceFiles(command, "*.go") {
		if runs[filepath.Ext(s.name)] != nil {
			name, text = s.name, text+string(s.text)
		}
	}
	points := pointsOf(steps, filepath.ToSlash(name), text)
	step, most := "", 0
	for _, s := range steps {
		switch sum := s.sum(points); {
		case sum > most:
			step, most = s.Step, sum
		case sum == most:
			step = ""
		}
	}
	return step
}

// pointsOf returns the signs that a program has, with their points.
func pointsOf(steps []Signs, rel, text string) map[string]int {
	folder, name := "", strings.TrimSuffix(rel, filepath.Ext(rel))
	if i := strings.LastIndex(name, "/"); i >= 0 {
		folder, name = name[:i], name[i+1:]
	}
	points := map[string]int{} // of the signs that were found
	addWords(points, folder, 1)
	addWords(points, name, 3)
	text = commentText.ReplaceAllString(strings.ToLower(text[:min(len(text), 1<<16)]), "")
	for _, s := range fileSigns {
		if !slices.ContainsFunc(s.all, func(p string) bool { return !pattern(p).MatchString(text) }) {
			points[s.sign] = s.points
		}
	}
	for _, s := range steps {
		if s.Text != "" && pattern(s.Text).MatchString(text) {
			points[s.Text] = textPoints
		}
	}
	return points
}

// sum returns the points of a program for s, or 0 if they are too few or a
// condition of s.Must or s.Text is not true.
func (s Signs) sum(points map[string]int) int {
	sum := points[s.Text] - points["leftover"]
	for sign := range strings.FieldsSeq(s.Like) {
		if sign, less := strings.CutPrefix(sign, "-"); less {
			sum -= points[sign]
		} else {
			sum += points[sign]
		}
	}
	if sum < minPoints || s.Text != "" && points[s.Text] == 0 || !holds(s.Must, points) {
		return 0
	}
	return sum
}

// holds reports whether all conditions of must are true for the signs in points.
func holds(must string, points map[string]int) bool {
	for clause := range strings.FieldsSeq(must) {
		if !slices.ContainsFunc(strings.Split(clause, "|"), func(s string) bool {
			s, not := strings.CutPrefix(s, "!")
			return (points[s] > 0) != not
		}) {
			return false
		}
	}
	return true
}

var (
	commentText = regexp.MustCompile(`(?m)\A\s*"""(?s:.*?)"""|(^|\s)(#|//).*$|(^|\s)/\*(?s:.*?)\*/`)
	nameHump    = regexp.MustCompile(`(\p{Ll})(\p{Lu})`) // microHTTPsrv
	namePart    = regexp.MustCompile(`[a-z]+|[0-9]+`)
	sheetName   = regexp.MustCompile(`\b(tp|td|lab|v) \d+ `) // TP01 is the whole worksheet, not a step
	sectionName = regexp.MustCompile(`\b\d( \d)+\b`)
	asciiName   = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "ç", "c", "\u0301", "", "\u0300", "",
		"(1)", " copy ", "(2)", " copy ") // added when a file is downloaded again
)

// addWords adds the signs in a name, each with at most most points.
func addWords(points map[string]int, name string, most int) {
	name = strings.ToLower(nameHump.ReplaceAllString(name, "$1 $2"))
	parts := namePart.FindAllString(asciiName.Replace(name), -1)
	for i, p := range parts {
		parts[i] = cmp.Or(strings.TrimLeft(p, "0"), "0")
	}
	name = sheetName.ReplaceAllString(" "+strings.Join(parts, " ")+" ", "")
	var any []string
	for _, w := range nameSigns {
		any = append(any, w.spellings)
	}
	other := "(?:(?:" + strings.Join(any, "|") + ")s?)*"
	for _, w := range nameSigns {
		if pattern(" " + other + "(?:" + w.spellings + ")s?" + other + " ").MatchString(name) {
			points[w.sign] = max(points[w.sign], min(w.points, most))
		}
	}
	for _, run := range sectionName.FindAllString(name, -1) {
		for run = strings.ReplaceAll(run, " ", "."); run != ""; run = run[:max(0, strings.LastIndex(run, "."))] {
			points[run] = numberPoints
		}
	}
}

var patterns sync.Map // regular expressions that were compiled

func pattern(text string) *regexp.Regexp {
	re, ok := patterns.Load(text)
	if !ok {
		re, _ = patterns.LoadOrStore(text, regexp.MustCompile("(?m)"+text))
	}
	return re.(*regexp.Regexp)
}
