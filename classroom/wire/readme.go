package main

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

const (
	heading = "\n## On the wire\n"
	begin   = `<!-- wire: begin, made by "make wire" -->` + "\n"
	end     = "<!-- wire: end -->\n"
)

// insert returns readme with dump between the markers of its section.
func insert(readme, dump string) (string, error) {
	before, section, found := strings.Cut(readme, heading)
	if !found {
		return "", fmt.Errorf("it has no section %q", strings.TrimSpace(heading))
	}
	section, after, more := strings.Cut(section, "\n## ")
	top, rest, beginFound := strings.Cut(section, begin)
	_, bottom, endFound := strings.Cut(rest, end)
	if !beginFound || !endFound {
		return "", fmt.Errorf("the section %q needs these two lines:\n%s%s", strings.TrimSpace(heading), begin, end)
	}
	text := before + heading + top + begin + "```text\n" + dump + "```\n" + end + bottom
	if more {
		text += "\n## " + after
	}
	return text, nil
}

// difference shows what makes old and text differ.
func difference(old, text string) string {
	return string(diff.Diff("README.md", []byte(old), "on the wire", []byte(text)))
}
