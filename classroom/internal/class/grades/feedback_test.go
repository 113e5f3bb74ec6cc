package grades

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"in43.example/classroom/internal/class"
	"in43.example/pkg/safetext"
)

func TestFeedback(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := WriteFeedback(dir, sample()); err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			names = append(names, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	folders := []string{
		"Ada Lovelace_101_assignfeedback_file_",
		"HYPERLINK x 666 assignfeedback file 2J 2J 1 1 x -2 3 ' 1 2 pre script script_103_assignfeedback_file_",
		"Lost_104_assignfeedback_file_",
		"zoe",
		"Éloïse OConnor_102_assignfeedback_file_",
	}
	var want []string
	for _, f := range folders {
		want = append(want, f+"/feedback.html", f+"/feedback.txt")
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q\nwant\n%q", names, want)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	golden(t, "feedback.txt", read(folders[4]+"/feedback.txt"))
	golden(t, "feedback.html", read(folders[4]+"/feedback.html"))
	golden(t, "feedback-bad.txt", read(folders[1]+"/feedback.txt"))
	golden(t, "feedback-bad.html", read(folders[1]+"/feedback.html"))

	for _, name := range names {
		text := read(name)
		if _, clean := safetext.UTF8Lines.Append(nil, []byte(text)); !clean {
			t.Errorf("%s does something to a terminal", name)
		}
		if filepath.Ext(name) == ".html" {
			inertPage(t, name, text)
		}
	}

	// The zip has the same, and no time.
	var zips [2][]byte
	for i := range zips {
		file := filepath.Join(t.TempDir(), "feedback.ZIP")
		if err := WriteFeedback(file, sample()); err != nil {
			t.Fatal(err)
		}
		zips[i], _ = os.ReadFile(file)
	}
	if !bytes.Equal(zips[0], zips[1]) {
		t.Error("two zips of the same class differ")
	}
	z, err := zip.NewReader(bytes.NewReader(zips[0]), int64(len(zips[0])))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil || string(b) != read(f.Name) || !filepath.IsLocal(f.Name) {
			t.Errorf("%s: %v, %q", f.Name, err, b)
		}
	}
	if len(z.File) != len(names) {
		t.Errorf("%d files in the zip", len(z.File))
	}
}

// inertPage finds what a page must not have: an element or an attribute that the
// template has not written.
func inertPage(t *testing.T, name, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	elements := strings.Fields("html head meta title style body h1 h2 p bdi ul li table tbody tr th td pre")
	attributes := strings.Fields("lang charset http-equiv content name")
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && !slices.Contains(elements, n.Data) {
			t.Errorf("%s has an element <%s>", name, n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, a.Key) {
				t.Errorf("%s has an attribute %s=%q", name, a.Key, a.Val)
			}
		}
	}
}

// Moodle finds the participant in a name like this.
func TestFeedbackFolder(t *testing.T) {
	for _, test := range []struct{ name, number, want string }{
		{"Ada Lovelace", "101", "Ada Lovelace_101_assignfeedback_file_"},
		{"Participant 7", "7", "Participant 7_7_assignfeedback_file_"},
		{"a_2_b", "101", "a 2 b_101_assignfeedback_file_"},
		{"E\u0301loi\u0308se", "1", "Éloïse_1_assignfeedback_file_"},
		{"../../etc/passwd", "1", "etc passwd_1_assignfeedback_file_"},
		{`C:\con`, "1", "C con_1_assignfeedback_file_"},
		{"\x1b[2J\xff\u202e", "1", "2J_1_assignfeedback_file_"},
		{"", "1", "student_1_assignfeedback_file_"},
		{"...", "1", "student_1_assignfeedback_file_"},
		{strings.Repeat("é", 1000), "1", strings.Repeat("é", 51) + "_1_assignfeedback_file_"},
		{"Ada", "", "the-id"},
		{"Ada", "1/../2", "the-id"},
		{"Ada", strings.Repeat("1", 21), "the-id"},
	} {
		s := &class.Student{ID: "the-id", Name: test.name, Number: test.number}
		got := feedbackFolder(s)
		if got != test.want {
			t.Errorf("%q, %q: %q, want %q", test.name, test.number, got, test.want)
		}
		if parts := regexp.MustCompile(`^[^_]+_(\d+)_assignfeedback_file_$`).FindStringSubmatch(got); got != "the-id" && (parts == nil || parts[1] != test.number || !filepath.IsLocal(got)) {
			t.Errorf("Moodle cannot read %q", got)
		}
	}
}

// Students whose folders would be one have two.
func TestSameFolder(t *testing.T) {
	c := sample()
	c.Students[1].Name, c.Students[1].Number = "ADA/LOVELACE", "101"
	dir := t.TempDir()
	if err := WriteFeedback(dir, c); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, c.Students[1].ID, "feedback.txt"))
	if err != nil || !strings.HasPrefix(string(b), "ADA/LOVELACE\n") {
		t.Errorf("%v, %q", err, b)
	}
}

func TestWriteEach(t *testing.T) {
	dir := t.TempDir()
	if err := WriteEach(dir, "results.json", sample(), WriteGradescope); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "eloise-o-connor-102", "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "gradescope.json", string(b))

	broken := errors.New("broken")
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "a.zip")} {
		if err := WriteEach(path, "x", sample(), func(io.Writer, *class.Class, *class.Student) error { return broken }); err != broken {
			t.Error(err)
		}
	}
}

// A link in the folder leads nowhere.
func TestNoWayOut(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "zoe")); err != nil {
		t.Skip(err)
	}
	if err := WriteEach(dir, "results.json", sample(), WriteGradescope); err == nil {
		t.Error("a link was followed")
	}
	if found, _ := os.ReadDir(outside); len(found) > 0 {
		t.Errorf("%s was written outside", found[0].Name())
	}
}
