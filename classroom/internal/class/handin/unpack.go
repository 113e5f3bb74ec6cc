package handin

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A file is one that was unpacked.
type file struct {
	name    string // with slashes
	modTime time.Time
	online  bool
}

// An unpacker unpacks one submission.
type unpacker struct {
	root   *os.Root
	online bool // what is added was typed into Moodle

	left     int               // files and folders that may still be written
	bytes    int64             // that may still be written
	archives int64             // bytes of archives that may still be read
	folders  map[string]string // by their names in small letters: the names they have
	taken    map[string]bool   // names in small letters, of files and folders
	copies   map[string]int    // by such a name: the number of the last one like it
	all      []file
	remarks  []Remark
	renamed  int
	document string // one that a person can read, or ""
}

const maxRenamed = 10 // remarks on names

func newUnpacker(root *os.Root) *unpacker {
	u := &unpacker{
		root: root, left: MaxFiles, bytes: MaxBytes, archives: MaxBytes,
		folders: map[string]string{}, taken: map[string]bool{older: true}, copies: map[string]int{},
	}
	for depth := range maxDepth {
		u.taken[spool(depth+1)] = true
	}
	return u
}

func (u *unpacker) remark(file string, person bool, format string, a ...any) {
	u.remarks = append(u.remarks, Remark{file, fmt.Sprintf(format, a...), person})
}

// add writes a file, or the files of an archive. depth is in how many archives
// the entry is.
func (u *unpacker) add(e entry, depth int) error {
	if isJunk(e.name) {
		return nil
	}
	parts, err := safePath(e.name)
	if err != nil {
		return err
	}
	switch {
	case e.mode.IsDir() || len(parts) == 0:
		return nil // made when a file is in it
	case !e.mode.IsRegular():
		return fmt.Errorf("%q in it is %s, not a file", e.name, kind(e.mode))
	}
	r, err := e.open()
	if err != nil {
		return fmt.Errorf("%q in it cannot be read: %w", e.name, unnamed(err))
	}
	defer r.Close()
	if unpack := archiveOf(e.name); unpack != "" {
		return u.archive(r, e, parts, unpack, depth+1)
	}
	name, err := u.place(parts)
	if err != nil {
		return err
	}
	if given := path.Clean(strings.ReplaceAll(e.name, `\`, "/")); name != norm.NFC.String(given) {
		if u.renamed++; u.renamed <= maxRenamed {
			u.remark(name, false, "%q was unpacked as %q", given, name)
		}
	}
	return u.write(name, &meter{r, &u.bytes}, e.modTime)
}

// kind says what an entry is that is not a file.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

// place returns the name under which a file is written, and makes its folder.
// Names that differ in small and capital letters only are the same on some
// systems: then, and if the name is there twice, "_x2" is added.
func (u *unpacker) place(parts []string) (string, error) {
	last := len(parts) - 1
	folder := ""
	for i, part := range parts[:last] {
		wanted := strings.ToLower(path.Join(folder, part))
		if has, ok := u.folders[wanted]; ok {
			folder = has
			continue
		}
		name, err := u.take(path.Join(folder, part))
		if err != nil {
			return "", err
		}
		if err := u.root.Mkdir(name, 0o755); err != nil {
			return "", fmt.Errorf("folder %q could not be made: %w", path.Join(parts[:i+1]...), err)
		}
		u.folders[wanted] = name
		folder = name
	}
	return u.take(path.Join(folder, parts[last]))
}

// take returns name, or one like it if it is taken.
func (u *unpacker) take(name string) (string, error) {
	if u.left--; u.left < 0 {
		return "", errTooMany
	}
	ext := path.Ext(name)
	if ext == path.Base(name) {
		ext = "" // .gitignore
	}
	stem := strings.TrimSuffix(name, ext)
	free, low := name, strings.ToLower(name)
	for u.taken[strings.ToLower(free)] {
		u.copies[low] = max(2, u.copies[low]+1)
		free = fmt.Sprintf("%s_x%d%s", stem, u.copies[low], ext)
	}
	u.taken[strings.ToLower(free)] = true
	return free, nil
}

// write writes a file that was placed.
func (u *unpacker) write(name string, r io.Reader, modTime time.Time) error {
	if err := u.save(name, r); err != nil {
		return err
	}
	u.all = append(u.all, file{name, modTime, u.online})
	return nil
}

// addText writes a program that was found in another file, and returns its name.
func (u *unpacker) addText(name, text string, modTime time.Time) (string, error) {
	parts, err := safePath(name)
	if err != nil {
		return "", err
	}
	if name, err = u.place(parts); err != nil {
		return "", err
	}
	return name, u.write(name, &meter{strings.NewReader(text), &u.bytes}, modTime)
}

// read returns the first max bytes of a file that was unpacked, and whether that
// is all of it.
func (u *unpacker) read(name string, most int64) (text []byte, whole bool, err error) {
	f, err := u.root.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, most+1))
	if int64(len(text)) > most {
		return text[:most], false, err
	}
	return text, true, err
}

func (u *unpacker) save(name string, r io.Reader) error {
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("%q could not be written: %w", name, err)
	}
	_, err = io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		if errors.Is(err, errTooBig) {
			return errTooBig
		}
		return fmt.Errorf("%q in it could not be unpacked: %w", name, err)
	}
	return nil
}
