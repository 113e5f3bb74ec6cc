package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/classroom/internal/class"
)

// An overview is what the instructor's page shows.
type overview struct {
	*class.Class
	Tally  []tally  // of all cells
	Passed []int    // how many students, for each step
	Agenda []wrong  // most frequent first
	Rarer  []wrong  // those that come after them
	Notes  []remark // in the order of the students
	Open   []remark // what could not be checked
	Looked bool     // a second look has changed a result
	Median string   // points
}

// A tally says how many cells have a verdict, and where they are in a bar of width
// 1000.
type tally struct {
	Verdict  check.Verdict
	N        int
	Students int // how many have it in a step or more
	X, Width int
}

// A wrong is a diagnosis, and who got it.
type wrong struct {
	Code     string
	Meaning  string
	Steps    []string
	Students []culprit
	Of       int // how many are in the class
}

// A culprit is a student with a diagnosis, in one step or more.
type culprit struct {
	*class.Student
	Step string // the first one
}

// A remark is what there is to say about a student.
type remark struct {
	*class.Student
	Lines []string
}

// agendaLength is how many diagnoses the instructor's page shows at first.
const agendaLength = 8

func classPage(c *class.Class) overview {
	o := overview{Class: c, Passed: make([]int, len(c.Steps)), Median: median(c), Agenda: agenda(c)}
	if len(o.Agenda) > agendaLength {
		o.Agenda, o.Rarer = o.Agenda[:agendaLength], o.Agenda[agendaLength:]
	}
	cells, rows := map[check.Verdict]int{}, map[check.Verdict]int{}
	for i := range c.Students {
		s := &c.Students[i]
		var open, notes []string
		if s.Error != "" {
			open = append(open, s.Error)
		}
		for j, r := range s.Results {
			step := c.Steps[j].Name
			if r.Report.Verdict == check.Passed {
				o.Passed[j]++
			}
			if r.Report.Verdict == check.Unchecked && r.Report.Error != s.Error {
				open = append(open, step+": "+r.Report.Error)
			}
			if r.Changed != "" {
				o.Looked = true
				notes = append(notes, step+": "+r.Changed)
			}
		}
		if len(open) > 0 {
			o.Open = append(o.Open, remark{s, open})
		}
		if notes = append(notes, s.Remarks...); len(notes) > 0 {
			o.Notes = append(o.Notes, remark{s, notes})
		}
		for v, n := range count(c, s) {
			cells[v] += n
			rows[v]++
		}
	}
	all, before := 0, 0
	for _, n := range cells {
		all += n
	}
	for _, v := range []check.Verdict{check.Passed, check.Failed, check.Unchecked, check.Missing} {
		if n := cells[v]; n > 0 {
			o.Tally = append(o.Tally, tally{v, n, rows[v], 1000 * before / all, 1000*(before+n)/all - 1000*before/all})
			before += n
		}
	}
	return o
}

// count counts the verdicts of s. What is optional, and was not handed in, does not count.
func count(c *class.Class, s *class.Student) map[check.Verdict]int {
	n := map[check.Verdict]int{}
	for i, r := range s.Results {
		if v := r.Report.Verdict; v != check.Missing || !c.Steps[i].Optional {
			n[v]++
		}
	}
	return n
}

// Has returns the classes of the row of s in the style sheet: the verdicts in it.
func (o overview) Has(s *class.Student) string {
	var all []string
	for v := range count(o.Class, s) {
		all = append(all, "has-"+kind(v))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// agenda returns the diagnoses of c.
func agenda(c *class.Class) []wrong {
	byCode := map[string]*wrong{}
	for i := range c.Students {
		s := &c.Students[i]
		for j, r := range s.Results {
			if r.Report.Verdict == check.Failed {
				blame(byCode, s, c.Steps[j].Name, r.Code())
			}
		}
	}
	var all []wrong
	for _, w := range byCode {
		w.Of = len(c.Students)
		slices.SortFunc(w.Steps, func(a, b string) int { return column(c, a) - column(c, b) })
		all = append(all, *w)
	}
	slices.SortFunc(all, func(a, b wrong) int {
		return cmp.Or(len(b.Students)-len(a.Students), strings.Compare(a.Code, b.Code))
	})
	return all
}

// blame adds to byCode that s got a diagnosis.
func blame(byCode map[string]*wrong, s *class.Student, step, code string) {
	w := byCode[code]
	if w == nil {
		w = &wrong{Code: code}
		if i := slices.IndexFunc(verdict.Diagnoses, func(d verdict.Diagnosis) bool { return string(d.Code) == code }); i >= 0 {
			w.Meaning = verdict.Diagnoses[i].Meaning
		}
		byCode[code] = w
	}
	if n := len(w.Students); n == 0 || w.Students[n-1].ID != s.ID {
		w.Students = append(w.Students, culprit{s, step})
	}
	if !slices.Contains(w.Steps, step) {
		w.Steps = append(w.Steps, step)
	}
}

func column(c *class.Class, step string) int {
	return slices.IndexFunc(c.Steps, func(s class.Step) bool { return s.Name == step })
}

// median returns the points that half of the students have reached.
func median(c *class.Class) string {
	if len(c.Students) == 0 {
		return "0"
	}
	var all []float64
	for i := range c.Students {
		all = append(all, c.Students[i].Points())
	}
	slices.Sort(all)
	return points((all[(len(all)-1)/2] + all[len(all)/2]) / 2)
}

// A sheet is what the page of a student shows.
type sheet struct {
	Class            *class.Class
	Student          *class.Student
	Previous, Follow *class.Student // nil at the ends
	Parts            []part
}

// A part is the report of a step.
type part struct {
	class.Step
	class.Result
	Why         string // it could not be checked; "" if that is so for the whole student
	Groups      []group
	First, Rest string // what the program printed
	RestSize    string
}

// A group is some checks of a step, with one headline.
type group struct {
	Title  string
	Checks []finding
}

// A finding is a check.
type finding struct {
	check.Finding
	Word    string // the result
	Kind    string // the same in the style sheet
	Because string // "" if it is the same as that of the check above
}

func studentPage(c *class.Class, i int) sheet {
	s := &c.Students[i]
	p := sheet{Class: c, Student: s}
	if i > 0 {
		p.Previous = &c.Students[i-1]
	}
	if i+1 < len(c.Students) {
		p.Follow = &c.Students[i+1]
	}
	for j, r := range s.Results {
		q := part{Step: c.Steps[j], Result: r}
		q.First, q.Rest = cut(r.Report.Output)
		q.RestSize = size(q.Rest)
		if r.Report.Error != s.Error {
			q.Why = r.Report.Error
		}
		because := ""
		for k, f := range r.Report.Findings {
			if k == 0 || f.Level != r.Report.Findings[k-1].Level {
				title := ""
				if f.Level == check.Beyond {
					title = "Bonus"
				}
				q.Groups = append(q.Groups, group{Title: title})
			}
			g := &q.Groups[len(q.Groups)-1]
			shown := finding{Finding: f, Word: string(f.Result), Kind: "pass", Because: f.Because}
			switch {
			case f.Result == check.NotTried:
				shown.Kind = "none"
			case f.Result == check.Fail && f.Level == check.Beyond:
				shown.Word, shown.Kind = "missed", "open" // it costs nothing
			case f.Result == check.Fail:
				shown.Word, shown.Kind = "FAIL", "fail"
			}
			if len(g.Checks) > 0 && f.Because == because {
				shown.Because = ""
			}
			because = f.Because
			g.Checks = append(g.Checks, shown)
		}
		p.Parts = append(p.Parts, q)
	}
	return p
}

// Passed says how many of the checks have passed: "3 of 7 checks, bonus 1 of 2".
func (p part) Passed() string {
	n, all := map[check.Level]int{}, map[check.Level]int{}
	for _, f := range p.Report.Findings {
		all[f.Level]++
		if f.Result == check.Pass {
			n[f.Level]++
		}
	}
	s := ""
	if all[check.Required] > 0 {
		s = fmt.Sprintf("%d of %d checks", n[check.Required], all[check.Required])
	}
	if p.Report.Verdict == check.Passed && all[check.Beyond] > 0 {
		s += fmt.Sprintf(", bonus %d of %d", n[check.Beyond], all[check.Beyond])
	}
	return s
}
