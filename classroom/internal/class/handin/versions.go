package handin

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"in43.example/classroom/internal/check/source"
)

// older is the folder into which older versions are moved. source.Find does not
// look into it.
const older = ".older"

var (
	hump       = regexp.MustCompile(`(\p{Ll})(\p{Lu})`) // serverFinal
	versioned  = regexp.MustCompile(`(?i)^(.*[^ _.(-])[ _.(-]+(?:v|ver|version|rev)[ _.-]?(\d{1,4})[)]?$`)
	final      = regexp.MustCompile(`(?i)^(.*[^ _.(-])[ _.(-]+(?:final|finale|def|definitif|définitif|definitive|définitive|last|derniere|dernière)[ _.-]?(\d{0,4})[)]?$`)
	outdated   = regexp.MustCompile(`(?i)^(.*[^ _.(-])[ _.(-]+(?:old|ancien|ancienne|bak|backup|sauvegarde)[)]?$`)
	separators = regexp.MustCompile(`[ _.-]+`)
	imports    = regexp.MustCompile(`(?m)^[ \t]*(?:import|from)[ \t]+([\w.]+)`)
)

// rank takes the version off the name of a file without its extension, or of a
// folder. A higher rank is newer: old, none or v1, v2, ..., final, final2.
func rank(stem string) (base string, rank int) {
	base, rank = "x "+hump.ReplaceAllString(stem, "$1 $2"), 1 // the name may be a version only
	for {
		if m := versioned.FindStringSubmatch(base); m != nil {
			n, _ := strconv.Atoi(m[2])
			base, rank = m[1], rank-1+n
		} else if m := final.FindStringSubmatch(base); m != nil {
			n, _ := strconv.Atoi(m[2])
			base, rank = m[1], rank+100_000+n
		} else if m := outdated.FindStringSubmatch(base); m != nil {
			base, rank = m[1], rank-1_000_000
		} else {
			return strings.ToLower(separators.ReplaceAllString(base, "_")), rank
		}
	}
}

// A version is a file, or a folder with all that is in it.
type version struct {
	name  string
	rank  int
	files []file
}

// time returns when the newest file was changed.
func (v version) time() int64 {
	var newest int64
	for _, f := range v.files {
		newest = max(newest, f.modTime.Unix())
	}
	return newest
}

// oldVersions moves older versions of a program, or of a folder with programs, out
// of the way. It goes by the names and, if these say nothing, by the times in an
// archive. A file that another one imports stays.
func (u *unpacker) oldVersions(steps []source.Signs) error {
	imported := map[string]bool{}
	groups := map[string]map[string]*version{} // by what they have in common, then by name
	add := func(name, ext string, f file) {
		base, n := rank(strings.TrimSuffix(path.Base(name), ext))
		key := path.Join(path.Dir(name), base) + ext
		if groups[key] == nil {
			groups[key] = map[string]*version{}
		}
		if groups[key][name] == nil {
			groups[key][name] = &version{name: name, rank: n}
		}
		v := groups[key][name]
		v.files = append(v.files, f)
	}
	for _, f := range u.all {
		if !source.IsSource(f.name) {
			continue
		}
		add(f.name, path.Ext(f.name), f)
		for dir := path.Dir(f.name); dir != "."; dir = path.Dir(dir) {
			add(dir, "", f)
		}
		text, _, err := u.read(f.name, maxSource)
		if err != nil {
			return err
		}
		for _, m := range imports.FindAllSubmatch(text, -1) {
			for module := range strings.SplitSeq(strings.ToLower(string(m[1])), ".") {
				imported[module] = true
			}
		}
	}
	moved := map[string]bool{older: true}
	isMoved := func(name string) bool {
		for ; name != "."; name = path.Dir(name) {
			if moved[name] {
				return true
			}
		}
		return false
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b string) int { // folders before what is in them
		return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(a, b))
	})
	for _, key := range keys {
		all := slices.SortedFunc(maps.Values(groups[key]), func(a, b *version) int { // the newest one first
			return cmp.Or(b.rank-a.rank, cmp.Compare(b.time(), a.time()), strings.Compare(a.name, b.name))
		})
		if isMoved(all[0].name) {
			continue
		}
		for _, v := range all[1:] {
			stem := strings.ToLower(strings.TrimSuffix(path.Base(v.name), path.Ext(v.name)))
			if imported[stem] || !u.replaces(all[0], v, steps) {
				continue
			}
			to := path.Join(older, v.name)
			if err := u.root.MkdirAll(path.Dir(to), 0o755); err != nil {
				return err
			}
			if err := u.root.Rename(v.name, to); err != nil {
				return fmt.Errorf("the older version %q could not be moved: %w", v.name, err)
			}
			moved[v.name] = true
			u.remark(all[0].name, false, "%q was taken as the newest version: %q is older", all[0].name, v.name)
		}
	}
	u.all = slices.DeleteFunc(u.all, func(f file) bool { return isMoved(f.name) })
	return nil
}

// replaces reports whether newest is a newer version of all that is in v.
func (u *unpacker) replaces(newest, v *version, steps []source.Signs) bool {
	if newest.rank == v.rank && (v.time() == 0 || newest.time() <= v.time()) {
		return false
	}
	if len(v.files) == 1 && v.files[0].name == v.name {
		// "udp_v2.py" may be the next step rather than a newer version.
		step := func(v *version) string {
			return source.Pick(steps, []string{filepath.Join(u.root.Name(), filepath.FromSlash(v.name))})
		}
		a, b := step(newest), step(v)
		return a == b || a == "" || b == ""
	}
	return !slices.ContainsFunc(v.files, func(f file) bool {
		same := newest.name + strings.TrimPrefix(f.name, v.name)
		return !slices.ContainsFunc(newest.files, func(n file) bool { return n.name == same })
	})
}
