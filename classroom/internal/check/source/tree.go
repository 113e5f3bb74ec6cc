package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	maxSource  = 1 << 20 // what is read of a file, in bytes
	maxEntries = 200_000 // in a folder and its subfolders
)

var errTooMany = errors.New("it holds too many files: give the folder of one submission")

// A tree is a folder with its subfolders.
type tree struct {
	root *os.Root
	// files are the regular files that a person may have written, as paths relative
	// to the root with slashes, in the order of the alphabet. A FIFO or a device is
	// not among them, since it would block who reads it, nor is a link, which may
	// lead out of the folder.
	files []string
}

// openTree looks into dir. Its error is errTooMany if there are more files than it
// has looked at; then the tree has those.
func openTree(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root}
	entries := 0
	err = fs.WalkDir(root.FS(), ".", func(rel string, d fs.DirEntry, err error) error {
		entries++
		switch {
		case entries > maxEntries:
			return errTooMany
		case rel == ".":
			return err
		case err != nil:
			return nil // a subfolder that cannot be read has no programs
		case d.IsDir() && t.isForeign(rel):
			return fs.SkipDir
		case d.Type().IsRegular() && !strings.HasPrefix(d.Name(), "."):
			t.files = append(t.files, rel)
		}
		return nil
	})
	if err != nil && err != errTooMany {
		root.Close()
		return nil, err
	}
	return t, err
}

// text returns the start of a file, or "" if it cannot be read.
func (t *tree) text(rel string) string {
	f, err := t.root.Open(rel)
	if err != nil {
		return ""
	}
	return readStart(f)
}

// readStart reads the first maxSource bytes of f, and closes it.
func readStart(f *os.File) string {
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, maxSource))
	return string(text)
}

var foreign = []string{"node_modules", "__pycache__", "__MACOSX", "venv", "site-packages", "vendor", "testdata"}

// isForeign reports whether a folder contains files that the student has not
// written.
func (t *tree) isForeign(rel string) bool {
	name := path.Base(rel)
	if strings.HasPrefix(name, ".") || slices.Contains(foreign, name) {
		return true
	}
	_, err := t.root.Lstat(path.Join(rel, "pyvenv.cfg"))
	return err == nil
}
