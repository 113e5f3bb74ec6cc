// Package handin reads what the students of a class have handed in: a folder with a
// folder for each student, Moodle's zip of all submissions, or a folder of cloned
// repositories. It lists the submissions, and unpacks each one into a folder of
// its own, with a program beside each notebook.
//
// Everything in a submission is hostile until it is unpacked: names, sizes, links,
// archives. What Unpack writes are regular files with names that every system takes,
// all inside the given folder, and not more than MaxBytes and MaxFiles.
package handin

import (
	"archive/zip"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"in43.example/classroom/internal/check/source"
)

// What one student may hand in, over all archives in archives.
const (
	MaxBytes = 100 << 20
	MaxFiles = 10_000 // and folders

	maxDepth = 5 // of archives in archives
)

// A Class is what Open has found. Several goroutines may use its submissions at the
// same time.
type Class struct {
	Submissions []*Submission // in the order of their IDs
	// Ignored are the names of files that stand beside the submissions and belong to
	// none, such as a list of grades. They may hold anything.
	Ignored []string

	closer io.Closer
}

// Close closes the zip or the folder. Then no submission can be unpacked any more.
func (c *Class) Close() error { return c.closer.Close() }

// A Submission is what one student or one team has handed in.
type Submission struct {
	// ID is made from the name: small letters, digits and "-". It is a file name on
	// every system, and no other submission of the class has it. The same download
	// gives the same IDs.
	ID string
	// Name may hold anything, and must be printed as such.
	Name string
	// MoodleID is the number in Moodle's names: that of the participant, or that of
	// the group if the assignment is for groups. The names do not tell which. It is ""
	// if there is none: not from Moodle, or the group of those who are in no group.
	MoodleID string
	// Folder is Moodle's name for the student's folder,
	// "Full Name_123456_assignsubmission_file", as it was given, or "". A file for the
	// student in a folder of this name is taken by Moodle as feedback.
	Folder string

	steps []source.Signs
	parts []part
}

// A part is a folder or a file of the class that belongs to a submission. A student
// of Moodle may have two, one for files and one for a text that was typed in.
type part struct {
	name   string // of the folder or file in the class
	online bool   // its pages are texts that were typed in
	// each calls f with what is in the part, in the order of the names, until f
	// returns an error.
	each func(f func(entry) error) error
}

// An entry is something in a part or in an archive.
type entry struct {
	name    string // with "/" or "\", may hold anything
	mode    fs.FileMode
	modTime time.Time // zero outside archives: it is that of the download
	open    func() (io.ReadCloser, error)
}

// A Remark is something that the instructor should know about a submission.
type Remark struct {
	// File is a file or folder in what was unpacked, as a path with slashes; "" if the
	// remark is about the whole submission.
	File string
	// Text is a sentence. All names in it are quoted, so that it can be printed.
	Text string
	// Person says that a person has to look: File, or the submission, may hold
	// programs that cannot be run as they are. So no step is missing: it could not be
	// checked. If File was found for a step, its FAIL says nothing either.
	Person bool
}

var (
	errTooBig   = fmt.Errorf("it is bigger than %d MB when it is unpacked", MaxBytes>>20)
	errTooMany  = fmt.Errorf("it holds more than %d files and folders", MaxFiles)
	errTooDeep  = fmt.Errorf("it holds archives in archives, more than %d deep", maxDepth)
	errNotEmpty = errors.New("the folder to unpack into is not empty")
)

// each calls f with what is in s.
func (s *Submission) each(f func(entry, part) error) error {
	for _, p := range s.parts {
		if err := p.each(func(e entry) error { return f(e, p) }); err != nil {
			return err
		}
	}
	return nil
}

// Digest returns a hash, in hexadecimal, of the names and contents of what was
// handed in. As long as it is the same, Unpack gives the same. It does not open
// archives. What is too big to be unpacked has no digest but an error.
func (s *Submission) Digest() (string, error) {
	all := sha256.New()
	bytes, files := int64(MaxBytes), MaxFiles
	err := s.each(func(e entry, p part) error {
		if isJunk(e.name) || e.mode.IsDir() {
			return nil
		}
		if files--; files < 0 {
			return errTooMany
		}
		content := sha256.New()
		if e.mode.IsRegular() {
			r, err := e.open()
			if err != nil {
				return err
			}
			defer r.Close()
			if _, err := io.Copy(content, &meter{r, &bytes}); err != nil {
				return err
			}
		}
		// The times are those of the download.
		fmt.Fprintf(all, "%t %q %v %x\n", p.online, e.name, e.mode.Type(), content.Sum(nil))
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("what %q has handed in could not be read: %w", s.Name, unnamed(err))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// A meter reads from r, and takes what was read from left. If that is used up, its
// error is errTooBig: what an archive says about sizes is not believed.
type meter struct {
	r    io.Reader
	left *int64
}

func (m *meter) Read(p []byte) (int, error) {
	if *m.left < 0 {
		return 0, errTooBig
	}
	if int64(len(p)) > *m.left+1 {
		p = p[:*m.left+1] // one more, to see whether there is more
	}
	n, err := m.r.Read(p)
	if *m.left -= int64(n); *m.left < 0 {
		return 0, errTooBig
	}
	return n, err
}

// Unpack writes the files of s into dir, which it makes if it is not there. It adds
// programs: for a notebook, and for a text that was typed into Moodle if it is a
// program. Older versions of a program are moved into a folder ".older". Archives
// are unpacked, and are not there themselves.
//
// An error means that s could not be checked, and why; then dir is gone. The names in
// it are quoted.
func (s *Submission) Unpack(dir string) (remarks []Remark, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if inside, err := os.ReadDir(dir); err != nil || len(inside) > 0 {
		return nil, cmp.Or(err, errNotEmpty)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		root.Close()
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	u := newUnpacker(root)
	err = s.each(func(e entry, p part) error {
		u.online = p.online
		return u.add(e, 0)
	})
	if err != nil {
		return nil, err
	}
	return u.finish(s.steps)
}

// zipEntry returns f as an entry with name.
func zipEntry(f *zip.File, name string) entry {
	return entry{name: name, mode: f.Mode(), open: func() (io.ReadCloser, error) {
		if f.Flags&1 != 0 {
			return nil, errors.New("it is protected with a password")
		}
		return f.Open()
	}}
}

// sortedEntries returns the files of a zip in the order of their names, since the
// order in the zip may change from one download to the next.
func sortedEntries(files []*zip.File) []*zip.File {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	return files
}
