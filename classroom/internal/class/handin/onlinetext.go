package handin

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// maxPage is how much of a page that was typed into Moodle is read.
const maxPage = 1 << 20

var (
	startsProgram = regexp.MustCompile(`^\s*(?:import\s+\w|from\s+[\w.]+\s+import\b|#|"""|''')`)
	importLine    = regexp.MustCompile(`(?m)^\s*(?:import\s+\w|from\s+[\w.]+\s+import\b)`)
	doesSomething = regexp.MustCompile(`(?m)^\s*(?:\w+(?:\s*,\s*\w+)*\s*=[^=]|[\w.]+\()`)
)

// isPython reports whether text is clearly a program, and nothing before it is not.
func isPython(text string) bool {
	return startsProgram.MatchString(text) && importLine.MatchString(text) && doesSomething.MatchString(text)
}

// pageText returns the text of a page in HTML as a person sees it, and that of each
// <pre> in it.
func pageText(page []byte) (all string, pres []string) {
	var text, pre strings.Builder
	write := func(s string, inPre bool) {
		s = strings.ReplaceAll(s, "\u00a0", " ")
		text.WriteString(s)
		if inPre {
			pre.WriteString(s)
		}
	}
	depth, hidden := 0, 0 // in how many <pre> and <script> elements
	endPre := func() {
		if pre.Len() > 0 {
			pres = append(pres, pre.String())
			pre.Reset()
		}
	}
	// A tokenizer needs no more memory than the page, however deep its elements are.
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		tag := string(name)
		switch kind {
		case html.ErrorToken:
			endPre()
			return text.String(), pres
		case html.TextToken:
			if hidden > 0 {
				continue
			}
			s := string(z.Text())
			if depth == 0 {
				s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
			}
			write(s, depth > 0)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			change := 1
			if kind == html.EndTagToken {
				change = -1
			}
			switch tag {
			case "br":
				write("\n", depth > 0)
			case "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote":
				if kind == html.EndTagToken {
					write("\n", depth > 0)
				}
			case "script", "style", "head":
				hidden = max(0, hidden+change)
			case "pre":
				write("\n", false)
				if depth = max(0, depth+change); depth == 0 {
					endPre()
				}
			}
		}
	}
}

// typed writes the programs of a text that was typed into Moodle beside it.
func (u *unpacker) typed(f file) error {
	page, whole, err := u.read(f.name, maxPage)
	if err != nil {
		return err
	}
	all, pres := pageText(page)
	var programs []string
	for _, p := range append(pres, all) {
		if isPython(p) {
			programs = append(programs, p)
		}
	}
	if len(pres) > 0 && len(programs) > 1 && isPython(all) {
		programs = programs[:len(programs)-1] // they are its parts
	}
	switch {
	case strings.TrimSpace(all) == "" && whole:
		return nil
	case len(programs) == 0 || !whole:
		u.document = f.name
		u.remark(f.name, importLine.MatchString(all) || !whole, "a text was typed into Moodle (%q), which is not just a program", f.name)
		return nil
	}
	for _, text := range programs {
		text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n"
		name, err := u.addText(strings.TrimSuffix(f.name, path.Ext(f.name))+".py", text, f.modTime)
		if err != nil {
			return err
		}
		u.remark(name, false, "a text that was typed into Moodle was checked as the program %q", name)
	}
	return nil
}
