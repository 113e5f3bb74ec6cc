package handin_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// notebook returns a notebook with cells; each begins with "#" if it is markdown.
func notebook(t testing.TB, cells ...string) string {
	t.Helper()
	type cell map[string]any
	var all []cell
	for _, c := range cells {
		kind := "code"
		if strings.HasPrefix(c, "#") {
			kind = "markdown"
		}
		all = append(all, cell{"cell_type": kind, "source": strings.SplitAfter(c, "\n"), "outputs": []int{}})
	}
	b, err := json.Marshal(map[string]any{"cells": all, "metadata": map[string]any{"language_info": map[string]string{"name": "python"}}, "nbformat": 4})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const (
	receives = "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 52001))\nwhile True:\n    print(s.recv(99).decode('ascii'))"
	sends    = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'x', ('127.0.0.1', 50005))\ns.close()"
)

func TestNotebook(t *testing.T) {
	for name, test := range map[string]struct{ book, want string }{
		"one program": {
			notebook(t, "# TP 1", "%matplotlib inline\nimport socket", "!pip install numpy\nif 1:\n    !ls\n    %time x = 1\nsocket?\nprint('%d' %\n  5)", receives),
			"tp.py=# %matplotlib inline\nimport socket\n\n# !pip install numpy\nif 1:\n    pass  # !ls\n    pass  # %time x = 1\n# socket?\nprint('%d' %\n  5)\n\n" + receives + "\n\n\n" +
				`# the notebook "tp.ipynb" was checked as the program "tp.py"`,
		},
		"only imports": {notebook(t, "import socket\nprint(1)"), "tp.py=import socket\nprint(1)\n\n\n" + `# the notebook "tp.ipynb" was checked as the program "tp.py"`},
		"steps": {
			notebook(t, "import socket", "## 2.1.2 Remote sensors", receives, "## Exercice 2.1.3\ntext", "print(52002)", "# 4. Micro HTTP", "print(4)"),
			"tp/2.1.2_a.py=import socket\n\n" + receives + "\n\n\ntp/2.1.3_b.py=import socket\n\nprint(52002)\n\n\ntp/4_c.py=import socket\n\nprint(4)\n\n\n" +
				`# the notebook "tp.ipynb" was checked as 3 programs: "tp/2.1.2_a.py", "tp/2.1.3_b.py", "tp/4_c.py"`,
		},
		"several programs without headings": {
			notebook(t, "import socket\n"+receives, sends, sends),
			"tp/program_a.py=import socket\n" + receives + "\n\n\ntp/program_b.py=" + sends + "\n\n\ntp/program_c.py=" + sends + "\n\n\n" +
				`# the notebook "tp.ipynb" was checked as 3 programs: "tp/program_a.py", "tp/program_b.py", "tp/program_c.py"`,
		},
		"one program with two sockets": {
			notebook(t, "import socket", "a = socket.socket()", "b = socket.socket()", "print(a, b)"),
			"tp.py=import socket\n\na = socket.socket()\n\nb = socket.socket()\n\nprint(a, b)\n\n\n" + `# the notebook "tp.ipynb" was checked as the program "tp.py"`,
		},
		"files": {
			notebook(t, "%%writefile server.py\nprint(1)\n", "%%file ../../client.py\nprint(2)", "!python server.py", "%%bash\nls"),
			"", // an error: it leads out
		},
		"a file": {
			notebook(t, "%%writefile server.py\nprint(1)\n", "!python server.py", "%%bash\nls"),
			"server.py=print(1)\n\n" + `# the notebook "tp.ipynb" was checked as the program "server.py"`,
		},
		"version 3": {
			`{"worksheets": [{"cells": [{"cell_type": "heading", "source": "2.1"}, {"cell_type": "code", "input": ["import socket\n", "print(1)"]}]}], "nbformat": 3}`,
			"tp.py=import socket\nprint(1)\n\n\n" + `# the notebook "tp.ipynb" was checked as the program "tp.py"`,
		},
		"no code":        {notebook(t, "# TP"), `! the notebook "tp.ipynb" has no program in it: a person has to look`},
		"no notebook":    {"hello", `! the notebook "tp.ipynb" cannot be read: it is not a notebook that Jupyter could open: a person has to look`},
		"not a list":     {`{"cells": 7}`, `! the notebook "tp.ipynb" cannot be read: it is not a notebook that Jupyter could open: a person has to look`},
		"other language": {`{"metadata": {"language_info": {"name": "R\u001b"}}}`, `! the notebook "tp.ipynb" cannot be read: it is not in Python but in "R\x1b": a person has to look`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := unpack(t, "tp.ipynb", test.book)
			if test.want == "" {
				if err == nil {
					t.Errorf("%q", got)
				}
				return
			}
			got = slices.DeleteFunc(got, func(f string) bool { return strings.HasPrefix(f, "tp.ipynb=") })
			if text := strings.Join(got, "\n"); err != nil || text != test.want {
				t.Errorf("%v\ngot\n%s\nwant\n%s", err, text, test.want)
			}
		})
	}
}

// A text that is typed into Moodle may be a program.
func TestTyped(t *testing.T) {
	const program = "import socket\nwhile True:\n    print(1 < 2)\n"
	page := func(body string) string {
		return "<!DOCTYPE html><html><head><meta charset=\"UTF-8\"></head><body>" + body + "</body></html>"
	}
	const is = `# a text that was typed into Moodle was checked as the program `
	for name, test := range map[string]struct{ page, want string }{
		"pre":        {page("<p>Mon programme</p><pre>import socket\nwhile True:\n    print(1 &lt; 2)\n</pre>"), "onlinetext.py=" + program + "\n" + is + `"onlinetext.py"`},
		"paragraphs": {page("<p>import socket</p>\n<p>while True:<br>&nbsp; &nbsp; print(1 &lt; 2)</p>"), "onlinetext.py=" + program + "\n" + is + `"onlinetext.py"`},
		"two": {page("<pre>import socket\ns = 1</pre><pre><code>import time\nx = 1</code></pre>"),
			"onlinetext.py=import socket\ns = 1\n\nonlinetext_x2.py=import time\nx = 1\n\n" + is + `"onlinetext.py"` + "\n" + is + `"onlinetext_x2.py"`},
		"a message": {page("<p>Bonjour, voir le fichier.</p>"), `# a text was typed into Moodle ("onlinetext.html"), which is not just a program` + "\n" +
			`! there is no program, but a document, "onlinetext.html": a person has to look`},
		"a program in a message": {page("<p>Bonjour</p><p>import socket</p><p>print(1)</p>"), `! a text was typed into Moodle ("onlinetext.html"), which is not just a program` + "\n" +
			`! there is no program, but a document, "onlinetext.html": a person has to look`},
		"nothing": {page("<p>&nbsp;</p><script>import x\nx=1</script>"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, save(t, "class.zip", zipOf(t, "A_1_assignsubmission_onlinetext/onlinetext.html", test.page)))
			dir := filepath.Join(t.TempDir(), "a")
			remarks, err := c.Submissions[0].Unpack(dir)
			if err != nil {
				t.Fatal(err)
			}
			got := slices.DeleteFunc(list(t, dir, remarks), func(f string) bool { return strings.HasPrefix(f, "onlinetext.html=") })
			if text := strings.Join(got, "\n"); text != test.want {
				t.Errorf("got\n%s\nwant\n%s", text, test.want)
			}
		})
	}
}

func TestRemarks(t *testing.T) {
	const menu = "choix = input('exercice ? ')\nif choix == '1':\n    un()\nelif choix == '2':\n    deux()\n"
	for name, test := range map[string]struct {
		files []string
		want  []string
	}{
		"a PDF only":       {[]string{"tp.pdf", "x"}, []string{`! there is no program, but a document, "tp.pdf": a person has to look`}},
		"a PDF and more":   {[]string{"tp.pdf", "x", "a.py", ""}, nil},
		"a rar":            {[]string{"tp.rar", "x", "a.py", ""}, []string{`! "tp.rar" is an archive that cannot be unpacked here: a person has to look`}},
		"a rar as zip":     {[]string{"tp.zip", "Rar!\x1a\x07", "a.py", ""}, []string{`! "tp.zip" is a rar archive, which cannot be unpacked here: a person has to look`}},
		"Latin-1":          {[]string{"a.py", "# \xe9\n"}, []string{`# "a.py" is not UTF-8, perhaps Latin-1, and does not say so in a coding line: Python refuses it`}},
		"Latin-1, said":    {[]string{"a.py", "#!/usr/bin/python\n# -*- coding: latin-1 -*-\n# \xe9\n"}, nil},
		"UTF-16":           {[]string{"a.py", "\xff\xfep\x00"}, []string{`# "a.py" was saved as UTF-16: hardly any language reads that`}},
		"Windows lines":    {[]string{"a.py", "print(1)\r\n", "a.sh", "ls\r\n"}, []string{`# the lines of "a.sh" end as on Windows, which bash does not take`}},
		"C":                {[]string{"a.c", ""}, []string{`! "a.c" has to be compiled: a person has to look`}},
		"a menu":           {[]string{"a.py", menu}, []string{`! "a.py" asks what to run, with a menu: a person has to look`}},
		"a menu, matched":  {[]string{"a.py", "c = int(input())\nmatch c:\n    case 1:\n        f()\n    case 2:\n        g()\n"}, []string{`! "a.py" asks what to run, with a menu: a person has to look`}},
		"a chat":           {[]string{"a.py", "while True:\n    msg = input()\n    if msg == 'end':\n        break\n    elif msg == 'q':\n        break\n"}, nil},
		"a program as txt": {[]string{"a.py.txt", "print(1)", "b.txt", "import socket\nx = 1\n", "c.txt", "hello"}, []string{`# the text file "a.py.txt" was checked as the program "a.py"`, `# the text file "b.txt" was checked as the program "b.py"`}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := unpack(t, test.files...)
			got = slices.DeleteFunc(got, func(f string) bool { return f[1] != ' ' })
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%v\ngot  %q\nwant %q", err, got, test.want)
			}
		})
	}
}

// The newest version of a program is where source.Find looks.
func TestVersions(t *testing.T) {
	const drone = "import socket, struct\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 52002))\nprint(struct.unpack('diiiiffff', s.recv(99)))\n"
	const sensors = "import socket\n" + receives
	for name, test := range map[string]struct {
		files string // names
		want  string // which are left
	}{
		"v2":                    {"drone.py drone_v2.py drone-V3.py", "drone-V3.py"},
		"final":                 {"drone_v2.py drone_final.py drone.py", "drone_final.py"},
		"final 2":               {"drone_final.py droneFinal2.py", "droneFinal2.py"},
		"final v2":              {"drone_final.py drone_final_v2.py", "drone_final_v2.py"},
		"brackets":              {"drone(v2).py drone.py", "drone(v2).py"},
		"old":                   {"drone.py drone_old.py", "drone.py"},
		"v10":                   {"drone_v10.py drone_v9.py", "drone_v10.py"},
		"only one":              {"drone_v2.py", "drone_v2.py"},
		"numbers":               {"client1.py client2.py", "client1.py client2.py"},
		"other kinds":           {"drone_v1.py drone_v2.js", "drone_v1.py drone_v2.js"},
		"imported":              {"drone_v1.py drone_v2.py main.py", "drone_v1.py drone_v2.py main.py"},
		"another step":          {"udp_v1.py udp_v2.py", "udp_v1.py udp_v2.py"},
		"folders":               {"tp_v1/drone.py tp_v2/drone.py tp_v2/b.py", "tp_v2/b.py tp_v2/drone.py"},
		"folders with no more":  {"v1/drone.py final/drone.py old/drone.py", "final/drone.py"},
		"almost the same":       {"drone_1_1.py drone_11.py", "drone_11.py drone_1_1.py"},
		"folders of many steps": {"tp_v1/drone.py tp_v1/b.py tp_v2/drone.py", "tp_v1/b.py tp_v1/drone.py tp_v2/drone.py"},
		"folders, both ways":    {"v1/a_v1.py v1/a_v2.py", "v1/a_v2.py"},
	} {
		t.Run(name, func(t *testing.T) {
			var files []string
			for _, f := range strings.Fields(test.files) {
				content := drone
				switch f {
				case "main.py":
					content = "import drone_v1\n"
				case "udp_v1.py":
					content = sensors
				}
				files = append(files, "student/"+f, content)
			}
			c := open(t, folderOf(t, files...))
			dir := filepath.Join(t.TempDir(), "a")
			remarks, err := c.Submissions[0].Unpack(dir)
			if err != nil {
				t.Fatal(err)
			}
			var left []string
			for _, f := range list(t, dir, remarks) {
				if name, _, ok := strings.Cut(f, "="); ok && !strings.HasPrefix(name, ".older/") {
					left = append(left, name)
				}
			}
			if got := strings.Join(left, " "); got != test.want {
				t.Errorf("left: %s, want %s; %v", got, test.want, remarks)
			}
			if moved := len(files)/2 - len(left); (moved > 0) != (len(remarks) > 0) {
				t.Errorf("%d moved, %d remarks", moved, len(remarks))
			}
		})
	}
}

// What is unpacked is what source.Find takes for the steps.
func TestFind(t *testing.T) {
	c := open(t, folderOf(t, "alice/tp.ipynb", notebook(t, "import socket", "## 2.1.1", sends, "## 2.1.2", receives), "bob/tp.zip", zipOf(t, "tp/sender.py", "x", "tp/sender_v2.py", sends)))
	for i, want := range []string{"2.1.1-sender tp/2.1.1_a.py 2.1.2 tp/2.1.2_b.py", "2.1.1-sender tp/tp/sender_v2.py"} {
		dir := filepath.Join(t.TempDir(), "a")
		if _, err := c.Submissions[i].Unpack(dir); err != nil {
			t.Fatal(err)
		}
		folder, err := source.Find(dir, steps.Signs())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range folder.Found {
			if f.Command != nil {
				rel, _ := filepath.Rel(dir, f.Command[len(f.Command)-1])
				got = append(got, f.Step, filepath.ToSlash(rel))
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("got %s, want %s", text, want)
		}
	}
}

// Whatever is handed in, and whatever the zip of the class is, nothing is written
// outside the folder, and what is said about it is safe to print.
func FuzzZip(f *testing.F) {
	f.Add("a.zip", []byte(zipOf(f, "a.py", "print(1)", "b.zip", zipOf(f, "c.py", "1"))))
	f.Add("a.tar", []byte("x"))
	f.Add("a.ipynb", []byte(notebook(f, "# 2.1.1", "import socket", "# 2.1.2", receives)))
	f.Add("a.py", []byte("choix = input()\nif choix == 1:\n"))
	f.Add("../a.py\x00", []byte(""))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if len(name) > 5000 {
			return
		}
		moodle := zipOf(t, "A_1_assignsubmission_file/"+name, string(content), "A_1_assignsubmission_onlinetext/a.html", string(content))
		for _, class := range []string{moodle, string(content)} {
			c, err := openZip(t, class)
			if err != nil {
				continue
			}
			defer c.Close()
			dir := t.TempDir()
			unsafe := func(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) }
			for _, s := range c.Submissions {
				work := filepath.Join(dir, "work", s.ID)
				remarks, err := s.Unpack(work)
				for _, r := range remarks {
					if unsafe(r.Text) {
						t.Errorf("a remark is not safe: %q", r.Text)
					}
				}
				if err == nil {
					list(t, work, remarks)
				} else if unsafe(err.Error()) {
					t.Errorf("an error is not safe: %q", err)
				}
			}
			if inside, _ := os.ReadDir(dir); len(inside) > 1 {
				t.Errorf("something was written elsewhere: %v", inside)
			}
		}
	})
}
