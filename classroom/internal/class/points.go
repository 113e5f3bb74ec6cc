package class

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
)

// Points say what the steps are worth. The zero value counts the required checks that
// have passed. See points.toml for the file that they are read from.
type Points struct {
	Step map[string]StepPoints `toml:"step" json:"step,omitempty"`
	Cost map[string]float64    `toml:"cost" json:"cost,omitempty"` // in all steps
}

// StepPoints say what one step is worth.
type StepPoints struct {
	Points float64            `toml:"points" json:"points"`
	Cost   map[string]float64 `toml:"cost" json:"cost,omitempty"` // of a failed check, by its diagnosis
}

// ReadPoints reads the points from a file.
func ReadPoints(file string) (*Points, error) {
	p := new(Points)
	meta, err := toml.DecodeFile(file, p)
	if err != nil {
		return nil, err
	}
	if more := meta.Undecoded(); len(more) > 0 {
		return nil, fmt.Errorf("%q is not known; there are [step.\"2.1.3\"] with points and cost, and [cost]", more[0].String())
	}
	var names []string
	for _, s := range check.Steps() {
		names = append(names, s.Name)
	}
	costs := func(where string, costs map[string]float64) error {
		for _, code := range slices.Sorted(maps.Keys(costs)) {
			if verdict.Code(code).Why() == "" {
				return fmt.Errorf("%s: there is no diagnosis %q; classroom/CHECK.md lists them", where, code)
			}
			if !amount(costs[code]) {
				return fmt.Errorf("%s: %s costs %v: give 0 or more", where, code, costs[code])
			}
		}
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(p.Step)) {
		s := p.Step[name]
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no step %q; use: %s", name, strings.Join(names, ", "))
		}
		if !amount(s.Points) {
			return nil, fmt.Errorf("step %s: %v points: give 0 or more", name, s.Points)
		}
		if err := costs("step "+name, s.Cost); err != nil {
			return nil, err
		}
	}
	return p, costs("[cost]", p.Cost)
}

// amount reports whether x is a number of points.
func amount(x float64) bool { return x >= 0 && x < 1e6 }

// columns returns all steps, with their points.
func (p *Points) columns() []Step {
	var all []Step
	for _, s := range check.Steps() {
		step := Step{Name: s.Name, Title: s.Title, Optional: s.Optional}
		if set, ok := p.Step[s.Name]; ok {
			step.Max = set.Points
		} else if !s.Optional {
			for _, c := range s.Checks {
				if c.Level == check.Required {
					step.Max++
				}
			}
		}
		all = append(all, step)
	}
	return all
}

// of returns the points for a report of step. A check that failed costs its share of the
// points, if its diagnosis has no price; so does a check that could not be tried after
// that.
func (p *Points) of(step Step, r *check.Report) float64 {
	switch r.Verdict {
	case check.Passed:
		return step.Max
	case check.Failed:
	default:
		return 0
	}
	required := slices.DeleteFunc(slices.Clone(r.Findings), func(f check.Finding) bool { return f.Level != check.Required })
	share := step.Max / float64(len(required)) // a Failed report has one
	left, priced := step.Max, false
	for _, f := range required {
		switch {
		case f.Result == check.Fail:
			price, ok := p.Step[step.Name].Cost[string(f.Code)]
			if !ok {
				price, ok = p.Cost[string(f.Code)]
			}
			if priced = ok; !ok {
				price = share
			}
			left -= price
		case f.Result == check.NotTried && !priced:
			left -= share
		}
	}
	return max(0, math.Round(100*left)/100)
}

// equal reports whether p and q give the same points.
func (p *Points) equal(q *Points) bool {
	return maps.Equal(p.Cost, q.Cost) && maps.EqualFunc(p.Step, q.Step, func(a, b StepPoints) bool {
		return a.Points == b.Points && maps.Equal(a.Cost, b.Cost)
	})
}
