package grades

import (
	"cmp"
	"errors"
	"io"
	"math"
	"strings"
	"time"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// WriteJSON writes c as a JSON object with a student on each line. No character of it
// does anything to a terminal.
func WriteJSON(w io.Writer, c *class.Class) error {
	head, err := check.JSON(struct {
		Title string       `json:"title"`
		Seed  uint64       `json:"seed"`
		Steps []class.Step `json:"steps"`
	}{c.Title, c.Seed, c.Steps})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, strings.TrimSuffix(head, "}\n")+`,"students":[`); err != nil {
		return err
	}
	before := "\n"
	for i := range c.Students {
		line, err := check.JSON(&c.Students[i])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, before+strings.TrimSuffix(line, "\n")); err != nil {
			return err
		}
		before = ",\n"
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// WriteGradescope writes the results of s as Gradescope takes them from an autograder,
// which is to write them to /autograder/results/results.json. A test is a step. The
// page of the format is "Autograder Specifications" in Gradescope's documentation.
func WriteGradescope(w io.Writer, c *class.Class, s *class.Student) error {
	type test struct {
		Score      float64 `json:"score"`
		Max        float64 `json:"max_score"`
		Name       string  `json:"name"`
		Output     string  `json:"output"`
		Visibility string  `json:"visibility"`
	}
	all := struct {
		Score      float64 `json:"score"`
		Output     string  `json:"output"`
		Visibility string  `json:"visibility"`
		Tests      []test  `json:"tests"`
	}{s.Points(), strings.Join(append([]string{total(c, s)}, remarks(c, s)...), "\n"), "visible", []test{}}
	for i := range s.Results {
		step, r := &c.Steps[i], &s.Results[i]
		if counts(step, r) {
			all.Tests = append(all.Tests, test{r.Points, step.Max, step.Name + " " + step.Title, text(r.Report), "visible"})
		}
	}
	return writeJSON(w, all)
}

// An Origin says which submission of Classroom 50 a result is about.
type Origin struct {
	Classroom  string `json:"classroom"`
	Assignment string `json:"assignment"`
	Type       string `json:"assignment_type"` // "individual" or "group"
	Owner      string `json:"owner"`           // the student's name on GitHub
	Submission string `json:"submission"`      // the tag: "submit/..."
	Commit     string `json:"commit"`          // links
	Release    string `json:"release"`
	Review     string `json:"review"`
	Datetime   string `json:"datetime"` // "2026-06-01T14:33:11Z"
}

// OriginFrom returns what the runner of Classroom 50 says in the environment of an
// autograder. The result has the time now.
func OriginFrom(getenv func(string) string, now time.Time) (Origin, error) {
	o := Origin{
		Type:     cmp.Or(getenv("ASSIGNMENT_TYPE"), "individual"),
		Review:   cmp.Or(getenv("REVIEW_URL"), getenv("COMMIT_URL")),
		Datetime: now.UTC().Format("2006-01-02T15:04:05Z"),
	}
	var missing []string
	for _, v := range []struct {
		field *string
		names []string
	}{
		{&o.Classroom, []string{"CLASSROOM"}},
		{&o.Assignment, []string{"ASSIGNMENT"}},
		{&o.Owner, []string{"OWNER", "USERNAME"}}, // older runners have the second
		{&o.Submission, []string{"SUBMISSION_TAG"}},
		{&o.Commit, []string{"COMMIT_URL"}},
		{&o.Release, []string{"RELEASE_URL"}},
	} {
		for _, name := range v.names {
			*v.field = cmp.Or(*v.field, getenv(name))
		}
		if *v.field == "" {
			missing = append(missing, v.names[0])
		}
	}
	if missing != nil {
		return o, errors.New("not set: " + strings.Join(missing, ", ") + "; the runner of Classroom 50 sets them for the autograder")
	}
	return o, nil
}

// WriteClassroom50 writes the results of s as Classroom 50 takes them from an autograder,
// which is to write them to result.json in the student's repository. A test is a step.
// The format is schemas/result-v1.schema.json in github.com/foundation50/classroom50.
// It has whole points only: a part of a point is left out. Each test has its report, too,
// in a field of its own, as the schema allows.
func WriteClassroom50(w io.Writer, c *class.Class, s *class.Student, from Origin) error {
	type test struct {
		Name   string `json:"test-name"`
		Passed bool   `json:"passed"`
		Score  int    `json:"score"`
		Max    int    `json:"max-score"`
		Output string `json:"output"`
	}
	all := struct {
		Schema string `json:"schema"`
		Origin
		Score int    `json:"score"`
		Max   int    `json:"max-score"`
		Tests []test `json:"tests"`
	}{Schema: "classroom50/result/v1", Origin: from, Tests: []test{}}
	for i := range s.Results {
		step, r := &c.Steps[i], &s.Results[i]
		if !counts(step, r) {
			continue
		}
		t := test{step.Name + " " + step.Title, r.Report.Verdict == check.Passed, whole(r.Points), whole(step.Max), text(r.Report)}
		all.Score += t.Score
		all.Max += t.Max
		all.Tests = append(all.Tests, t)
	}
	return writeJSON(w, all)
}

func whole(points float64) int { return int(math.Floor(points)) }

func writeJSON(w io.Writer, v any) error {
	line, err := check.JSON(v)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, line)
	return err
}
