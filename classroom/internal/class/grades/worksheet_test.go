package grades

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/net/html"

	"in43.example/classroom/internal/class"
)

const (
	english = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\r\n"
	french  = "Identifiant;Nom complet;Statut;Note;Note maximale;La note peut être modifiée;Dernière modification (note);Feedback par commentaires\n"
)

// fill fills in a worksheet.
func fill(t *testing.T, sheet string, c *class.Class) (filled string, notes []string) {
	t.Helper()
	var b bytes.Buffer
	notes, err := FillWorksheet(&b, strings.NewReader(sheet), c)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), notes
}

func TestWorksheet(t *testing.T) {
	c := sample()
	ada, eloise, bad := comment(c, &c.Students[0]), comment(c, &c.Students[1]), comment(c, &c.Students[2])
	for _, test := range []struct{ name, in, want string }{
		{"as Moodle writes it",
			bom + english + "\"Participant 102\",\"Éloïse O'Connor\",e@x,\"Submitted, \"\"late\"\"\n\",,20.00,Yes,-,-,\r\nParticipant 101,Ada Lovelace,,,3.00,20.00,Yes,-,-,\"old \"\"one\"\"\"\r\n",
			bom + english + "\"Participant 102\",\"Éloïse O'Connor\",e@x,\"Submitted, \"\"late\"\"\n\",5.00,20.00,Yes,-,-,\"" + eloise + "\"\r\nParticipant 101,Ada Lovelace,,,20.00,20.00,Yes,-,-,\"" + ada + "\"\r\n"},
		{"in French",
			french + "Participant101;Ada Lovelace;Remis;;100,00;Oui;-;\n\"Participant102\";Éloïse OConnor;;\"12,50\";\"50,00\";oui;-;\"\"\n",
			french + "Participant101;Ada Lovelace;Remis;100,00;100,00;Oui;-;" + quoted(ada, ";") + "\n\"Participant102\";Éloïse OConnor;;\"12,50\";\"50,00\";oui;-;\"" + eloise + "\"\n"},
		{"a comma in a file with commas",
			"Identifiant,Note,Note maximale\nParticipant101,,\"20,00\"\nParticipant 102,,20\n",
			"Identifiant,Note,Note maximale\nParticipant101,\"20,00\",\"20,00\"\nParticipant 102,\"5,00\",20\n"},
		{"a point in a French file",
			"Identifiant,Note,Note maximale\nParticipant101,,10.0\n",
			"Identifiant,Note,Note maximale\nParticipant101,10.00,10.0\n"},
		{"tabs, other columns, another order, no end of the line",
			"Feedback comments\tx\tMaximum grade\tGrade\tIDENTIFIER\t\nold\t=1\t3\t\tParticipant 102\t\n\t\t3\t\tParticipant\u00a00101\t",
			"Feedback comments\tx\tMaximum grade\tGrade\tIDENTIFIER\t\n" + eloise + "\t=1\t3\t0.75\tParticipant 102\t\n" + ada + "\t\t3\t3.00\tParticipant\u00a00101\t"},
		{"old line ends and empty lines",
			"Identifier,Grade,Maximum Grade\r\rParticipant 101,,4\r\r\n\nParticipant 102,,4\r",
			"Identifier,Grade,Maximum Grade\r\rParticipant 101,4.00,4\r\r\n\nParticipant 102,1.00,4\r"},
		{"Latin-1",
			"Identifiant;Nom complet;Note;Note maximale;La note peut \xeatre modifi\xe9e;Feedback par commentaires\nParticipant102;\xc9lo\xefse OConnor;;20,00;Oui;caf\xe9\nParticipant101;Ada Lovelace;;20,00;Non;\xe9\n",
			"Identifiant;Nom complet;Note;Note maximale;La note peut \xeatre modifi\xe9e;Feedback par commentaires\nParticipant102;\xc9lo\xefse OConnor;5,00;20,00;Oui;" + quoted(eloise, ";") + "\nParticipant101;Ada Lovelace;;20,00;Non;\xe9\n"},
		{"the name in another order, with a second name",
			english + "Participant 101,LOVELACE Ada Augusta,,,,4,Yes,,,\n",
			english + "Participant 101,LOVELACE Ada Augusta,,,4.00,4,Yes,,," + quoted(ada, ",") + "\n"},
		{"a hostile student",
			"Identifier,Grade,Maximum Grade,Feedback comments\nParticipant 103,,4,\n",
			"Identifier,Grade,Maximum Grade,Feedback comments\nParticipant 103,1.00,4,\"" + bad + "\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _ := fill(t, test.in, c)
			if got != test.want {
				t.Errorf("%q\nwant\n%q", got, test.want)
			}
			if again, _ := fill(t, got, c); again != got {
				t.Errorf("filled in again\n%q", again)
			}
		})
	}
	golden(t, "comment.html", eloise+"\n")
	golden(t, "comment-bad.html", bad+"\n")
}

// quoted returns a cell that is quoted if the separator is in it.
func quoted(text, separator string) string {
	if strings.Contains(text, separator) {
		return `"` + text + `"`
	}
	return text
}

// Rows that are not sure are left as they are, and named.
func TestWorksheetNotes(t *testing.T) {
	const header = "Identifier,Full name,Group,Grade,Maximum Grade,Grade can be changed\n"
	for _, test := range []struct {
		name, row string
		want      string // the note; "" if the row is filled in
	}{
		{"sure", "Participant 101,Ada Lovelace,,,20,Yes", ""},
		{"nothing handed in", "Participant 7,Bob Martin,,,20,Yes", "Participant 7 Bob Martin: not filled in: nothing was handed in"},
		{"locked", "Participant 101,Ada Lovelace,,,20,No", "Participant 101 Ada Lovelace: not filled in: Moodle says that the grade cannot be changed"},
		{"neither yes nor no", "Participant 101,Ada Lovelace,,,20,", "Participant 101 Ada Lovelace: not filled in: Moodle says that the grade cannot be changed"},
		{"not checked at all", "Participant 104,Lost,,,20,Yes", "Participant 104 Lost: not filled in: could not check: the zip is broken: "},
		{"a step not checked", "Participant 9,Zoé,,,20,Yes", "Participant 9 Zoé: not filled in: 2 of 4 points, but could not check 4"},
		{"another name", "Participant 101,Bob Martin,,,20,Yes", "Participant 101 Bob Martin: not filled in: Ada Lovelace (ada-lovelace-101) has the same number and another name"},
		{"a cell too few", "Participant 101,Ada Lovelace,,,20", "Participant 101 Ada Lovelace: not filled in: it has 5 cells, and the header has 6"},
		{"no number", "101,Ada Lovelace,,,20,Yes", `101 Ada Lovelace: not filled in: it has no identifier such as "Participant 123"`},
		{"no identifier", ",,,,20,Yes", `row 2 of the worksheet: not filled in: it has no identifier such as "Participant 123"`},
		{"no maximum", "Participant 101,Ada Lovelace,,,-,Yes", `Participant 101 Ada Lovelace: not filled in: the maximum grade is "-"`},
		{"a maximum that is none", "Participant 101,Ada Lovelace,,,1e3,Yes", `Participant 101 Ada Lovelace: not filled in: the maximum grade is "1e3"`},
		{"nothing to get", "Participant 101,Ada Lovelace,,,0.00,Yes", `Participant 101 Ada Lovelace: not filled in: the maximum grade is "0.00"`},
		{"twice", "Participant 101,Ada Lovelace,,,20,Yes\nParticipant 101,Ada Lovelace,,,20,Yes", "Participant 101 Ada Lovelace: not filled in: several rows have this identifier"},
		{"two hand-ins", "Participant 105,Twin,,,20,Yes", "Participant 105 Twin: not filled in: it may be the row of Twin (twin-a) or of Twin (twin-b)"},
		{"the row of a terminal's master", "Participant 7,\x1b[2J,,,20,Yes", `Participant 7 \x1b[2J: not filled in: nothing was handed in`},
		{"a group", "Participant 8,Bob Martin,Group A,,20,Yes\nParticipant 9,Eve Martin,Group A,,20,Yes", ""},
		{"a group with the number of another participant", "Participant 12,Bob Martin,Group B,,20,Yes", "Participant 12 Bob Martin: not filled in: Group A (group-a) has the same number and another name"},
		{"the same without names", "Participant 12,,Group B,,20,Yes", "Participant 12: not filled in: Group A (group-a) has the same number and another name"},
		{"by the name alone", "Participant 9,Grace Hopper,,,20,Yes", ""},
		{"by a name that two have", "Participant 8,Grace Hopper,,,20,Yes\nParticipant 9,Grace Hopper,,,20,Yes", "Participant 8 Grace Hopper: not filled in: nothing was handed in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := sample()
			all := []class.Result{passed("2.1.3"), passed("4"), missing("5.3.1")}
			c.Students = append(c.Students,
				class.Student{ID: "twin-a", Name: "Twin", Number: "105", Results: all},
				class.Student{ID: "twin-b", Name: "Twin", Number: "105", Results: all},
				class.Student{ID: "group-a", Name: "Group A", Number: "12", Results: all},
				class.Student{ID: "grace", Name: "Grace Hopper", Results: all},
			)
			in := header + test.row + "\n"
			got, notes := fill(t, in, c)
			notes = slices.DeleteFunc(notes, func(n string) bool {
				return strings.HasSuffix(n, ": in no row of the worksheet") || strings.Contains(n, "switched off")
			})
			switch {
			case test.want == "" && (len(notes) > 0 || strings.Count(got, ",20.00,") != strings.Count(test.row, "Participant")):
				t.Errorf("%q, %q", got, notes)
			case test.want != "" && (got != in || len(notes) == 0 || !strings.HasPrefix(notes[0], test.want)):
				t.Errorf("%q, %q", got, notes)
			}
		})
	}
}

func TestWorksheetStudentsLeft(t *testing.T) {
	_, notes := fill(t, "Identifier,Grade,Maximum Grade\nParticipant 101,,4\nParticipant 104,,4\n", sample())
	want := []string{
		"the worksheet has no column for feedback",
		"Participant 104: not filled in: could not check: the zip is broken: ",
		"Éloïse OConnor (eloise-o-connor-102): in no row of the worksheet",
		`../../=HYPERLINK("x")_666`,
		"Zoé (zoe): in no row of the worksheet",
	}
	if len(notes) != len(want) {
		t.Fatalf("%q", notes)
	}
	for i, w := range want {
		if !strings.HasPrefix(notes[i], w) {
			t.Errorf("%q, want %q", notes[i], w)
		}
	}
}

func TestWorksheetErrors(t *testing.T) {
	worthless := sample()
	worthless.Steps = nil
	for _, test := range []struct {
		in   string
		c    *class.Class
		want string
	}{
		{"", sample(), "not a grading worksheet"},
		{"a,b\x1b\n", sample(), `it is "a,b\x1b"`},
		{"PK\x03\x04" + strings.Repeat("x", 1000), sample(), "not a grading worksheet"},
		{"Identifier,Grade,Scale\n", sample(), "an assignment with a scale"},
		{"Identifier,Grade,Grade,Maximum Grade\n", sample(), `two columns of the worksheet are called "grade"`},
		{"Identifier,Grade,Maximum Grade\n\nParticipant 101,\",4\n", sample(), "line 3: a quote opens a cell, and none closes it"},
		{"Identifier,Grade,Maximum Grade\nParticipant 101,\"1\"2,4\n", sample(), "line 2: '2' stands between a quote that closes a cell and the end of the cell"},
		{"Identifier,Grade,Maximum Grade\n", worthless, "no step is worth a point"},
	} {
		var b bytes.Buffer
		_, err := FillWorksheet(&b, strings.NewReader(test.in), test.c)
		if err == nil || !strings.Contains(err.Error(), test.want) || b.Len() > 0 {
			t.Errorf("%q: %v, and %q was written", test.in, err, &b)
		}
	}
	broken := errors.New("broken")
	if _, err := FillWorksheet(new(bytes.Buffer), iotest.ErrReader(broken), sample()); err != broken {
		t.Error(err)
	}
}

// A comment is HTML that does nothing, in one line that PHP and a spreadsheet can read.
func TestComment(t *testing.T) {
	c := sample()
	s := &c.Students[2]
	for range 40 {
		s.Remarks = append(s.Remarks, strings.Repeat(hostile, 10))
	}
	s.Results[0] = failed("2.1.3", strings.Repeat(hostile, 2000))
	for i := range c.Students {
		text := comment(c, &c.Students[i])
		if len(text) > maxComment+500 || strings.ContainsAny(text, "\"\t\r\n\x1b") {
			t.Errorf("%d bytes: %q", len(text), text)
		}
		for j := range len(text) {
			if text[j] >= 0x80 {
				t.Fatalf("not ASCII: %q", text[j:])
			}
		}
		doc, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && !slices.Contains([]string{"html", "head", "body", "p", "pre", "br"}, n.Data) {
				t.Errorf("an element <%s>", n.Data)
			}
		}
	}
	if text := comment(c, s); !strings.Contains(text, "2.1.3: FAIL byte-order (the report is too long for this cell)") {
		t.Error(text)
	}
}

// Whatever a worksheet is, the cells of grade and feedback change, and nothing else,
// and filling it in again changes nothing.
func FuzzFillWorksheet(f *testing.F) {
	f.Add(bom + english + "Participant 101,Ada Lovelace,,\"\"\"\n\",,20.00,Yes,-,-,x\r\nParticipant 103,,,,,5,Yes,,,\"a\"\"\"\n")
	f.Add(french + "Participant101;Ada Lovelace;;1;20,0;Oui;;\r\rParticipant102;\xc9lo\xefse OConnor;;;7;Oui;;\xe9")
	f.Add("Feedback comments\tGrade\tIdentifier\tMaximum Grade\n\t\tParticipant 101\t1\t\n\"\"\t\"\"\tParticipant 102\t9")
	f.Add("Identifier,Grade,Maximum Grade\nParticipant 101,\"\"\"\",4\"\n,,\n\"")
	c := sample()
	f.Fuzz(func(t *testing.T, in string) {
		var b bytes.Buffer
		notes, err := FillWorksheet(&b, strings.NewReader(in), c)
		if err != nil {
			if b.Len() > 0 || notes != nil {
				t.Errorf("%v, and %q was written", err, &b)
			}
			return
		}
		out := b.String()
		if again, _ := fill(t, out, c); again != out {
			t.Errorf("%q, the second time %q", out, again)
		}
		before, err := readWorksheet([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		after, err := readWorksheet([]byte(out))
		if err != nil {
			t.Fatal(err)
		}
		ours := []int{before.column[before.language.grade], before.column[before.language.feedback]}
		if got, want := rest(after, ours), rest(before, ours); got != want {
			t.Errorf("from\n%q\nto\n%q", want, got)
		}
		// Another reader sees the same.
		if strings.Contains(strings.ReplaceAll(in, "\r\n", ""), "\r") || !strings.HasPrefix(in, "Ident") && !strings.HasPrefix(in, bom) {
			return
		}
		was, err := table(in, before.separator)
		if err != nil {
			return
		}
		is, err := table(out, before.separator)
		if err != nil || len(is) != len(was) {
			t.Fatalf("%v: from\n%q\nto\n%q", err, was, is)
		}
		for i := range is {
			for j := range max(len(is[i]), len(was[i])) {
				if len(is[i]) != len(was[i]) || !slices.Contains(ours, j) && is[i][j] != was[i][j] {
					t.Fatalf("from\n%q\nto\n%q", was[i], is[i])
				}
			}
		}
	})
}

// rest returns all of w but the cells of the columns.
func rest(w *worksheet, columns []int) string {
	var b strings.Builder
	done := 0
	for _, row := range w.rows[1:] {
		for i, c := range row {
			if slices.Contains(columns, i) {
				b.Write(w.bytes[done:c.start])
				b.WriteString("{}")
				done = c.end
			}
		}
	}
	b.Write(w.bytes[done:])
	return b.String()
}

func table(text string, separator byte) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, bom)))
	r.Comma, r.FieldsPerRecord = rune(separator), -1
	return r.ReadAll()
}
