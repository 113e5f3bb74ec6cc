package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// compare checks all programs, compares their reports with the saved ones, and
// reports whether one differs. A report that differs is made up to two times
// more, with nothing else running: a busy machine may have changed it. The
// programs are those with part in their name.
func compare(ctx context.Context, classroom string, all []program, part string, stdout io.Writer) (different bool, err error) {
	old, err := load()
	if err != nil {
		return false, err
	}
	lines, err := checkAll(ctx, classroom, all)
	if err != nil {
		return false, err
	}
	differ := 0
	for i, p := range all {
		was := old[p.name]
		delete(old, p.name)
		if was == "" {
			differ++
			fmt.Fprintf(stdout, "%s: no report of it is saved\n", p.name)
			continue
		}
		is := lines[i]
		for try := 1; is != was && try < 3; try++ {
			again, err := check(ctx, classroom, p)
			if err != nil {
				return false, err
			}
			if again == was {
				fmt.Fprintf(stdout, "%s differs, but not when it is checked again:\n%s", p.name, difference(was, is))
			}
			is = again
		}
		if is != was {
			differ++
			fmt.Fprintf(stdout, "%s differs:\n%s", p.name, difference(was, is))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if strings.Contains(name, part) {
			differ++
			fmt.Fprintf(stdout, "%s: its report is saved, but it is not in the gallery\n", name)
		}
	}
	_, err = fmt.Fprintf(stdout, "%d programs checked, %d differ from %s\n", len(all), differ, saved)
	return differ > 0, err
}

// difference shows, field by field, how two lines differ.
func difference(old, now string) string {
	was, is := fields(old), fields(now)
	all := maps.Clone(was)
	maps.Copy(all, is)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if was[name] != is[name] {
			fmt.Fprintf(&b, "  %s\n%s%s", name, indent("    - ", was[name]), indent("    + ", is[name]))
		}
	}
	return b.String()
}

// fields returns the values in line by their names, such as "report.verdict" and
// "report.findings[2] (listens on TCP port 55000).got".
func fields(line string) map[string]string {
	all := map[string]string{}
	var add func(name string, v any)
	add = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if check, ok := v["check"]; ok {
				name = fmt.Sprintf("%s (%v)", name, check)
			}
			for key, value := range v {
				add(strings.TrimPrefix(name+"."+key, "."), value)
			}
		case []any:
			for i, value := range v {
				add(fmt.Sprintf("%s[%d]", name, i), value)
			}
		default:
			all[name] = fmt.Sprint(v)
		}
	}
	var v any
	if err := json.Unmarshal([]byte(line), &v); err == nil {
		add("", v)
	}
	return all
}

// indent puts prefix before every line of s, which is a field that is missing
// if it is empty.
func indent(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + strings.ReplaceAll(s, "\n", "\n"+prefix) + "\n"
}
