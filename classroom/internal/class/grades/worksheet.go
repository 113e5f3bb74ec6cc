package grades

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// Headers are the names of the columns of Moodle's worksheet in one language, in small
// letters: get_string('recordid', 'assign') and so on in mod/assign/gradingtable.php.
type headers struct {
	id, name, group, grade, max, can, yes, feedback string
	mark                                            string // of decimals
}

var languages = []headers{
	{"identifier", "full name", "group", "grade", "maximum grade", "grade can be changed", "yes", "feedback comments", "."},
	{"identifiant", "nom complet", "groupe", "note", "note maximale", "la note peut être modifiée", "oui", "feedback par commentaires", ","},
}

// A worksheet is the CSV file of Moodle's "Download grading worksheet".
type worksheet struct {
	bytes     []byte
	separator byte
	rows      [][]cell
	language  headers
	column    map[string]int // by the header; -1 if there is none

	ids, names map[string]int // how many rows have this number of the participant, this name
}

// FillWorksheet copies Moodle's grading worksheet from r to w, with the grades and the
// feedback of c. Only these cells change. The notes say whose row has not been filled
// in, and why: nothing was handed in, the grade cannot be changed, it could not be
// checked, or it is not sure whose row it is. On an error nothing is written.
//
// The number of a participant and the name have to agree, since the number of a group
// may be that of a participant, too. A group's points go to all rows of the group.
func FillWorksheet(w io.Writer, r io.Reader, c *class.Class) (notes []string, err error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	sheet, err := readWorksheet(b)
	if err != nil {
		return nil, err
	}
	if c.Max() <= 0 {
		return nil, errors.New("no step is worth a point, so there are no grades")
	}
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	gradeAt, feedbackAt := sheet.column[sheet.language.grade], sheet.column[sheet.language.feedback]
	if feedbackAt < 0 {
		note(`the worksheet has no column for feedback, since "Feedback comments" are switched off in the settings of the assignment: only the grades are filled in`)
	}
	var out []byte
	done := 0 // how much of b is in out
	put := func(at cell, text string) {
		if sheet.decode(at) != text {
			out = append(out, b[done:at.start]...)
			out = append(out, raw(text, sheet.separator, b[at.start:at.end])...)
			done = at.end
		}
	}
	found := map[*class.Student]bool{}
	var names []string
	for _, s := range c.Students {
		names = append(names, words(s.Name))
	}
	for i, row := range sheet.rows[1:] {
		if len(row) == 1 && row[0].start == row[0].end {
			continue // an empty line
		}
		who := sheet.who(row, i+2)
		if len(row) != len(sheet.rows[0]) {
			note("%s: not filled in: it has %d cells, and the header has %d", who, len(row), len(sheet.rows[0]))
			continue
		}
		s, why := sheet.student(row, c, names)
		grade := ""
		if s != nil {
			found[s] = true
			grade, why = sheet.grade(row, c, s)
		}
		if why != "" {
			note("%s: not filled in: %s", who, why)
			continue
		}
		if feedbackAt >= 0 && feedbackAt < gradeAt {
			put(row[feedbackAt], comment(c, s))
		}
		put(row[gradeAt], grade)
		if feedbackAt > gradeAt {
			put(row[feedbackAt], comment(c, s))
		}
	}
	for i := range c.Students {
		if s := &c.Students[i]; !found[s] {
			note("%s: in no row of the worksheet", title(s))
		}
	}
	_, err = w.Write(append(out, b[done:]...))
	return notes, err
}

// readWorksheet finds the cells and the columns of a worksheet.
func readWorksheet(b []byte) (*worksheet, error) {
	for _, separator := range []byte{',', ';', '\t'} {
		rows, err := cells(b, separator)
		if len(rows) == 0 {
			continue
		}
		w := &worksheet{bytes: b, separator: separator, rows: rows, ids: map[string]int{}, names: map[string]int{}}
		var header []string
		for _, c := range rows[0] {
			header = append(header, strings.ToLower(w.decode(c)))
		}
		for _, l := range languages {
			if !slices.Contains(header, l.id) || !slices.Contains(header, l.grade) || !slices.Contains(header, l.max) {
				continue
			}
			if err != nil {
				return nil, err
			}
			w.language, w.column = l, map[string]int{}
			for _, name := range []string{l.id, l.name, l.group, l.grade, l.max, l.can, l.feedback} {
				w.column[name] = slices.Index(header, name)
				if i := w.column[name]; i >= 0 && slices.Contains(header[i+1:], name) {
					return nil, fmt.Errorf("two columns of the worksheet are called %q", name)
				}
			}
			for _, row := range rows[1:] {
				w.ids[w.id(row)]++
				w.names[words(w.value(row, l.name))]++
			}
			return w, nil
		}
	}
	first, _, _ := bytes.Cut(b[:min(len(b), 300)], []byte("\n"))
	return nil, fmt.Errorf(`this is not a grading worksheet of Moodle: the first line has to name the columns Identifier, Grade and Maximum Grade, or Identifiant, Note and Note maximale, and it is %q. For an assignment with a scale there are no points to fill in`, first)
}

// decode returns what stands in a cell. A spreadsheet may have saved it in Latin-1.
func (w *worksheet) decode(c cell) string {
	text := value(w.bytes[c.start:c.end])
	if !utf8.ValidString(text) {
		latin := make([]rune, len(text))
		for i := range len(text) {
			latin[i] = rune(text[i])
		}
		text = string(latin)
	}
	return norm.NFC.String(strings.TrimSpace(text))
}

// value returns what stands in the column of row; "" if there is no such cell.
func (w *worksheet) value(row []cell, header string) string {
	if i := w.column[header]; i >= 0 && i < len(row) {
		return w.decode(row[i])
	}
	return ""
}

// Moodle puts get_string('hiddenuser', 'assign') before the number, which ends with a
// space in English only.
var participant = regexp.MustCompile(`^Participant[\s\x{a0}]*0*([1-9]\d{0,19})$`)

// id returns Moodle's number of the participant; "" if there is none.
func (w *worksheet) id(row []cell) string {
	if m := participant.FindStringSubmatch(w.value(row, w.language.id)); m != nil {
		return m[1]
	}
	return ""
}

// who names a row for a person.
func (w *worksheet) who(row []cell, n int) string {
	name := strings.TrimSpace(w.value(row, w.language.id) + " " + w.value(row, w.language.name))
	return check.Harmless(cmp.Or(name, fmt.Sprintf("row %d of the worksheet", n)))
}

// student returns whose row it is; nil and the reason if nobody's. The names are those
// of the students, as words returns them.
func (w *worksheet) student(row []cell, c *class.Class, names []string) (*class.Student, string) {
	id, name, group := w.id(row), words(w.value(row, w.language.name)), words(w.value(row, w.language.group))
	if id == "" {
		return nil, `it has no identifier such as "Participant 123"`
	}
	if w.ids[id] > 1 {
		return nil, "several rows have this identifier"
	}
	var byNumber, byGroup, byName []*class.Student
	for i := range c.Students {
		s, theirs := &c.Students[i], names[i]
		switch {
		case s.Number == id && (name != "" || group == "") && agree(name, theirs):
			byNumber = append(byNumber, s)
		case group != "" && theirs == group:
			byGroup = append(byGroup, s)
		case s.Number == "" && name != "" && theirs == name && w.names[name] == 1:
			byName = append(byName, s)
		}
	}
	for _, found := range [][]*class.Student{byNumber, byGroup, byName} {
		if len(found) == 1 {
			return found[0], ""
		}
		if len(found) > 1 {
			return nil, fmt.Sprintf("it may be the row of %s or of %s", title(found[0]), title(found[1]))
		}
	}
	if i := slices.IndexFunc(c.Students, func(s class.Student) bool { return s.Number == id }); i >= 0 {
		return nil, fmt.Sprintf("%s has the same number and another name", title(&c.Students[i]))
	}
	return nil, "nothing was handed in"
}

// words returns the words of a name, sorted, without case, and without the characters
// that Moodle leaves out of the names of files.
func words(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '\'' || r == '’' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(name))
	all := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	slices.Sort(all)
	return strings.Join(all, " ")
}

// agree reports whether two names, as words returns them, can be of the same person:
// one may have more words. With blind marking the name is the number.
func agree(a, b string) bool {
	long, short := strings.Fields(a), strings.Fields(b)
	if slices.Contains(short, "participant") || len(short) == 0 {
		return true
	}
	if len(long) < len(short) {
		long, short = short, long
	}
	return !slices.ContainsFunc(short, func(word string) bool { return !slices.Contains(long, word) })
}

var decimal = regexp.MustCompile(`^\d{1,9}([.,]\d{1,9})?$`)

// grade returns the points of s on the scale of row, or why there is no grade.
func (w *worksheet) grade(row []cell, c *class.Class, s *class.Student) (grade, why string) {
	if w.column[w.language.can] >= 0 && !strings.EqualFold(w.value(row, w.language.can), w.language.yes) {
		return "", "Moodle says that the grade cannot be changed"
	}
	if s.Error != "" {
		return "", "could not check: " + check.Harmless(s.Error)
	}
	if steps := unchecked(c, s); steps != nil {
		return "", fmt.Sprintf("%s, but could not check %s", total(c, s), strings.Join(steps, ", "))
	}
	text := w.value(row, w.language.max)
	best, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if !decimal.MatchString(text) || err != nil || best == 0 {
		return "", fmt.Sprintf("the maximum grade is %q", text)
	}
	mark := w.language.mark
	if i := strings.IndexAny(text, ".,"); i >= 0 {
		mark = text[i : i+1]
	}
	points := math.Round(100*min(1, s.Points()/c.Max())*best) / 100
	return strings.Replace(strconv.FormatFloat(points, 'f', 2, 64), ".", mark, 1), ""
}

// maxComment is about how many bytes of a comment are filled in: a cell of Excel has
// not more than 32,767 characters.
const maxComment = 30_000

// comment returns the feedback for s. Moodle takes a comment for HTML
// (set_editor_text in mod/assign/feedback/comments/locallib.php). It is one line of
// ASCII, which is right in every encoding, and without quotes: PHP does not see the end
// of a quoted cell after \".
func comment(c *class.Class, s *class.Student) string {
	var b strings.Builder
	add := func(tag, text string) bool {
		element := "<" + tag + ">" + ascii(strings.TrimRight(text, "\n")) + "</" + tag + ">"
		if b.Len()+len(element) > maxComment {
			return false
		}
		b.WriteString(element)
		return true
	}
	add("p", total(c, s))
	for _, r := range remarks(c, s) {
		add("p", r)
	}
	for i := range s.Results {
		step, r := &c.Steps[i], &s.Results[i]
		if !counts(step, r) {
			continue
		}
		tag, report := "pre", text(r.Report)
		if r.Report.Verdict == check.Passed {
			tag, report = "p", report[strings.LastIndexByte(strings.TrimRight(report, "\n"), '\n')+1:]
		}
		if !add(tag, report) {
			add("p", step.Name+": "+word(step, r)+" (the report is too long for this cell)")
		}
	}
	return b.String()
}

// ascii returns a text as HTML in one line of ASCII.
func ascii(text string) string {
	var b strings.Builder
	for _, r := range html.EscapeString(text) {
		switch {
		case r == '\n':
			b.WriteString("<br>")
		case r == '\r':
		case ' ' <= r && r < utf8.RuneSelf:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}
