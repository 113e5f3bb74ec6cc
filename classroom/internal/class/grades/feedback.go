package grades

import (
	"cmp"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// WriteFeedback writes two pages for each student, feedback.html and feedback.txt, with
// the report of each step. path is a folder, or a zip if its name ends in .zip. The
// zip is what Moodle's "Upload multiple feedback files in a zip" takes. Moodle takes the
// number in a folder's name for that of a participant: what groups have handed in has
// the number of the group, and cannot be uploaded like this.
func WriteFeedback(path string, c *class.Class) error {
	return save(path, func(create func(name string, data []byte) error) error {
		used := map[string]bool{}
		for i := range c.Students {
			s := &c.Students[i]
			dir := feedbackFolder(s)
			if lower := strings.ToLower(dir); used[lower] {
				dir = s.ID
			} else {
				used[lower] = true
			}
			f := feedbackOf(c, s)
			var page strings.Builder
			if err := feedbackPage.Execute(&page, f); err != nil {
				return err
			}
			if err := create(dir+"/feedback.html", []byte(page.String())); err != nil {
				return err
			}
			if err := create(dir+"/feedback.txt", []byte(f.text())); err != nil {
				return err
			}
		}
		return nil
	})
}

var digits = regexp.MustCompile(`^\d{1,20}$`)

// feedbackFolder returns the folder for the feedback of s. Moodle splits its name at
// each "_" into five parts at most: any name, the participant's number, "assignfeedback"
// or "assignsubmission", "file", and the beginning of the file's name. So no "_" may
// stand in the name, and the one at the end makes it five parts: Moodle before 4.1 takes
// no four (is_valid_filename_for_import in mod/assign/feedback/file/importziplib.php).
// Who has no number gets a folder that Moodle skips.
func feedbackFolder(s *class.Student) string {
	if !digits.MatchString(s.Number) {
		return s.ID
	}
	var name strings.Builder
	for _, r := range norm.NFC.String(s.Name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '\'' {
			r = ' '
		}
		if name.WriteRune(r); name.Len() > 100 { // bytes; a file system has 255
			break
		}
	}
	return cmp.Or(strings.Join(strings.Fields(name.String()), " "), "student") + "_" + s.Number + "_assignfeedback_file_"
}

// A feedback is what a student is told. All of it is harmless for a terminal.
type feedback struct {
	Name, Title, Points string
	Remarks             []string
	Steps               []stepFeedback
}

type stepFeedback struct{ Name, Title, Word, Points, Max, Report string }

func feedbackOf(c *class.Class, s *class.Student) *feedback {
	f := &feedback{Name: check.Harmless(cmp.Or(s.Name, s.ID)), Title: check.Harmless(c.Title), Points: total(c, s), Remarks: remarks(c, s)}
	for i := range s.Results {
		step, r := &c.Steps[i], &s.Results[i]
		if counts(step, r) {
			f.Steps = append(f.Steps, stepFeedback{step.Name, step.Title, word(step, r), number(r.Points), number(step.Max), text(r.Report)})
		}
	}
	return f
}

func (f *feedback) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s: %s\n", f.Name, f.Title, f.Points)
	for _, r := range f.Remarks {
		fmt.Fprintf(&b, "remark: %s\n", r)
	}
	for _, s := range f.Steps {
		fmt.Fprintf(&b, "\n%s", s.Report)
	}
	return b.String()
}

// feedbackPage loads nothing and runs nothing.
var feedbackPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{.Name}}: {{.Points}}</title>
<style>
body { font: 1rem/1.4 sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
td, th { text-align: left; padding: 0 1rem 0 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid; padding-left: 1rem }
</style>
<h1><bdi>{{.Name}}</bdi></h1>
<p><bdi>{{.Title}}</bdi>: {{.Points}}</p>
{{with .Remarks}}<ul>
{{range .}}<li><bdi>{{.}}</bdi></li>
{{end}}</ul>
{{end}}<table>
<tr><th>step<th><th>result<th>points</tr>
{{range .Steps}}<tr><td>{{.Name}}<td>{{.Title}}<td>{{.Word}}<td>{{.Points}} of {{.Max}}</tr>
{{end}}</table>
{{range .Steps}}<h2>{{.Name}} {{.Title}}</h2>
<pre>{{.Report}}</pre>
{{end}}</html>
`))

// WriteEach writes a file of one name for each student, each in a folder with the
// student's ID. path is a folder, or a zip if its name ends in .zip.
func WriteEach(path, name string, c *class.Class, write func(io.Writer, *class.Class, *class.Student) error) error {
	return save(path, func(create func(name string, data []byte) error) error {
		for i := range c.Students {
			s := &c.Students[i]
			var b strings.Builder
			if err := write(&b, c, s); err != nil {
				return err
			}
			if err := create(s.ID+"/"+name, []byte(b.String())); err != nil {
				return err
			}
		}
		return nil
	})
}
