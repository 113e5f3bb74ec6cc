package class

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
)

var errUnpack = errors.New("the hand-in could not be unpacked")

// unpack writes the files of st into its folder, and looks for the programs.
func (r *runner) unpack(st *student) {
	sub := st.sub
	st.row = row{Student: Student{ID: sub.ID, Name: sub.Name, Number: sub.MoodleID, Folder: sub.Folder}}
	st.found = nil
	err := func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%w: the checker has failed: %v", errUnpack, p)
			}
		}()
		return st.look()
	}()
	if err != nil {
		st.row.Student.Error = err.Error()
		os.RemoveAll(st.dir)
	}
}

// look unpacks what st has handed in, and finds the program of each step.
func (st *student) look() error {
	os.RemoveAll(st.dir)
	remarks, err := st.sub.Unpack(st.dir)
	if err != nil {
		return err
	}
	student := &st.row.Student
	for _, r := range remarks {
		student.Remarks = append(student.Remarks, r.Text)
		if r.Person && st.row.Person == "" {
			st.row.Person = r.Text
		}
	}
	folder, err := check.Find(st.dir)
	if err != nil {
		return fmt.Errorf("its programs could not be looked for: %w", err)
	}
	if len(folder.People) > 0 {
		return fmt.Errorf("it looks like the work of several people (%s): a person has to look", listed(folder.People))
	}
	st.found = map[string][]string{}
	for _, f := range folder.Found {
		if f.Command == nil {
			continue
		}
		last := len(f.Command) - 1
		rel, err := filepath.Rel(st.dir, f.Command[last])
		if err != nil {
			return err
		}
		if strings.HasPrefix(rel, "-") {
			rel = "." + string(filepath.Separator) + rel // not an option of the interpreter
		}
		st.found[f.Step] = append(slices.Clone(f.Command[:last]), rel)
		if f.Remark != "" {
			student.Remarks = append(student.Remarks, f.Step+": "+f.Remark)
		}
		for _, r := range remarks {
			if r.Person && r.File != "" && filepath.FromSlash(r.File) == rel {
				st.row.doubt(f.Step, r.Text)
			}
		}
	}
	if len(folder.Rest) > 0 {
		student.Remarks = append(student.Remarks, "not checked, since no step fits or a better program was there: "+listed(folder.Rest))
	}
	return nil
}

// listed returns names for a person, the first ones of very many.
func listed(names []string) string {
	const most = 30
	more := ""
	if n := len(names) - most; n > 0 {
		names, more = names[:most], fmt.Sprintf(" and %d more", n)
	}
	return check.Harmless(strings.Join(names, ", ")) + more
}

// doubt notes that a FAIL of step says nothing about the student's work.
func (r *row) doubt(step, why string) {
	if r.Doubts == nil {
		r.Doubts = map[string]string{}
	}
	r.Doubts[step] = why
}

// judge makes a FAIL that says nothing a step that could not be checked.
func (r *row) judge(report *check.Report) {
	if why := r.Doubts[report.Step]; why != "" && report.Verdict == check.Failed {
		report.Verdict, report.Error, report.Busy = check.Unchecked, why, false
	}
}

// without returns the report of a step for which no program was found.
func (r *row) without(s Step) *check.Report {
	report := check.MissingReport(s.Name)
	if why := r.Student.Error; why != "" && !s.Optional {
		report.Verdict, report.Error = check.Unchecked, why
	} else if why := r.Person; why != "" && !s.Optional {
		report.Verdict, report.Error = check.Unchecked, why
	}
	return report
}

// late are the diagnoses that a program may get only because it, or the checker, had to
// wait for a processor.
var late = []verdict.Code{
	verdict.NoBind, verdict.FirstOnly, verdict.Starved, verdict.TooSlow, verdict.Buffered, verdict.NoOutput, verdict.NoEcho, verdict.NoConnect,
	verdict.NotSent, verdict.NoLoop, verdict.NoTurns, verdict.NoEnd, verdict.EmptyDeadlock, verdict.CutReply, verdict.NeverClosed,
	verdict.OneClient, verdict.Hangs, verdict.StopsOnCtrlC, verdict.TooMuch, verdict.Truncated,
}

// waiting reports whether waiting could explain what r says: a required check that
// failed, or that the step could not be checked; or a bonus, if the checker is seen to
// have waited. Many programs miss a bonus, so that to look at each again takes too long.
func waiting(r *check.Report) bool {
	if r.Verdict == check.Unchecked {
		return r.Busy
	}
	return slices.ContainsFunc(r.Findings, func(f check.Finding) bool {
		return (f.Level == check.Required || r.Starved) && f.Result == check.Fail && slices.Contains(late, f.Code)
	})
}

// changed says how the second result differs from the first; "" if it does not.
func changed(first, second *check.Report) string {
	a, b := inWords(first), inWords(second)
	if a == b {
		return ""
	}
	return fmt.Sprintf("beside other checks: %s; then alone on the machine: %s", a, b)
}

func inWords(r *check.Report) string {
	switch r.Verdict {
	case check.Failed:
		return "FAIL, " + (&Result{Report: r}).Code()
	case check.Unchecked:
		return "could not check"
	}
	return string(r.Verdict)
}
