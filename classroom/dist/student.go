package main

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// forStudents returns what an archive for students holds of files, those of the
// repository: the starters, the pages without their answers, and the files of
// the folder classroom/dist/student, which belong to the archive's root. What it
// does not know is left out.
func forStudents(files []entry) ([]entry, error) {
	var all []entry
	modules := map[string]entry{} // go.mod and go.work, by name
	for _, e := range files {
		folder, name, _ := strings.Cut(e.name, "/")
		exercise := strings.HasPrefix(folder, "ex")
		switch {
		case strings.HasPrefix(e.name, "classroom/dist/student/"):
			// The page ends in .in: in that folder its links would be dead.
			e.name = strings.TrimSuffix(path.Base(e.name), ".in")
			all = append(all, e)
		case exercise && isStarter(name), exercise && name == "README.md", e.name == "classroom/CHECK.md", e.name == "classroom/LIVE.md":
			all = append(all, e)
		case exercise && name == "go.mod", e.name == "go.work":
			modules[e.name] = e
		}
	}
	goFiles, err := workspace(all, modules)
	if err != nil {
		return nil, err
	}
	all = append(all, goFiles...)

	there := map[string]bool{} // files and folders
	for _, e := range all {
		for name := e.name; name != "."; name = path.Dir(name) {
			there[name] = true
		}
	}
	for i, e := range all {
		if path.Ext(e.name) != ".md" || path.Dir(e.name) == "." {
			continue
		}
		text, err := e.read()
		if err != nil {
			return nil, err
		}
		page, err := studentPage(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
		page = withoutDeadLinks(page, path.Dir(e.name), there)
		all[i] = entry{name: e.name, data: []byte(page), mode: e.mode}
	}
	return all, nil
}

// isStarter reports whether a file of an exercise is one that a student
// completes: a program in start, but no test.
func isStarter(name string) bool {
	dir, inStart := strings.CutPrefix(path.Dir(name)+"/", "start/")
	return inStart && !strings.Contains(dir, "testdata/") &&
		(path.Ext(name) == ".py" || path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"))
}

// workspace returns a go.mod for each exercise that has a starter in Go, and a
// go.work with them. The starters need the standard library only, so no module
// requires another one, and the Go command needs no network.
func workspace(starters []entry, modules map[string]entry) ([]entry, error) {
	var files []entry
	var use strings.Builder
	for _, e := range starters {
		folder, _, _ := strings.Cut(e.name, "/")
		mod, ok := modules[folder+"/go.mod"]
		if path.Ext(e.name) != ".go" || !ok {
			continue
		}
		delete(modules, mod.name) // one is enough
		text, err := lines(mod, "module ", "go ")
		if err != nil {
			return nil, err
		}
		files = append(files, entry{name: mod.name, data: text, mode: 0o644})
		fmt.Fprintf(&use, "\t./%s\n", folder)
	}
	if len(files) == 0 {
		return nil, nil
	}
	text, err := lines(modules["go.work"], "go ")
	if err != nil {
		return nil, err
	}
	text = fmt.Appendf(text, "\nuse (\n%s)\n", use.String())
	return append(files, entry{name: "go.work", data: text, mode: 0o644}), nil
}

// lines returns the lines of a file that begin with one of the words, with a
// blank line between them.
func lines(e entry, words ...string) ([]byte, error) {
	text, err := e.read()
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for line := range bytes.Lines(text) {
		if slices.ContainsFunc(words, func(w string) bool { return bytes.HasPrefix(line, []byte(w)) }) {
			found = append(found, line)
		}
	}
	return bytes.Join(found, []byte("\n")), nil
}

// sections are those of a page that hold no answers. A section with another
// heading is left out: so a new one gives no answer away.
var sections = []string{
	"Your turn", "On the wire", "Break it", "Remember", // of an exercise
	"Check again at every save", "Steps", "How it judges", "What keeps it safe", "Diagnoses", "JSON", // of CHECK.md
	"Start it", "What the page shows", "If nothing comes", "In an afternoon", "What it opens", // of LIVE.md
}

// goRun is a command that runs a program of the lab from its source.
var goRun = regexp.MustCompile(`go run \./([0-9a-z_]+)([^0-9a-z_/]|$)`)

// comment is a remark to those who write the pages.
var comment = regexp.MustCompile(`(?s)<!--.*?-->\n?`)

// studentPage returns a page without its answers: the text before the first
// section, and the sections that have none. A program that it runs with "go run"
// lies in bin.
func studentPage(text string) (string, error) {
	text, err := withoutDetails(comment.ReplaceAllString(text, ""))
	if err != nil {
		return "", err
	}
	var page strings.Builder
	keep := true
	for line := range strings.Lines(text) {
		// A comment in a block of code may look like a heading too. Then more is
		// left out than need be, and never less.
		if words := strings.Fields(line); len(words) > 0 && words[0] == "##" {
			keep = slices.Contains(sections, strings.Join(words[1:], " "))
		}
		if keep {
			page.WriteString(line)
		}
	}
	text = strings.TrimSpace(page.String()) + "\n"
	return goRun.ReplaceAllString(text, "bin/$1$2"), nil
}

var detailsTag = regexp.MustCompile(`(?i)</?details\b[^>]*>`)

// withoutDetails returns text without its <details>, each with all that is in it.
func withoutDetails(text string) (string, error) {
	var rest strings.Builder
	depth, end := 0, 0 // end of the last of them
	for _, at := range detailsTag.FindAllStringIndex(text, -1) {
		if text[at[0]+1] != '/' {
			if depth == 0 {
				rest.WriteString(strings.TrimRight(text[end:at[0]], " \t\r\n"))
			}
			depth++
		} else if depth--; depth == 0 {
			end = at[1]
		} else if depth < 0 {
			break
		}
	}
	if depth != 0 {
		return "", errors.New("not every <details> has its </details>")
	}
	rest.WriteString(text[end:])
	return rest.String(), nil
}

// markdown is a block or a piece of code, or else a link, with its text and
// its target.
var markdown = regexp.MustCompile("(?s)```.*?```|`[^`]*`|!?\\[([^\\]]*)\\]\\(([^)\\s]+)\\)")

// withoutDeadLinks returns a page of the folder dir in which the links to what
// is not there are plain text. So are those to a section of the page itself,
// which may have been left out.
func withoutDeadLinks(page, dir string, there map[string]bool) string {
	return markdown.ReplaceAllStringFunc(page, func(link string) string {
		m := markdown.FindStringSubmatch(link)
		text, target := m[1], m[2]
		target, _, _ = strings.Cut(target, "#")
		switch {
		case m[2] == "", strings.Contains(target, ":"), target != "" && there[path.Join(dir, target)]:
			return link // code, or on the web, or there
		}
		return text
	})
}
