package web

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// The text on the sheet's page: its beginning, and the letters that are not ASCII.
const (
	heading = "In43 is the best course"
	accents = "ÉÇ"
)

// judgePage judges the page itself.
func judgePage(r *reply) trial.Outcome { return judge(r, heading+" ! ÉÇ, in UTF-8", pageRules) }

var pageRules = []trial.Rule{
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return "nothing comes after the head", len(bytes.TrimSpace(r.body)) == 0
		}),
		Why: "The reply has no page. Send the head and then the page, before s.close(): s.send(http_head.encode('ascii') + data.encode('utf-8')).",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			i := bytes.Index(r.body, []byte("I\x00n\x004\x003"))
			return match.Dump(r.body, max(0, i)), i >= 0
		}),
		Why: "The page is in UTF-16, and the browser expects UTF-8. Encode it with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), heading), bytes.Contains(r.body, []byte(heading)) && !shows(r, heading)
		}),
		Why: "The text is sent, but a browser does not show it there: in a comment <!-- -->, in <script>, <style> or <title>, or inside a tag. Put it into the <body>: <h1>In43 is the best course ! ÉÇ </h1>",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) { return match.Excerpt(string(r.body)), !shows(r, heading) }),
		Why:  "Something was sent, but not the text of the worksheet's page. The page may have more on it than that.",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			i := bytes.Index(r.body, []byte("\xc9\xc7"))
			return match.Dump(r.body, max(0, i)), i >= 0
		}),
		Why: "The page is in Latin-1 or Windows-1252, where É is one byte, c9. In UTF-8 it is two: encode the page with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), "Ã"), shows(r, "Ã\u0089Ã\u0087") || shows(r, "Ã‰Ã‡")
		}),
		Why: "The page is encoded twice: the bytes of UTF-8 are taken for characters, and encoded once more. Encode it once, with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), heading), !shows(r, accents[:2]) && !shows(r, accents[2:])
		}),
		Why: "É and Ç are lost. encode('ascii', 'ignore') leaves them out, 'replace' puts ? in their place, str() of bytes makes \\xc3\\x89 of them. Encode the page with data.encode('utf-8').",
	},
}

// notShown matches the parts of a page that a browser does not show.
var notShown = regexp.MustCompile(`(?is)<!--.*?(-->|\z)` +
	`|<script\b.*?(</script\s*>|\z)|<style\b.*?(</style\s*>|\z)|<title\b.*?(</title\s*>|\z)|<template\b.*?(</template\s*>|\z)` +
	`|<[a-z/!?](?:"[^"]*"|'[^']*'|[^'">])*>`)

// shows reports whether a browser shows text on the page. Spaces and line ends
// do not count.
func shows(r *reply, text string) bool {
	squeeze := func(s string) string {
		return strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return -1
			}
			return c
		}, s)
	}
	return strings.Contains(squeeze(html.UnescapeString(notShown.ReplaceAllString(string(r.body), ""))), squeeze(text))
}
