package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"in43.example/classroom/internal/class"
)

// hostile is what a student may call himself, or print.
const hostile = "</pre></title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{.}}&lt;--><!--\x1b[2J\x00\u0085\u202e\u2066\u200f\xff\r\n\tend"

// spoil puts a text before each one that is in v, which a student could have chosen.
func spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "ID" && name != "Step" && name != "Steps" && name != "Section" {
				spoil(v.Field(i), text)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() != "" {
			v.SetString(text + v.String())
		}
	}
}

func spoiled(t testing.TB, text string) *class.Class {
	c := madeUp(t, 30)
	for i := range c.Students {
		c.Students[i].Group = "G"
		for j := range c.Students[i].Results {
			r := *c.Students[i].Results[j].Report // which students share
			r.Findings = slices.Clone(r.Findings)
			r.Command, r.Remarks = slices.Clone(r.Command), []string{"remark"}
			r.Unchecked, r.Next = []string{"unchecked"}, "TODO 1"
			c.Students[i].Results[j].Report = &r
		}
	}
	spoil(reflect.ValueOf(c), text)
	return c
}

// Whatever students write, the pages have the same elements, and no character that is
// not seen.
func TestInert(t *testing.T) {
	elements := func(n *html.Node) (all []string) {
		for d := range n.Descendants() {
			switch d.Type {
			case html.ElementNode:
				s := d.Data
				for _, a := range d.Attr {
					if s += " " + a.Key; a.Key == "class" || a.Key == "id" || a.Key == "href" {
						s += "=" + a.Val
					}
				}
				all = append(all, s)
			case html.CommentNode:
				all = append(all, "comment")
			}
		}
		return all
	}
	_, good := writePages(t, spoiled(t, "harmless: "))
	dir, bad := writePages(t, spoiled(t, hostile))
	for name, page := range bad {
		got, want := elements(page), elements(good[name])
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d elements, want %d", name, len(got), len(want))
		}
	}
	for name, b := range contents(t, dir) {
		if i := bytes.IndexFunc(b, func(r rune) bool {
			return r != '\n' && unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
		}); i >= 0 {
			t.Errorf("%s: the character %q", name, b[max(0, i-20):i+5])
		}
		if !utf8.Valid(b) {
			t.Errorf("%s is not UTF-8", name)
		}
	}
	if got := words(bad["index.html"]); !strings.Contains(got, `<script>alert(1)</script>`) || !strings.Contains(got, `\x1b[2J\x00\xc2\x85\u202e\u2066\u200f\xff\r\n\tend`) {
		t.Errorf("the name is not shown: %.300s", got)
	}
}

// The policy allows our style sheet, and nothing else: no page has a script, or a style
// of its own, or loads anything.
func TestPolicy(t *testing.T) {
	_, pages := writePages(t, madeUp(t, 3))
	for name, page := range pages {
		sheets := find(page, "style")
		if len(sheets) != 1 {
			t.Fatalf("%s: %d style sheets", name, len(sheets))
		}
		sum := sha256.Sum256([]byte(sheets[0].FirstChild.Data))
		var policy string
		for _, meta := range find(page, "meta") {
			if attr(meta, "http-equiv") == "Content-Security-Policy" {
				policy = attr(meta, "content")
			}
		}
		if want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.HasPrefix(policy, want) {
			t.Errorf("%s: the policy is %q, want %q", name, policy, want)
		}
		for d := range page.Descendants() {
			if slices.Contains([]string{"script", "link", "img", "iframe", "object", "form", "base"}, d.Data) || attr(d, "style") != "" || attr(d, "src") != "" {
				t.Errorf("%s: a %s", name, d.Data)
			}
		}
	}
}
