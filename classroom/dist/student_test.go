package main

import "testing"

func TestStudentPage(t *testing.T) {
	for _, test := range []struct{ name, page, want string }{
		{"the sections in their order", "# 2.1 Text\n\nThe step.\n\n## Your turn\n\nDo it.\n\n### In Go\n\nThe same.\n\n## Hints\n\n<details>\n<summary>1</summary>\n" +
			"\n```\nsock.bind()\n```\n</details>\n\n## A solution\n\n### Run it\n\nSo.\n\n## On the wire\n\nBytes.\n\n## Break it\n\n- Try.\n\n## Remember\n\nThis.\n",
			"# 2.1 Text\n\nThe step.\n\n## Your turn\n\nDo it.\n\n### In Go\n\nThe same.\n\n## On the wire\n\nBytes.\n\n## Break it\n\n- Try.\n\n## Remember\n\nThis.\n"},
		{"a section that nobody knows", "# 1\n\n## The frame\n\n<diiiiffff\n\n## Remember\n\nLength.\n", "# 1\n\n## Remember\n\nLength.\n"},
		{"another spelling", "# 1\n\n ##\tHints\n\nbind\n\n##  On  the wire \n\nBytes.\n", "# 1\n\n##  On  the wire \n\nBytes.\n"},
		{"explanations", "## Break it\n\n- One:\n\n  <details>\n  <summary>Why?</summary>\n\n  So.\n  </details>\n\n- Two. <DETAILS open>So.</DETAILS>\n- Three.\n",
			"## Break it\n\n- One:\n\n- Two.\n- Three.\n"},
		{"one within the other", "A <details>b <details>c</details> d</details>e\n", "Ae\n"},
		{"a section that begins within an explanation", "A\n\n<details>\n\n## Remember\n\nSecret.\n</details>\n\nB\n", "A\n\nB\n"},
		{"a block of code that hides a heading", "## Your turn\n\n```\ncode\n\n## A solution\n\nSo.\n", "## Your turn\n\n```\ncode\n"},
		{"comments", "A\n\n<!-- wire: begin, <details> -->\n```text\n0  ce\n```\n<!-- wire:\nend -->\n\nB\n", "A\n\n```text\n0  ce\n```\n\nB\n"},
		{"programs", "`go run ./ex3_tcp server`, `go run ./classroom`\nor go run ./ex3_tcp\n\n`go run ./ex3_tcp/start/server`\n",
			"`bin/ex3_tcp server`, `bin/classroom`\nor bin/ex3_tcp\n\n`go run ./ex3_tcp/start/server`\n"},
	} {
		got, err := studentPage(test.page)
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v\nwant %q", test.name, got, err, test.want)
		}
	}
	for _, page := range []string{"<details>secret", "a</details>secret", "<details>a</details></details>b<details>c"} {
		if got, err := studentPage(page); err == nil {
			t.Errorf("%q makes %q, and no error", page, got)
		}
	}
}

func TestWithoutDeadLinks(t *testing.T) {
	there := map[string]bool{"README.md": true, "ex3_tcp": true, "ex3_tcp/README.md": true, "ex3_tcp/start/server.py": true}
	for _, test := range []struct{ page, want string }{
		{"[a](start/server.py), [b](../README.md), [c](../ex3_tcp), [d](README.md#remember)", ""},
		{"[RFC 768](https://www.rfc-editor.org/rfc/rfc768#top)", ""},
		{"[`server.py`](python/server.py) and [the\nother](../pkg/mux/mux.go#L12)", "`server.py` and the\nother"},
		{"[up](#questions), ![picture](wire.svg)", "up, picture"},
		{"`handlers[i](x)`\n\n```\nhandlers[i](x)\n```\n[a](x)", "`handlers[i](x)`\n\n```\nhandlers[i](x)\n```\na"},
	} {
		if test.want == "" {
			test.want = test.page
		}
		if got := withoutDeadLinks(test.page, "ex3_tcp", there); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.page, got, test.want)
		}
	}
}

// An archive for students holds what it is meant to hold, whatever else a
// repository has.
func TestForStudents(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"README.md": "# For everyone\n", "CONTRIBUTING.md": "", "Makefile": "", "go.work.sum": "",
		"go.work":                          "go 1.25.0\n\nuse (\n\t./classroom\n\t./ex2_1_udp\n)\n",
		"pkg/go.mod":                       "module in43.example/pkg\n",
		"pkg/mux/mux.go":                   "package mux\n",
		"classroom/main.go":                "package main\n",
		"classroom/README.md":              "# classroom\n",
		"classroom/CHECK.md":               "# check\n\n## Steps\n\nSee [find.go](internal/check/find.go).\n\n## Internals\n\n{}\n",
		"classroom/dist/student/README.md": "# For students\n\n## Any section\n\n[CHECK](classroom/CHECK.md)\n",
		"classroom/dist/student/Makefile":  "station:\n",
		"ex2_1_udp/README.md":              "# 2.1\n\n## Your turn\n\n[receiver](start/receiver.py) [twin](python/receiver.py)\n\n## Hints\n\nbind\n",
		"ex2_1_udp/go.mod":                 "module in43.example/ex2_1_udp\n\ngo 1.25.0\n\nrequire in43.example/pkg v0.0.0\n\nreplace in43.example/pkg => ../pkg\n",
		"ex2_1_udp/go.sum":                 "",
		"ex2_1_udp/receiver.go":            "package main\n",
		"ex2_1_udp/python/receiver.py":     "",
		"ex2_1_udp/notes.txt":              "",
		"ex2_1_udp/start/receiver.py":      "", "ex2_1_udp/start/receiver/main.go": "package main\n", "ex2_1_udp/start/sender/main.go": "package main\n",
		"ex2_1_udp/start/receiver/main_test.go": "package main\n", "ex2_1_udp/start/start_test.go": "package start\n",
		"ex2_1_udp/start/testdata/solved.py": "", "ex2_1_udp/start/TODO.patch": "",
		"ex5_annexes/README.md": "# 5\n\n## Questions\n\nAnswers.\n", "ex5_annexes/go.mod": "module in43.example/ex5_annexes\n\ngo 1.25.0\n",
		"ex5_annexes/start/until_end.py": "",
	})
	files, err := repository(t.Context(), root, release{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := forStudents(files)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Makefile":                         "station:\n",
		"README.md":                        "# For students\n\n## Any section\n\n[CHECK](classroom/CHECK.md)\n",
		"classroom/CHECK.md":               "# check\n\n## Steps\n\nSee find.go.\n",
		"ex2_1_udp/README.md":              "# 2.1\n\n## Your turn\n\n[receiver](start/receiver.py) twin\n",
		"ex2_1_udp/go.mod":                 "module in43.example/ex2_1_udp\n\ngo 1.25.0\n",
		"ex2_1_udp/start/receiver.py":      "",
		"ex2_1_udp/start/receiver/main.go": "package main\n",
		"ex2_1_udp/start/sender/main.go":   "package main\n",
		"ex5_annexes/README.md":            "# 5\n",
		"ex5_annexes/start/until_end.py":   "",
		"go.work":                          "go 1.25.0\n\nuse (\n\t./ex2_1_udp\n)\n",
	}
	for _, e := range all {
		text, err := e.read()
		if err != nil {
			t.Fatal(err)
		}
		if w, ok := want[e.name]; !ok || string(text) != w {
			t.Errorf("%s holds %q, want %q (there: %t)", e.name, text, w, ok)
		}
		delete(want, e.name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}
