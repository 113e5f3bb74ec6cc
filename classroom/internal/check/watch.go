package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/check/verdict"
)

// Files returns the folders of the program that command runs, and its files in a
// folder that belongs to more than the program. All paths are absolute. A check
// shows nothing else of the user's files to the program.
func Files(command []string) (folders, files []string, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, nil, err
	}
	needs := source.NeedsOf(dir, command, steps.Signs())
	return needs.Folders, needs.Files, nil
}

// IsSource reports whether a file is the text of a program, by its name.
func IsSource(file string) bool { return source.IsSource(filepath.ToSlash(file)) }

// first returns what is to be done first: the first required check that fails, or
// else the first bonus that is missed. It returns nil if there is neither.
func (r *Report) first() *Finding {
	for _, level := range []Level{Required, Beyond} {
		if i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Level == level && f.Result == Fail }); i >= 0 {
			return &r.Findings[i]
		}
	}
	return nil
}

// Since says what was won and lost since the report before: a line for each check
// that passes and did not, or did and does not. Before the first report, before is
// nil, and there is nothing to say.
func (r *Report) Since(before *Report) string {
	if before == nil {
		return ""
	}
	passed := map[string]bool{}
	for _, f := range before.Findings {
		passed[f.Check] = f.Result == Pass
	}
	var won, lost strings.Builder
	for _, f := range r.Findings {
		switch {
		case f.Result == Pass && !passed[f.Check]:
			fmt.Fprintf(&won, "   won        %s\n", f.Check)
		case f.Result == verdict.NotTried && passed[f.Check]:
			fmt.Fprintf(&lost, "   lost       %s: now not tried\n", f.Check)
		case f.Result == Fail && passed[f.Check]:
			fmt.Fprintf(&lost, "   lost       %s\n", f.Check)
		}
	}
	if won.Len()+lost.Len() == 0 {
		return "since the last time: nothing won, nothing lost\n"
	}
	return "since the last time:\n" + won.String() + lost.String()
}
