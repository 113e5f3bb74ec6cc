package handin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// maxNotebook is the size of a notebook, with its pictures, that is read.
const maxNotebook = 16 << 20

// A cell is a cell of a Jupyter notebook. Version 3 of the format calls the text of
// code "input".
type cell struct {
	Type   string `json:"cell_type"`
	Source lines  `json:"source"`
	Input  lines  `json:"input"`
}

// lines is text that is written as one string or as a list of them.
type lines string

func (l *lines) UnmarshalJSON(b []byte) error {
	var all []string
	if json.Unmarshal(b, &all) == nil {
		*l = lines(strings.Join(all, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(l))
}

// headings returns the headings in a cell.
func (c cell) headings() (all []string) {
	text := string(c.Source)
	switch c.Type {
	case "heading": // of version 3
		text = "# " + text
	case "markdown":
	default:
		return nil
	}
	for line := range strings.Lines(text) {
		if m := headingLine.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
			all = append(all, m[1])
		}
	}
	return all
}

// A program is one that was found in a notebook.
type program struct {
	title string // the number of its step or another heading, or ""
	file  string // its name, if the notebook writes it to a file, else ""
	text  string
}

// notebookPrograms returns the programs in a Jupyter notebook.
func notebookPrograms(text []byte) ([]program, error) {
	var book struct {
		Cells      []cell `json:"cells"`
		Worksheets []struct {
			Cells []cell `json:"cells"`
		} `json:"worksheets"`
		Metadata struct {
			Language struct {
				Name string `json:"name"`
			} `json:"language_info"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &book); err != nil {
		return nil, errors.New("it is not a notebook that Jupyter could open")
	}
	if name := book.Metadata.Language.Name; name != "" && !strings.Contains(strings.ToLower(name), "python") {
		return nil, fmt.Errorf("it is not in Python but in %q", name)
	}
	for _, w := range book.Worksheets {
		book.Cells = append(book.Cells, w.Cells...)
	}
	b := builder{splits: namesSteps(book.Cells)}
	for _, c := range book.Cells {
		for _, heading := range c.headings() {
			b.heading(heading)
		}
		if c.Type == "code" {
			b.code(string(c.Source + c.Input))
		}
	}
	b.end()
	if len(b.all) == 0 && b.prelude.Len() > 0 {
		b.all = []program{{text: b.prelude.String()}}
	}
	return append(b.all, b.files...), nil
}

// headingStep is a heading with the number of a step, 2.1.3, or of an exercise at
// its beginning.
var (
	headingLine = regexp.MustCompile(`^\s*#{1,6}\s*(.*?)\s*#*\s*$`)
	headingStep = regexp.MustCompile(`(?i)(?:^|[^\d.])([2-5](?:\.\d){1,2})(?:[^\d]|$)|^(?:(?:ex\w*|partie|part|section|question)\s*)?([2-5])(?:[^\d.]|\.?$|\. )`)
)

// stepNumber returns the number of the step in a heading, or "".
func stepNumber(heading string) string {
	m := headingStep.FindStringSubmatch(heading)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// namesSteps reports whether the headings name several steps.
func namesSteps(cells []cell) bool {
	seen := map[string]bool{}
	for _, c := range cells {
		for _, heading := range c.headings() {
			if step := stepNumber(heading); step != "" {
				seen[step] = true
			}
		}
	}
	return len(seen) >= 2
}

// A builder makes programs of the cells of a notebook, in their order.
//
// In one notebook students have programs that run at the same time, such as a server
// and its client. A new program begins under the heading of another step. It
// begins too where the one before would never end, and where a socket is
// made although the program before has closed its own or the cell imports socket again.
// What stands before the first socket is part of all programs: imports and constants.
type builder struct {
	splits  bool // at headings of steps
	title   string
	prelude strings.Builder
	text    strings.Builder // of the program so far, without the prelude
	all     []program
	files   []program
}

var (
	someCode    = regexp.MustCompile(`(?m)^\s*[^\s#]`)
	writesFile  = regexp.MustCompile(`^\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?["']?([^\s"']+)["']?[ \t]*\r?\n`)
	makesSocket = regexp.MustCompile(`\bsocket\.socket\(|=\s*socket\(|\bcreate_(?:server|connection)\(`)
	importsIt   = regexp.MustCompile(`(?m)^\s*(?:import|from)\s+(?:\w+\s*,\s*)*socket\b`)
	endless     = regexp.MustCompile(`(?m)^while\s*\(?\s*(?:True|1)\b`)
	closes      = regexp.MustCompile(`\.close\(\)`)
)

func (b *builder) heading(text string) {
	step := stepNumber(text)
	switch {
	case b.splits && step != "":
		b.end()
		b.title = step
	case !b.splits && b.text.Len() == 0:
		b.title = text
	}
}

func (b *builder) code(text string) {
	if m := writesFile.FindStringSubmatch(text); m != nil {
		b.files = append(b.files, program{file: m[1], text: text[len(m[0]):]})
		return
	}
	text = withoutMagic(text)
	if !someCode.MatchString(text) {
		return
	}
	sofar := b.text.String()
	makes := makesSocket.MatchString(text)
	if sofar == "" && len(b.all) == 0 && !makes && !endless.MatchString(text) && (!b.splits || b.title == "") {
		b.prelude.WriteString(text)
		return
	}
	if endless.MatchString(sofar) || makes && makesSocket.MatchString(sofar) && (closes.MatchString(sofar) || importsIt.MatchString(text)) {
		b.end()
	}
	b.text.WriteString(text)
}

// end ends the program so far. Without one, the prelude is kept for the next.
func (b *builder) end() {
	text := b.text.String()
	if text == "" {
		return
	}
	b.text.Reset()
	b.all = append(b.all, program{title: b.title, text: b.prelude.String() + text})
}

// magic is a line for IPython: %matplotlib inline, !pip install numpy, socket?
var (
	magic     = regexp.MustCompile(`^(\s*)((?:%{1,2}[a-zA-Z_]|!|\?\w|[\w.]+\?{1,2}\s*$).*)$`)
	timeMagic = regexp.MustCompile(`^%%(?:time|timeit|capture|prun|script python|python3?)\b`)
)

// withoutMagic returns the text of a cell as Python, with "#" before what is only for
// IPython. It ends with an empty line.
func withoutMagic(text string) string {
	var out strings.Builder
	whole := false // the cell is in another language
	first := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch m := magic.FindStringSubmatch(line); {
		case whole:
			line = "# " + line
		case m != nil:
			whole = first && strings.HasPrefix(line, "%%") && !timeMagic.MatchString(line)
			line = m[1] + "pass  # " + m[2]
			if m[1] == "" {
				line = "# " + m[2]
			}
		}
		first = first && strings.TrimSpace(line) == ""
		out.WriteString(line + "\n")
	}
	if out.Len() == 0 {
		return ""
	}
	return out.String() + "\n"
}

// notebook writes the programs of a notebook: the only one beside it, several into a
// folder with its name.
func (u *unpacker) notebook(f file) error {
	text, whole, err := u.read(f.name, maxNotebook)
	if err != nil {
		return err
	}
	var all []program
	if err = errors.New("it is too big"); whole {
		all, err = notebookPrograms(text)
	}
	if err != nil {
		u.remark(f.name, true, "the notebook %q cannot be read: %v: a person has to look", f.name, err)
		return nil
	}
	stem := strings.TrimSuffix(f.name, path.Ext(f.name))
	var names []string
	for i, p := range all {
		name := stem + ".py"
		switch {
		case p.file != "":
			name = path.Join(path.Dir(stem), p.file)
		case len(all) > 1:
			title := strings.ReplaceAll(string([]rune(cmp.Or(p.title, "program") + strings.Repeat(" ", 60))[:60]), "/", "_")
			name = fmt.Sprintf("%s/%s_%c%s.py", stem, strings.TrimSpace(title), 'a'+i%26, strings.Repeat("a", i/26)) // a letter is no part of the number of a step
		}
		if name, err = u.addText(name, p.text, f.modTime); err != nil {
			return err
		}
		names = append(names, strconv.Quote(name))
	}
	switch len(all) {
	case 0:
		u.remark(f.name, true, "the notebook %q has no program in it: a person has to look", f.name)
	case 1:
		u.remark(f.name, false, "the notebook %q was checked as the program %s", f.name, names[0])
	default:
		u.remark(f.name, false, "the notebook %q was checked as %d programs: %s", f.name, len(all), strings.Join(names[:min(len(names), 20)], ", "))
	}
	return nil
}
