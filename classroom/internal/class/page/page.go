// Package page writes what the checks of a class have found as HTML pages, to be read
// in a browser or printed: one for the instructor, and one for each student.
//
// The pages need no server and no network: a page is one file, and runs no script. What
// students have chosen, such as their names and what their programs print, is only text
// there, and its control characters are shown as escapes. The same class gives the same
// bytes.
package page

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

//go:embed templates/*.html
var files embed.FS

//go:embed templates/style.css
var style string

// policy lets a browser load nothing and run nothing: of all that a page could contain,
// only our own style sheet counts.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"policy": func() string { return policy },
	"style":  func() template.CSS { return template.CSS(style) },
	"line":   line,
	"text":   text,
	"name":   name,
	"points": points,
	"word":   word,
	"kind":   kind,
	"file":   func(s *class.Student) string { return url.PathEscape(s.ID) + ".html" },
	"caret":  caret,
	"ticks":  func(s string) []string { return strings.Split(s, "`") },
	"odd":    func(i int) bool { return i%2 == 1 },
	"join":   strings.Join,
}).ParseFS(files, "templates/*.html"))

// folder holds the pages of the students.
const folder = "students"

// Write writes the pages of c into the folder dir: index.html for the instructor, and
// students/ID.html for each student. It makes dir if it is not there, replaces
// pages of the same names, and touches no other file.
func Write(dir string, c *class.Class) error {
	if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
		return fmt.Errorf("cannot make the folder of the pages: %w", err)
	}
	for i, s := range c.Students {
		if s.ID == "" || strings.ContainsAny(s.ID, `/\`) || !filepath.IsLocal(s.ID+".html") {
			return fmt.Errorf("cannot write the page of a student: %q is not the name of a file", s.ID)
		}
		if err := write(filepath.Join(dir, folder, s.ID+".html"), "student", studentPage(c, i)); err != nil {
			return err
		}
	}
	return write(filepath.Join(dir, "index.html"), "class", classPage(c))
}

// write writes one page.
func write(file, template string, data any) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("cannot write a page: %w", err)
	}
	w := bufio.NewWriterSize(f, 64<<10)
	err = pages.ExecuteTemplate(w, template, data)
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("cannot write the page %s: %w", file, err)
	}
	return nil
}

// word is how a verdict is called.
func word(v check.Verdict) string {
	if v == check.Failed {
		return "FAIL"
	}
	return string(v)
}

// kind is the verdict in the style sheet.
func kind(v check.Verdict) string {
	return map[check.Verdict]string{check.Passed: "pass", check.Failed: "fail", check.Unchecked: "open", check.Missing: "none"}[v]
}
