// Package source reads the files of programs: for which step a program is, which
// addresses are written in it, and which TODOs are left.
package source

import (
	"cmp"
	"fmt"
	"path"
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

	maxPrograms = 1000 // in a folder that is looked into
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

// compiled are the extensions of programs that have to be compiled first.
var compiled = []string{".c", ".cc", ".cpp", ".cxx", ".rs", ".cs", ".kt", ".ts"}

// programs returns the files of t that are programs, by their names.
func (t *tree) programs() []string {
	return slices.DeleteFunc(slices.Clone(t.files), func(file string) bool { return !IsSource(file) })
}

// IsSource reports whether a file is a program, by its name.
func IsSource(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return runs[ext] != nil || slices.Contains(compiled, ext)
}

// A Found is the program that was found for a step.
type Found struct {
	Step    string
	Command []string // nil if there is none
	// Remark says that the name of the program is misleading; "" if it is not.
	Remark string
}

// A Folder is what Find has found.
type Folder struct {
	Found []Found  // of each step, in their order
	Rest  []string // the programs that were not taken for any step, as paths relative to the folder
	Other []string // files that may hold programs, but must be unpacked, saved or compiled first: what each is, and what to do
	// People are the entries that are the work of different people: see Submissions.
	// If there are any, nothing was looked for.
	People []string
}

// Find looks in dir and its subfolders for the program of each of steps. A program
// is taken for one step only. If several suit a step, the best one is taken.
func Find(dir string, steps []Signs) (*Folder, error) {
	t, err := openTree(dir)
	if err != nil {
		if t != nil {
			t.root.Close()
		}
		return nil, err
	}
	defer t.root.Close()
	if people := t.submissions(steps); people != nil {
		return &Folder{People: people}, nil
	}
	if len(t.programs()) > maxPrograms {
		return nil, errTooMany
	}
	type program struct {
		rel, step    string
		points, deep int
		misnamed     int // 1 if its name is that of the other side
	}
	var programs []program
	folder := new(Folder)
	for _, rel := range t.files {
		if what := NotAProgram(rel); what != "" {
			folder.Other = append(folder.Other, filepath.FromSlash(rel)+" is "+what)
			continue
		}
		if command(rel) == nil {
			continue
		}
		text := t.text(rel)
		if !isProgram(rel, text) {
			continue
		}
		step, points := stepOf(steps, rel, text)
		deep := strings.Count(rel, "/")
		p := program{rel: filepath.FromSlash(rel), step: step, points: points - deep, deep: deep}
		if misnamed(rel, step) != "" {
			p.misnamed = 1
		}
		programs = append(programs, p)
	}
	slices.SortStableFunc(programs, func(a, b program) int { // the best one first
		return cmp.Or(a.misnamed-b.misnamed, b.points-a.points, a.deep-b.deep, strings.Compare(strings.ToLower(a.rel), strings.ToLower(b.rel)))
	})
	best := map[string]string{}
	for _, p := range programs {
		if p.step == "" || best[p.step] != "" {
			folder.Rest = append(folder.Rest, p.rel)
		} else {
			best[p.step] = p.rel
		}
	}
	slices.Sort(folder.Rest)
	for _, s := range steps {
		f := Found{Step: s.Step}
		if rel := best[s.Step]; rel != "" {
			f.Command = command(filepath.Join(dir, rel))
			if looks := misnamed(rel, s.Step); looks != "" {
				f.Remark = fmt.Sprintf("%s looks like the %s, and was checked as that", filepath.Base(rel), looks)
			}
		}
		folder.Found = append(folder.Found, f)
	}
	return folder, nil
}

// command returns the command that runs a file, or nil if there is none.
func command(file string) []string {
	run := runs[strings.ToLower(filepath.Ext(file))]
	if run == nil {
		return nil
	}
	return append(slices.Clone(run), file)
}

// NotAProgram says what a file is that may hold programs but cannot be run, and what
// to do with it. It returns "" for any other file.
func NotAProgram(file string) string {
	switch ext := strings.ToLower(path.Ext(file)); ext {
	case ".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz":
		return "an archive: unpack it, and check the folder"
	case ".ipynb":
		return "a notebook: save each program in it as a .py file"
	case ".pdf", ".doc", ".docx", ".odt", ".rtf":
		return "a document: save each program in it as a file of its own"
	default:
		if slices.Contains(compiled, ext) {
			return "a program to compile: compile it, then check STEP -- COMMAND"
		}
	}
	return ""
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
// of several, or "" if there is none. If it cannot be what its name says, a client
// or a server, the other one may suit.
func stepOf(steps []Signs, rel, text string) (step string, most int) {
	points := pointsOf(steps, rel, text)
	for range 2 {
		for _, s := range steps {
			if sum := s.sum(points); sum > most {
				step, most = s.Step, sum
			}
		}
		if step != "" {
			break
		}
		points["server"], points["client"] = points["client"], points["server"]
		points["receiver"], points["sender"] = points["sender"], points["receiver"]
	}
	return step, most
}

// misnamed returns what the program of step is, if the name of the file says that
// it is the other side, else "".
func misnamed(rel, step string) string {
	words := map[string]int{}
	name := filepath.Base(rel)
	addWords(words, strings.TrimSuffix(name, filepath.Ext(name)), 3)
	receives := words["server"]+words["receiver"]+words["listener"] > 0
	sends := words["client"]+words["sender"] > 0
	_, role, _ := strings.Cut(step, "-")
	if step == "4" {
		role = "server"
	}
	switch role {
	case "server", "receiver":
		if receives || !sends {
			return ""
		}
	case "client", "sender":
		if sends || !receives {
			return ""
		}
	}
	return role
}

// Pick returns the one of steps that the program is for that command runs. It
// goes by the same signs as findIn, and returns "" if they do not make it clear.
func Pick(steps []Signs, command []string) string {
	var name, text string
	for _, s := range sourceFiles("", command, "*.go") {
		if runs[filepath.Ext(s.name)] != nil {
			name, text = s.name, text+s.text
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
