package page

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/classroom/internal/class"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// writePages writes the pages of c, and returns them by their names.
func writePages(t testing.TB, c *class.Class) (dir string, pages map[string]*html.Node) {
	t.Helper()
	dir = t.TempDir()
	if err := Write(dir, c); err != nil {
		t.Fatal(err)
	}
	pages = map[string]*html.Node{}
	for name, b := range contents(t, dir) {
		n, err := html.Parse(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = n
	}
	if len(pages) != 1+len(c.Students) {
		t.Fatalf("%d pages for %d students", len(pages), len(c.Students))
	}
	return dir, pages
}

func contents(t testing.TB, dir string) map[string][]byte {
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// find returns the elements with a tag below n.
func find(n *html.Node, tag string) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			all = append(all, d)
		}
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func byID(n *html.Node, id string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && attr(d, "id") == id {
			return d
		}
	}
	return nil
}

// words returns the text of n, with one space between words.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// The matrix has a row for each student, with each verdict as a word.
func TestMatrix(t *testing.T) {
	c := madeUp(t, 30)
	_, pages := writePages(t, c)
	matrix := find(byID(pages["index.html"], "matrix"), "table")[0]
	rows := find(find(matrix, "tbody")[0], "tr")
	if len(rows) != 30 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		s := &c.Students[i]
		if got := words(find(row, "th")[0]); got != s.Name {
			t.Errorf("row %d is of %q, want %q", i, got, s.Name)
		}
		cells := find(row, "td")
		if got := words(cells[0]); got != points(s.Points()) {
			t.Errorf("%s: points %s, want %v", s.Name, got, s.Points())
		}
		if cells = cells[1:]; s.Error != "" {
			if got := words(cells[0]); len(cells) != 1 || attr(cells[0], "colspan") != "12" || got != "could not check: "+s.Error {
				t.Errorf("%s: %q", s.Name, got)
			}
			continue
		}
		if len(cells) != len(c.Steps) {
			t.Fatalf("%s: %d cells", s.Name, len(cells))
		}
		for j, cell := range cells {
			r := &s.Results[j]
			want := word(r.Report.Verdict)
			switch {
			case r.Report.Verdict == check.Failed:
				want += " " + r.Code()
			case r.Report.Verdict == check.Missing && c.Steps[j].Optional:
				want = ""
			}
			if r.Changed != "" {
				want += "2"
			}
			if got := words(cell); got != want {
				t.Errorf("%s, %s: %q, want %q", s.Name, c.Steps[j].Name, got, want)
			}
		}
	}
	for _, th := range find(matrix, "th") {
		if attr(th, "scope") == "" {
			t.Errorf("the header %q has no scope", words(th))
		}
	}
}

// The agenda counts each student once, and the most frequent diagnosis stands first.
func TestAgenda(t *testing.T) {
	fail := func(step string, code verdict.Code) class.Result {
		return class.Result{Report: &check.Report{Step: step, Verdict: check.Failed, Findings: []check.Finding{
			{Check: "a bonus", Level: check.Beyond, Result: check.Fail, Code: "no-reuseaddr"},
			{Check: "it works", Level: check.Required, Result: check.Fail, Code: code},
		}}}
	}
	c := &class.Class{Title: "c", Steps: []class.Step{{Name: "2.1.3"}, {Name: "2.1.5"}}, Students: []class.Student{
		{ID: "ada", Name: "Ada", Results: []class.Result{fail("2.1.3", "no-loop"), fail("2.1.5", "byte-order")}},
		{ID: "bob", Name: "Bob", Results: []class.Result{fail("2.1.3", "byte-order"), fail("2.1.5", "byte-order")}},
		{ID: "cy", Results: []class.Result{{Report: check.MissingReport("2.1.3")}, {Report: check.MissingReport("2.1.5")}}},
	}}
	_, pages := writePages(t, c)
	agenda := byID(pages["index.html"], "lesson")
	want := []string{
		"2 of 3 byte-order 2.1.3, 2.1.5 the numbers were read big-endian Ada Bob",
		"1 of 3 no-loop 2.1.3 handles one message, or some, then no more Ada",
	}
	var got []string
	for li := range find(agenda, "ol")[0].ChildNodes() {
		if li.Type == html.ElementNode {
			got = append(got, words(li))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("agenda %q, want %q", got, want)
	}
	var links []string
	for _, a := range find(agenda, "a") {
		links = append(links, attr(a, "href"))
	}
	if want := []string{"students/ada.html#2.1.5", "students/bob.html#2.1.3", "students/ada.html#2.1.3"}; !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
}

// Every link leads to a page that is there, and to a place in it, whatever the names.
func TestLinks(t *testing.T) {
	c := madeUp(t, 30)
	for i, id := range []string{"index", "a b", "50%23#x?y&z", "élève'\"<b>", "javascript:alert(1)"} {
		c.Students[i].ID = id
	}
	_, pages := writePages(t, c)
	all := 0
	for name, page := range pages {
		ids := map[string]bool{}
		for d := range page.Descendants() {
			if id := attr(d, "id"); id != "" && ids[id] {
				t.Errorf("%s: there are two %q", name, id)
			} else {
				ids[id] = true
			}
		}
		for _, a := range find(page, "a") {
			u, err := url.Parse(attr(a, "href"))
			if err != nil || u.Scheme != "" || u.Host != "" {
				t.Errorf("%s: link to %q: %v", name, attr(a, "href"), err)
				continue
			}
			to := name
			if u.Path != "" {
				to = path.Join(path.Dir(name), u.Path)
			}
			if pages[to] == nil || u.Fragment != "" && byID(pages[to], u.Fragment) == nil {
				t.Errorf("%s: the link %q leads nowhere", name, attr(a, "href"))
			}
			all++
		}
	}
	if all < 300 {
		t.Errorf("%d links", all)
	}
}

// A student's page has what the report says, and headings in their order.
func TestStudent(t *testing.T) {
	c := madeUp(t, 30)
	_, pages := writePages(t, c)
	for i := range c.Students {
		s := &c.Students[i]
		page := pages["students/"+s.ID+".html"]
		all := words(page)
		for j, r := range s.Results {
			texts := append([]string{r.Changed}, r.Report.Remarks...)
			for _, f := range r.Report.Findings {
				texts = append(texts, f.Check, f.Expected, f.Got, f.Why, f.Because, f.Remark)
			}
			section := byID(page, c.Steps[j].Name)
			for _, text := range texts {
				if want := strings.Join(strings.Fields(line(text)), " "); text == line(text) && !strings.Contains(words(section), want) {
					t.Errorf("%s, %s: %q is not there", s.Name, c.Steps[j].Name, want)
				}
			}
		}
		for _, want := range append(s.Remarks, s.Error, s.Name, points(s.Points())+" of 24 points") {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not there", s.Name, want)
			}
		}
		last := 0
		for d := range page.Descendants() {
			if len(d.Data) == 2 && d.Data[0] == 'h' && d.Data[1] <= '6' {
				if n := int(d.Data[1] - '0'); n > last+1 {
					t.Errorf("%s: %s after h%d", s.Name, d.Data, last)
				} else {
					last = n
				}
			}
		}
	}
}

// The same class gives the same bytes, and nothing but its pages is touched.
func TestSameBytes(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, madeUp(t, 30)); err != nil {
		t.Fatal(err)
	}
	first := contents(t, dir)
	first["students/notes.txt"] = []byte("mine")
	os.WriteFile(filepath.Join(dir, "students", "notes.txt"), []byte("mine"), 0o666)
	for range 3 {
		if err := Write(dir, madeUp(t, 30)); err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(contents(t, dir), first, bytes.Equal) {
			t.Fatal("the pages differ")
		}
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o666)
	if err := Write(file, madeUp(t, 1)); err == nil || !strings.Contains(err.Error(), "folder of the pages") {
		t.Errorf("a file for a folder: %v", err)
	}
	for _, id := range []string{"", "../x", "a/b", `a\b`, "/etc/x"} {
		c := madeUp(t, 1)
		c.Students[0].ID = id
		if err := Write(dir, c); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", id)) {
			t.Errorf("the identifier %q: %v", id, err)
		}
	}
	os.MkdirAll(filepath.Join(dir, "full", "index.html"), 0o777)
	if err := Write(filepath.Join(dir, "full"), madeUp(t, 1)); err == nil || !strings.Contains(err.Error(), "cannot write a page") {
		t.Errorf("a folder for a file: %v", err)
	}
}

// A class without students, or without steps, has pages too.
func TestEmpty(t *testing.T) {
	for _, c := range []*class.Class{{}, {Steps: []class.Step{{Name: "4", Max: 2}}}, {Students: []class.Student{{ID: "ada"}}}} {
		_, pages := writePages(t, c)
		if got := words(pages["index.html"]); !strings.Contains(got, fmt.Sprintf("%d students", len(c.Students))) {
			t.Error(got)
		}
	}
}

func TestName(t *testing.T) {
	for _, test := range []struct {
		s    class.Student
		want string
	}{
		{class.Student{ID: "412000", Name: "Zoé\nPicard"}, `Zoé\nPicard`},
		{class.Student{ID: "412000"}, "412000"},
		{class.Student{Name: strings.Repeat("é", 1<<16)}, strings.Repeat("é", 200) + "..."},
	} {
		if got := name(&test.s); got != test.want {
			t.Errorf("%.30q: %q, want %q", test.s.Name, got, test.want)
		}
	}
}

func TestCut(t *testing.T) {
	line := strings.Repeat("é", 50) + "\n"
	for _, test := range []struct {
		output string
		first  int
	}{
		{"", 0},
		{line, len(line)},
		{strings.Repeat("x", firstPart), firstPart},
		{strings.Repeat(line, 1000), firstPart / len(line) * len(line)},
		{"x" + strings.Repeat("é", 1<<19), firstPart - 1},
	} {
		first, rest := cut(test.output)
		if len(first) != test.first || first+rest != test.output || !utf8.ValidString(first) {
			t.Errorf("%.10q and so on: %d bytes, then %d; want %d", test.output, len(first), len(rest), test.first)
		}
	}
}
