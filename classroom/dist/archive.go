package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"time"
)

// An entry is one file of an archive.
type entry struct {
	name string      // in the archive, with slashes
	path string      // of the file that is copied
	data []byte      // what the file holds, where path is ""
	mode fs.FileMode // in the archive: 0o755 or 0o644
}

func (e entry) read() ([]byte, error) {
	if e.path == "" {
		return e.data, nil
	}
	return os.ReadFile(e.path)
}

// writeTarGz writes entries, in their order, as a tar file that gzip has
// compressed. The bytes depend on the names, modes and contents and on mtime, and
// on nothing else that the files have here: all belong to user 0, and are of
// mtime.
func writeTarGz(w io.Writer, mtime time.Time, entries []entry) error {
	gz := gzip.NewWriter(w) // whose header has no name and no time
	tw := tar.NewWriter(gz)
	for _, e := range entries {
		data, err := e.read()
		if err != nil {
			return err
		}
		h := &tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(data)), Mode: int64(e.mode), ModTime: mtime}
		if err := tw.WriteHeader(h); err != nil {
			return err
		}
		if _, err := tw.Write(data); err != nil {
			return err
		}
	}
	if err := tw.Close(); err != nil {
		return err
	}
	return gz.Close()
}

// writeZip is writeTarGz for a zip file.
func writeZip(w io.Writer, mtime time.Time, entries []entry) error {
	zw := zip.NewWriter(w)
	for _, e := range entries {
		data, err := e.read()
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: mtime.UTC()} // the zone would be written too
		h.SetMode(e.mode)
		f, err := zw.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := f.Write(data); err != nil {
			return err
		}
	}
	return zw.Close()
}
