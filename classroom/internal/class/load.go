package class

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"in43.example/classroom/internal/check"
)

// load reads the Class that m describes, of the students for whom want is true, from
// the stores that at returns.
func load(m *manifest, want func(i int) bool, at func(i int) *store) (*Class, error) {
	c := &Class{Title: m.Title, Seed: m.Seed, Steps: m.Points.columns()}
	texts := shared{}
	most := maxOutputs / max(1, len(m.Students)*len(c.Steps))
	for i, k := range m.Students {
		if !want(i) {
			continue
		}
		s, err := loadStudent(at(i), k, m.Points, c.Steps)
		if err != nil {
			return nil, err
		}
		texts.student(s)
		for j := range s.Results {
			r := s.Results[j].Report
			r.Output = cut(r.Output, most)
		}
		c.Students = append(c.Students, *s)
	}
	for i := len(c.Steps) - 1; i >= 0; i-- {
		if c.Steps[i].Optional && !slices.ContainsFunc(c.Students, func(s Student) bool { return s.Results[i].Report.Verdict != check.Missing }) {
			c.Steps = slices.Delete(c.Steps, i, i+1)
			for j := range c.Students {
				c.Students[j].Results = slices.Delete(c.Students[j].Results, i, i+1)
			}
		}
	}
	return c, nil
}

// maxOutputs is how many bytes the outputs of all programs take in memory. In a class of
// 30 they are not cut.
const maxOutputs = 40 << 20

// cut returns the start of text, if that is longer than most bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(strings.Clone(text[:most]), "") + "\n... (cut)\n"
}

// loadStudent reads a row.
func loadStudent(s *store, k keyed, points *Points, steps []Step) (*Student, error) {
	var r row
	if !s.load(k.ID, studentFile, k.Key, &r) {
		return nil, fmt.Errorf("%s: %s was not checked: go on with --resume", s.dir, k.ID)
	}
	for _, step := range steps {
		var c cell
		if !s.load(k.ID, cellFile(step.Name), k.Key, &c) || c.Report == nil || c.Again {
			return nil, fmt.Errorf("%s: step %s of %s was not checked: go on with --resume", s.dir, step.Name, k.ID)
		}
		r.Student.Results = append(r.Student.Results, Result{Report: c.Report, Points: points.of(step, c.Report), Changed: c.Changed})
	}
	return &r.Student, nil
}

// Shared texts are in memory once: those of the worksheet come again with each student.
type shared map[string]string

func (t shared) one(text *string) {
	if same, ok := t[*text]; ok {
		*text = same
	} else if len(t) < 10_000 {
		t[*text] = *text
	}
}

func (t shared) student(s *Student) {
	for _, result := range s.Results {
		r := result.Report
		t.one(&r.Title)
		t.one(&r.Error)
		for i := range r.Findings {
			f := &r.Findings[i]
			for _, text := range []*string{&f.Check, &f.Because, &f.Expected, &f.Got, &f.Why, &f.Section, &f.Remark} {
				t.one(text)
			}
		}
	}
}

// Merge joins the results of all shards of a class, in the folders dirs.
func Merge(dirs []string) (*Class, error) {
	var first *manifest
	stores := map[int]*store{} // by shard
	for _, dir := range dirs {
		s := &store{dir: dir}
		m, err := s.manifest()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%q holds no results of a class", dir)
		case err != nil:
			return nil, fmt.Errorf("%q cannot be read: %w", dir, err)
		}
		if first == nil {
			first = m
		} else if what := differ(first, m); what != "" {
			return nil, fmt.Errorf("%q and %q do not belong together: %s", dirs[0], dir, what)
		}
		if other := stores[m.Shard]; other != nil {
			return nil, fmt.Errorf("%q and %q are both shard %d/%d", other.dir, dir, m.Shard, m.Of)
		}
		stores[m.Shard] = s
	}
	for shard := 1; shard <= first.Of; shard++ {
		if stores[shard] == nil {
			return nil, fmt.Errorf("shard %d/%d is missing", shard, first.Of)
		}
	}
	return load(first, func(int) bool { return true }, func(i int) *store { return stores[i%first.Of+1] })
}

// differ says in what two shards of one class must not differ, but do.
func differ(a, b *manifest) string {
	switch {
	case a.Of != b.Of:
		return fmt.Sprintf("they are shards %d/%d and %d/%d", a.Shard, a.Of, b.Shard, b.Of)
	case a.Seed != b.Seed:
		return fmt.Sprintf("their seeds are %d and %d", a.Seed, b.Seed)
	case a.Checker != b.Checker:
		return "they were checked by different versions of this program"
	case !a.Points.equal(b.Points):
		return "their points differ"
	case a.Title != b.Title:
		return fmt.Sprintf("they are of %q and %q", a.Title, b.Title)
	case !slices.Equal(a.Students, b.Students):
		return "what was handed in differs"
	}
	return ""
}
