package handin

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"in43.example/classroom/internal/check/source"
)

// maxSource is how much of a program is read for remarks, in bytes.
const maxSource = 1 << 20

// finish looks at what was unpacked: it makes programs of notebooks and of texts, moves
// older versions away, and returns what the instructor should know.
func (u *unpacker) finish(steps []source.Signs) ([]Remark, error) {
	if len(u.all) == 0 && len(u.remarks) == 0 {
		u.remark("", false, "nothing was handed in")
	}
	for _, f := range slices.Clone(u.all) {
		var err error
		switch ext := strings.ToLower(path.Ext(f.name)); {
		case ext == ".ipynb":
			err = u.notebook(f)
		case f.online && (ext == ".html" || ext == ".htm"):
			err = u.typed(f)
		case ext == ".txt" || ext == "":
			err = u.textFile(f)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := u.oldVersions(steps); err != nil {
		return nil, err
	}
	programs := 0
	for _, f := range u.all {
		what := source.NotAProgram(f.name)
		switch {
		case source.IsSource(f.name):
			programs++
			if what != "" {
				u.remark(f.name, true, "%q has to be compiled: a person has to look", f.name)
			} else if err := u.look(f.name); err != nil {
				return nil, err
			}
		case strings.HasPrefix(what, "an archive"):
			u.remark(f.name, true, "%q is an archive that cannot be unpacked here: a person has to look", f.name)
		case strings.HasPrefix(what, "a document"):
			u.document = f.name
		}
	}
	if programs == 0 && u.document != "" {
		u.remark(u.document, true, "there is no program, but a document, %q: a person has to look", u.document)
	}
	return u.remarks, nil
}

// textFile makes a program of a text file if it is one: Windows hides the ".txt" at
// the end of "server.py.txt".
func (u *unpacker) textFile(f file) error {
	text, whole, err := u.read(f.name, maxSource)
	if err != nil || !whole {
		return err
	}
	name := strings.TrimSuffix(f.name, path.Ext(f.name))
	if !source.IsSource(name) {
		if name += ".py"; !isPython(string(text)) {
			return nil
		}
	}
	if u.taken[strings.ToLower(name)] {
		return nil
	}
	name, err = u.addText(name, string(text), f.modTime)
	u.remark(name, false, "the text file %q was checked as the program %q", f.name, name)
	return err
}

var (
	codingLine = regexp.MustCompile(`\A(?:[ \t\f]*(?:#.*)?\r?\n)?[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+`)
	asks       = regexp.MustCompile(`(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:int\([ \t]*|str\([ \t]*)?input\(`)
	choice     = regexp.MustCompile(`(?m)^[ \t]*(?:if|elif)[ \t(]+(\w+)(?:\.\w+\(\))*[ \t]*==[ \t]*["']?(\d{1,2}|[a-zA-Z])["']?\b|^[ \t]*match[ \t]+(\w+)`)
	caseLine   = regexp.MustCompile(`(?m)^[ \t]*case[ \t]+["']?(\d{1,2}|[a-zA-Z])["']?[ \t]*:`)
)

// look adds remarks on a program.
func (u *unpacker) look(name string) error {
	text, whole, err := u.read(name, maxSource)
	if err != nil {
		return err
	}
	utf16 := bytes.HasPrefix(text, []byte("\xFF\xFE")) || bytes.HasPrefix(text, []byte("\xFE\xFF"))
	switch ext := strings.ToLower(path.Ext(name)); {
	case utf16:
		u.remark(name, false, "%q was saved as UTF-16: hardly any language reads that", name)
	case ext == ".sh" && bytes.Contains(text, []byte("\r\n")):
		u.remark(name, false, "the lines of %q end as on Windows, which bash does not take", name)
	case ext != ".py":
	case whole && !utf8.Valid(text) && !codingLine.Match(text):
		u.remark(name, false, "%q is not UTF-8, perhaps Latin-1, and does not say so in a coding line: Python refuses it", name)
	case hasMenu(string(text)):
		u.remark(name, true, "%q asks what to run, with a menu: a person has to look", name)
	}
	return nil
}

// hasMenu reports whether a program in Python asks for one of several letters or
// numbers, and goes by the answer.
func hasMenu(text string) bool {
	asked := map[string]bool{}
	for _, m := range asks.FindAllStringSubmatch(text, -1) {
		asked[m[1]] = true
	}
	choices := map[string]bool{}
	for _, m := range choice.FindAllStringSubmatch(text, -1) {
		if asked[m[1]] {
			choices[m[2]] = true
		}
		if asked[m[3]] {
			for _, c := range caseLine.FindAllStringSubmatch(text, -1) {
				choices[c[1]] = true
			}
		}
	}
	return len(choices) >= 2
}
