package handin

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"in43.example/classroom/internal/check/source"
)

// Open lists the submissions in a folder or a zip. Nothing is unpacked yet. steps
// are those of the worksheet: Unpack needs them to see that two programs are versions
// of one.
//
// Each folder is a submission, and so is each archive that lies beside such folders.
// Folders and files with Moodle's names are of the student whose name and number
// stand in them.
func Open(name string, steps []source.Signs) (*Class, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	var all []top
	c := new(Class)
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		c.closer = root
		all, err = folderTops(root, ".")
		if inner := onlyFolder(all); err == nil && inner != "" {
			if below, err := folderTops(root, inner); err == nil && isClass(below) {
				all = below
			}
		}
		if err != nil {
			c.Close()
			return nil, err
		}
	} else {
		r, err := zip.OpenReader(name)
		if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
			return nil, fmt.Errorf("%s cannot be read: %w: give a folder, or the zip of all submissions that Moodle makes", name, err)
		}
		c.closer = r
		files := sortedEntries(r.File)
		all = zipTops(files, "")
		if inner := onlyFolder(all); inner != "" {
			if below := zipTops(files, inner+"/"); isClass(below) {
				all = below
			}
		}
	}
	c.group(all, steps)
	if len(c.Submissions) == 0 {
		c.Close()
		return nil, fmt.Errorf("%s holds no folder of a student: give a folder with a folder for each student, or the zip of all submissions that Moodle makes", name)
	}
	return c, nil
}

// A top is a folder or a file right in the class.
type top struct {
	name string
	mode fs.FileMode
	part
}

// folderTops returns what is in the folder dir of root.
func folderTops(root *os.Root, dir string) ([]top, error) {
	inside, err := fs.ReadDir(root.FS(), dir)
	if err != nil {
		return nil, err
	}
	var all []top
	for _, d := range inside {
		if isJunk(d.Name()) || strings.HasPrefix(d.Name(), ".") {
			continue
		}
		from := path.Join(dir, d.Name())
		each := func(f func(entry) error) error { return walk(root, from, f) }
		if !d.IsDir() { // perhaps a link, which is not followed
			each = func(f func(entry) error) error {
				return f(entry{name: d.Name(), mode: d.Type(), open: func() (io.ReadCloser, error) { return root.Open(from) }})
			}
		}
		all = append(all, top{d.Name(), d.Type(), part{name: d.Name(), each: each}})
	}
	return all, nil
}

// walk calls f with what is in the folder from. It follows no link, and leaves out
// the folders that are junk.
func walk(root *os.Root, from string, f func(entry) error) error {
	return fs.WalkDir(root.FS(), from, func(name string, d fs.DirEntry, err error) error {
		rel := strings.TrimPrefix(strings.TrimPrefix(name, from), "/")
		switch {
		case err != nil:
			return fmt.Errorf("%q in it cannot be read: %w", rel, unnamed(err))
		case rel == "":
			return nil
		case isJunk(rel) && d.IsDir():
			return fs.SkipDir
		}
		return f(entry{name: rel, mode: d.Type(), open: func() (io.ReadCloser, error) { return root.Open(name) }})
	})
}

// unnamed returns err without the name of the file in it, which may hold anything.
func unnamed(err error) error {
	if named := new(fs.PathError); errors.As(err, &named) {
		return named.Err
	}
	return err
}

// zipTops returns what is in the folder of a zip whose name is dir, with a "/" at
// the end, or "" for the whole zip.
func zipTops(files []*zip.File, dir string) []top {
	type found struct {
		files    []*zip.File
		isFolder bool
		mode     fs.FileMode
	}
	byName := map[string]*found{}
	for _, f := range files {
		rest, ok := strings.CutPrefix(slashed(f), dir)
		name, inner, isFolder := strings.Cut(rest, "/")
		if !ok || rest == "" || isJunk(name) || strings.HasPrefix(name, ".") && name != ".." {
			continue
		}
		if byName[name] == nil {
			byName[name] = &found{mode: f.Mode().Type()}
		}
		t := byName[name]
		t.isFolder = t.isFolder || isFolder
		if inner != "" || !isFolder {
			t.files = append(t.files, f)
		}
	}
	var all []top
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		t := byName[name]
		if t.isFolder {
			t.mode = fs.ModeDir
		}
		each := func(f func(entry) error) error {
			for _, file := range t.files {
				rel := strings.TrimPrefix(strings.TrimPrefix(slashed(file), dir+name), "/")
				if err := f(zipEntry(file, cmp.Or(rel, name))); err != nil {
					return err
				}
			}
			return nil
		}
		all = append(all, top{name, t.mode, part{name: name, each: each}})
	}
	return all
}

// slashed returns the name of f with slashes.
func slashed(f *zip.File) string { return strings.ReplaceAll(entryName(f), `\`, "/") }

// onlyFolder returns the name of the folder in which everything is, if there is one
// and it is not that of a student of Moodle, else "".
func onlyFolder(all []top) string {
	if len(all) != 1 || !all[0].mode.IsDir() {
		return ""
	}
	if _, ok := parseMoodle(all[0].name, true); ok {
		return ""
	}
	return all[0].name
}

// isClass reports whether what is in a folder is a class, rather than the work
// of one student: its names are Moodle's or those of several people.
func isClass(all []top) bool {
	var names []string
	for _, t := range all {
		if _, ok := parseMoodle(t.name, t.mode.IsDir()); ok {
			return true
		}
		if source.IsSource(t.name) && !t.mode.IsDir() {
			return false
		}
		switch {
		case t.mode.IsDir():
			names = append(names, t.name)
		case archiveOf(t.name) != "":
			names = append(names, withoutArchive(t.name))
		}
	}
	return source.OfSeveral(names)
}

// group makes the submissions of all.
func (c *Class) group(all []top, steps []source.Signs) {
	students := map[moodle]*Submission{} // by name and number
	for _, t := range all {
		m, ok := parseMoodle(t.name, !t.mode.IsRegular())
		switch {
		case t.name == "" || t.name == "..": // of a hostile zip: what is in it belongs to nobody
			c.Ignored = append(c.Ignored, t.name)
			continue
		case !ok && t.mode.IsRegular() && archiveOf(t.name) == "":
			c.Ignored = append(c.Ignored, t.name)
			continue
		case !ok:
			name := t.name
			if t.mode.IsRegular() {
				name = withoutArchive(name)
			}
			c.Submissions = append(c.Submissions, &Submission{Name: norm.NFC.String(name), steps: steps, parts: []part{t.part}})
			continue
		}
		if m.file != "" { // a file of its own, without the student's name
			each := t.each
			t.each = func(f func(entry) error) error {
				return each(func(e entry) error {
					e.name = m.file
					return f(e)
				})
			}
		}
		t.online = m.online
		key := moodle{name: m.shown(), id: m.id}
		s := students[key]
		if s == nil {
			s = &Submission{Name: m.shown(), MoodleID: m.id, steps: steps}
			students[key] = s
			c.Submissions = append(c.Submissions, s)
		}
		if s.Folder == "" || !t.online {
			s.Folder = m.folder
		}
		s.parts = append(s.parts, t.part)
	}
	setIDs(c.Submissions)
}
