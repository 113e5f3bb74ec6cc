package station

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// maxInMemory is how much of a spool is in memory, in bytes.
const maxInMemory = 4 << 20

// A spool keeps what is written to it: a little in memory, much in a temporary
// file.
type spool struct {
	buf  []byte   // all of it or, if there is a file, what is not in the file yet
	file *os.File // or nil
	size int64
}

// Write adds b to s.
func (s *spool) Write(b []byte) (int, error) {
	s.buf = append(s.buf, b...)
	s.size += int64(len(b))
	if len(s.buf) < maxInMemory {
		return len(b), nil
	}
	return len(b), s.flush()
}

// flush moves what is in memory to the file.
func (s *spool) flush() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot keep the log in a temporary file: %w", err)
		}
	}()
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "station"); err != nil {
			return err
		}
		os.Remove(s.file.Name()) // where the system can do so while the file is open; if not, Close does it
	}
	_, err = s.file.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// finish must be called after the last Write, and before Reader.
func (s *spool) finish() error {
	if s.file == nil {
		return nil
	}
	err := s.flush()
	s.buf = nil
	return err
}

// Reader returns a reader of what stands in s from the byte number from on.
func (s *spool) Reader(from int64) io.Reader {
	var all io.ReaderAt = s.file
	if s.file == nil {
		all = bytes.NewReader(s.buf)
	}
	return io.NewSectionReader(all, from, s.size-from)
}

// Close removes the file.
func (s *spool) Close() error {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name()) // an error means that it is removed already
	}
	return nil
}
