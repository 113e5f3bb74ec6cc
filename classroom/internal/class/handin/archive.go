package handin

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// archiveOf returns "zip", "tar", "tgz" or "tbz" for the name of an archive that can be
// unpacked, else "".
func archiveOf(name string) string {
	name = strings.ToLower(name)
	for _, a := range [][2]string{{".zip", "zip"}, {".tar", "tar"}, {".tar.gz", "tgz"}, {".tgz", "tgz"}, {".tar.bz2", "tbz"}} {
		if strings.HasSuffix(name, a[0]) {
			return a[1]
		}
	}
	return ""
}

// withoutArchive returns the name of an archive without its extension.
func withoutArchive(name string) string {
	name = strings.TrimSuffix(name, path.Ext(name))
	if strings.EqualFold(path.Ext(name), ".tar") {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	return name
}

// spool returns the name of the file in which an archive is while it is read.
func spool(depth int) string { return fmt.Sprint(".archive", depth) }

// archive unpacks the archive in r, into a folder with its name.
func (u *unpacker) archive(r io.Reader, e entry, parts []string, unpack string, depth int) error {
	if depth > maxDepth {
		return errTooDeep
	}
	last := len(parts) - 1
	into := strings.Join(append(parts[:last:last], safeName(withoutArchive(parts[last]))), "/")
	var inside error // not of the archive itself, but of what is in it
	addIn := func(inner entry) error {
		// Here, since an absolute name would become one that is inside.
		if _, inside = safePath(inner.name); inside != nil {
			return inside
		}
		first, rest, isFolder := strings.Cut(inner.name, "/")
		if m, ok := parseMoodle(first, isFolder); ok && m.id != "" && rest+m.file != "" {
			inside = errors.New("it looks like Moodle's zip of a whole class: give that zip itself")
			return inside
		}
		inner.name = into + "/" + inner.name
		inside = u.add(inner, depth)
		return inside
	}
	var err error
	r = &meter{r, &u.archives}
	switch unpack {
	case "zip":
		err = u.zip(r, e.name, depth, addIn)
	case "tgz":
		var z *gzip.Reader
		if z, err = gzip.NewReader(r); err == nil {
			err = untar(&meter{z, &u.archives}, addIn)
		}
	case "tbz":
		err = untar(&meter{bzip2.NewReader(r), &u.archives}, addIn)
	default:
		err = untar(r, addIn)
	}
	switch {
	case err == nil || inside != nil || errors.Is(err, errTooMany):
		return err
	case errors.Is(err, errTooBig):
		return errTooBig
	}
	return fmt.Errorf("%q in it cannot be unpacked, it may be broken: %w", e.name, err)
}

// zip calls add with each file of the zip in r.
func (u *unpacker) zip(r io.Reader, name string, depth int, add func(entry) error) error {
	file := spool(depth)
	if err := u.save(file, r); err != nil {
		return err
	}
	defer u.root.Remove(file)
	f, err := u.root.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	start, size, err := countEntries(f)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(f, size)
	switch {
	case err == nil || errors.Is(err, zip.ErrInsecurePath):
	case other(start) != "":
		u.remark("", true, "%q is %s, which cannot be unpacked here: a person has to look", name, other(start))
		return nil
	default:
		return err
	}
	files := slices.DeleteFunc(sortedEntries(z.File), func(f *zip.File) bool { return isJunk(entryName(f)) })
	if len(files) > 2*MaxFiles {
		return errTooMany // some may be names of folders
	}
	for _, f := range files {
		inner := zipEntry(f, entryName(f))
		inner.modTime = f.Modified
		if err := add(inner); err != nil {
			return err
		}
	}
	return nil
}

// countEntries returns the start of the zip f and its size, and errTooMany if it may
// have too many entries: archive/zip reads all of them into memory, whatever their
// number is said to be.
func countEntries(f *os.File) (start []byte, size int64, err error) {
	const most = 4 * MaxFiles // an archive in this one may be counted too
	entry := []byte("PK\x01\x02")
	buffer := make([]byte, 64<<10)
	kept, found := 0, 0
	for {
		n, err := f.ReadAt(buffer[kept:], size)
		if size == 0 {
			start = bytes.Clone(buffer[:min(n, 16)])
		}
		size += int64(n)
		data := buffer[:kept+n]
		if found += bytes.Count(data, entry); found > most {
			return nil, 0, errTooMany
		}
		if err == io.EOF {
			return start, size, nil
		}
		if err != nil {
			return nil, 0, err
		}
		kept = copy(buffer, data[max(0, len(data)-len(entry)+1):])
	}
}

// other says which archive begins with start if it is one that cannot be unpacked,
// whatever its name says.
func other(start []byte) string {
	for _, o := range [][2]string{{"Rar!", "a rar archive"}, {"7z\xBC\xAF\x27\x1C", "a 7z archive"}, {"\xFD7zXZ", "an xz archive"}} {
		if strings.HasPrefix(string(start), o[0]) {
			return o[1]
		}
	}
	return ""
}

// untar calls add with each file of the tar in r.
func untar(r io.Reader, add func(entry) error) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		mode := h.FileInfo().Mode()
		switch h.Typeflag {
		case tar.TypeXGlobalHeader:
			continue // of "git archive"
		case tar.TypeLink:
			mode |= fs.ModeSymlink
		}
		err = add(entry{h.Name, mode, h.ModTime, func() (io.ReadCloser, error) { return io.NopCloser(t), nil }})
		if err != nil {
			return err
		}
	}
}
