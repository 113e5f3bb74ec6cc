package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The file of an archive depends on what is in it, and not on when or how its
// files came to be.
func TestSameBytes(t *testing.T) {
	commit := time.Date(2025, 11, 22, 12, 4, 0, 0, time.UTC)
	for name, write := range map[string]func(io.Writer, time.Time, []entry) error{"tar.gz": writeTarGz, "zip": writeZip} {
		first := pack(t, write, commit, entries(t, 0o600, commit.Add(time.Hour)))
		second := pack(t, write, commit.In(time.FixedZone("UTC+5", 5*3600)), entries(t, 0o644, commit.Add(-time.Hour)))
		if !bytes.Equal(first, second) {
			t.Errorf("%s: the same files make %d bytes, then %d others", name, len(first), len(second))
		}
		third := pack(t, write, commit.Add(time.Minute), entries(t, 0o600, commit))
		if bytes.Equal(first, third) {
			t.Errorf("%s: the time of the commit changes nothing", name)
		}
	}
}

// entries makes a program and a README, and returns them as the entries of an
// archive.
func entries(t *testing.T, mode fs.FileMode, mtime time.Time) []entry {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"program": strings.Repeat("\x7fELF", 1000), "README.md": "# Text over UDP\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, mtime, mtime); err != nil {
			t.Fatal(err)
		}
	}
	return []entry{
		{name: "lab/bin/program", path: filepath.Join(dir, "program"), mode: 0o755},
		{name: "lab/ex2_1_udp/README.md", path: filepath.Join(dir, "README.md"), mode: 0o644},
		{name: "lab/go.work", data: []byte("go 1.25.0\n"), mode: 0o644},
	}
}

func pack(t *testing.T, write func(io.Writer, time.Time, []entry) error, mtime time.Time, entries []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, mtime, entries); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Programs can be run, everything else can be read, and all are of one time.
func TestArchives(t *testing.T) {
	commit := time.Date(2025, 11, 22, 12, 4, 0, 0, time.UTC)
	all := entries(t, 0o600, commit.Add(time.Hour))
	const want = `lab/bin/program -rwxr-xr-x 4000 2025-11-22T12:04:00Z
lab/ex2_1_udp/README.md -rw-r--r-- 16 2025-11-22T12:04:00Z
lab/go.work -rw-r--r-- 10 2025-11-22T12:04:00Z
`
	line := func(name string, mode fs.FileMode, content []byte, mtime time.Time) string {
		return fmt.Sprintf("%s %v %d %s\n", name, mode, len(content), mtime.UTC().Format(time.RFC3339))
	}

	gz, err := gzip.NewReader(bytes.NewReader(pack(t, writeTarGz, commit, all)))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got += line(h.Name, h.FileInfo().Mode(), content, h.ModTime)
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" {
			t.Errorf("%s belongs to user %d (%s), group %d", h.Name, h.Uid, h.Uname, h.Gid)
		}
	}
	if got != want {
		t.Errorf("the tar file holds\n%s\nwant\n%s", got, want)
	}

	b := pack(t, writeZip, commit, all)
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	got = ""
	for _, f := range zr.File {
		content, err := fs.ReadFile(zr, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		got += line(f.Name, f.Mode(), content, f.Modified)
	}
	if got != want {
		t.Errorf("the zip file holds\n%s\nwant\n%s", got, want)
	}
}
