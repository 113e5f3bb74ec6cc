package handin_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/class/handin"
)

// rawZip returns a zip with one entry, whose header is as set.
func rawZip(t testing.TB, set func(*zip.FileHeader), content string) string {
	t.Helper()
	var out, packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, content)
	f.Close()
	h := &zip.FileHeader{Name: "a.py", Method: zip.Deflate, UncompressedSize64: uint64(len(content)), CompressedSize64: uint64(packed.Len())}
	set(h)
	z := zip.NewWriter(&out)
	w, err := z.CreateRaw(h)
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.String()
}

func tarOf(t testing.TB, headers ...tar.Header) string {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range headers {
		content := h.Linkname
		if h.Typeflag == tar.TypeReg {
			h.Linkname, h.Size = "", int64(len(content))
		}
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			io.WriteString(w, content)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func gzipOf(t testing.TB, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.WriteString(w, content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// quine returns a zip that contains a zip, and so on, depth times.
func quine(t testing.TB, depth int) string {
	inner := "print(1)"
	name := "a.py"
	for range depth {
		inner, name = zipOf(t, name, inner), "a.zip"
	}
	return inner
}

// overlapping returns a zip with n names for the same bytes.
func overlapping(t testing.TB, n int, content string) string {
	one := []byte(zipOf(t, "a.py", content))
	at := bytes.Index(one, []byte("PK\x01\x02"))
	end := bytes.LastIndex(one, []byte("PK\x05\x06"))
	var out bytes.Buffer
	out.Write(one[:at])
	for range n {
		out.Write(one[at:end])
	}
	last := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint16(last[8:], uint16(n))
	binary.LittleEndian.PutUint16(last[10:], uint16(n))
	binary.LittleEndian.PutUint32(last[12:], uint32(n*(end-at)))
	out.Write(last)
	return out.String()
}

// Each student but the first is hostile. The first one's work is unpacked as
// ever, and nothing is written elsewhere.
func TestHostile(t *testing.T) {
	var inFolders []string
	for i := range handin.MaxFiles / 5 {
		inFolders = append(inFolders, fmt.Sprint(i, strings.Repeat("/d", 5), "/f"), "")
	}
	zeros := strings.Repeat("\x00", 1<<20)
	for name, test := range map[string]struct{ file, content, want string }{
		"zip slip":             {"a.zip", zipOf(t, "../../evil.py", "1"), `outside its folder: "../../evil.py"`},
		"zip slip inside":      {"a.zip", zipOf(t, "a/../../evil.py", "1"), "outside its folder"},
		"a backslash":          {"a.zip", zipOf(t, `..\..\evil.py`, "1"), "outside its folder"},
		"an absolute name":     {"a.zip", zipOf(t, "/tmp/evil.py", "1"), "outside its folder"},
		"a drive":              {"a.zip", zipOf(t, `C:\evil.py`, "1"), "outside its folder"},
		"a server":             {"a.zip", zipOf(t, `\\server\share\evil.py`, "1"), "outside its folder"},
		"an escape sequence":   {"a.zip", zipOf(t, "../\x1b[2Jevil.py", "1"), `"../\x1b[2Jevil.py"`},
		"in the outer zip":     {"../../evil.py", "1", "outside its folder"},
		"a link":               {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }, "/etc/passwd"), `"a/a.py" in it is a link, not a file`},
		"a pipe":               {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.SetMode(fs.ModeNamedPipe) }, ""), "is a pipe"},
		"a link in a tar":      {"a.tar", tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeSymlink, Linkname: "/etc"}), "is a link"},
		"a hard link":          {"a.tar", tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}), "is a link"},
		"a device":             {"a.tgz", gzipOf(t, tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 5})), "is a device"},
		"a pipe in a tar":      {"a.tar.gz", gzipOf(t, tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeFifo})), "is a pipe"},
		"tar slip":             {"a.tar", tarOf(t, tar.Header{Name: "../../evil.py", Typeflag: tar.TypeReg, Linkname: "1"}), "outside its folder"},
		"a password":           {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.Flags |= 1 }, "1"), "protected with a password"},
		"an unknown method":    {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.Method = 99 }, "1"), "unsupported compression"},
		"a size that is a lie": {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.UncompressedSize64 = 1 }, "print(1)"), `"a/a.py" in it could not be unpacked`},
		"not a zip":            {"a.zip", "hello", `"a.zip" in it cannot be unpacked, it may be broken`},
		"half a zip":           {"a.zip", quine(t, 1)[:60], "it may be broken"},
		"a wrong checksum":     {"a.zip", rawZip(t, func(h *zip.FileHeader) { h.CRC32 = 7 }, "print(1)"), "checksum"},
		"not a tar.gz":         {"a.tar.gz", "hello", "it may be broken"},
		"half a tar.gz":        {"a.tgz", gzipOf(t, tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeReg, Linkname: "1"}))[:40], "it may be broken: unexpected EOF"},
		"deep":                 {"a.zip", quine(t, 7), "more than 5 deep"},
		"too many files":       {"a.zip", overlapping(t, 2*handin.MaxFiles+1, ""), "more than 10000 files and folders"},
		"far too many files":   {"a.zip", overlapping(t, 4*handin.MaxFiles+1, ""), "more than 10000 files and folders"},
		"too many folders":     {"a.zip", zipOf(t, inFolders...), "more than 10000 files and folders"},
		"an overlapping bomb":  {"a.zip", overlapping(t, 101, zeros), "bigger than 100 MB"},
		"a bomb in a bomb":     {"a.zip", zipOf(t, "b.zip", overlapping(t, 60, zeros), "c.zip", overlapping(t, 60, zeros)), "bigger than 100 MB"},
		"a bomb in a tar":      {"a.tar.gz", gzipOf(t, tarOf(t, tar.Header{Name: "__MACOSX/x", Typeflag: tar.TypeReg, Linkname: strings.Repeat(zeros, 101)})), "bigger than 100 MB"},
		"a long path":          {"a.zip", zipOf(t, strings.Repeat("d/", 100)+"a", ""), "too long"},
		"a long name":          {"a.zip", zipOf(t, strings.Repeat("d", 60000), ""), "too long"},
		"a class in it":        {"a.zip", zipOf(t, "Bob_12_assignsubmission_file/a.py", "1"), "give that zip itself"},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, save(t, "class.zip", zipOf(t, "a good one/a.py", "1", "b/"+test.file, test.content)))
			work := t.TempDir()
			for i, s := range c.Submissions {
				remarks, err := s.Unpack(filepath.Join(work, "work", s.ID))
				switch {
				case i == 0:
					if got := list(t, filepath.Join(work, "work", s.ID), remarks); err != nil || !slices.Equal(got, []string{"a.py=1"}) {
						t.Errorf("the good one: %q, %v", got, err)
					}
				case test.want == "":
					if err != nil {
						t.Error(err)
					}
				case err == nil || !strings.Contains(err.Error(), test.want):
					t.Errorf("error %v, want %s", err, test.want)
				case strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' }):
					t.Errorf("the error contains a control character: %q", err)
				default:
					if _, err := os.Lstat(filepath.Join(work, "work", s.ID)); err == nil {
						t.Error("something is left in the folder")
					}
				}
			}
			if inside, err := os.ReadDir(work); err != nil || len(inside) != 1 {
				t.Errorf("something was written elsewhere: %v %v", inside, err)
			}
		})
	}
}

// What is in a folder of the machine may be a link too.
func TestHostileFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets only some users make links")
	}
	dir := folderOf(t, "alice/a.py", "1", "bob/a.py", "1", "secret.txt", "x")
	for link, to := range map[string]string{"eve": "/etc", "bob/b.py": "../secret.txt", "mallory": "alice"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	c := open(t, dir)
	for i, want := range []string{"", `"b.py" in it is a link`, `"eve" in it is a link`, `"mallory" in it is a link`} {
		s := c.Submissions[i]
		if _, err := s.Unpack(filepath.Join(t.TempDir(), s.ID)); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", s.Name, err, want)
		}
		if _, err := s.Digest(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestFolderIsNotEmpty(t *testing.T) {
	c := open(t, folderOf(t, "alice/a.py", "1"))
	dir := folderOf(t, "b.py", "2")
	if _, err := c.Submissions[0].Unpack(dir); err == nil {
		t.Error("no error")
	}
	if got := list(t, dir, nil); !slices.Equal(got, []string{"b.py=2"}) {
		t.Errorf("the folder holds %q", got)
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("é", 150)
	for name, test := range map[string]struct{ files, want []string }{
		"spaces and accents": {[]string{"mon tp/réponse 1.py", "1"}, []string{"mon tp/réponse 1.py=1"}},
		"decomposed accents": {[]string{"re\u0301ponse.py", "1"}, []string{"réponse.py=1"}},
		"backslashes":        {[]string{`tp\a.py`, "1"}, []string{"tp/a.py=1"}},
		"control characters": {[]string{"a\x1b[2J\n.py", "1"}, []string{"a_[2J_.py=1", `# "a\x1b[2J\n.py" was unpacked as "a_[2J_.py"`}},
		"right to left":      {[]string{"a\u202eyp.exe", "1"}, []string{"a_yp.exe=1", `# "a\u202eyp.exe" was unpacked as "a_yp.exe"`}},
		"devices of Windows": {[]string{"nul.py", "1", "Com1", "2", "tp./a.py", "3"}, []string{"_Com1=2", "_nul.py=1", "tp_/a.py=3",
			`# "Com1" was unpacked as "_Com1"`, `# "nul.py" was unpacked as "_nul.py"`, `# "tp./a.py" was unpacked as "tp_/a.py"`}},
		"small and capital letters": {[]string{"Server.py", "1", "server.py", "2", "TP/a.py", "3", "tp/b.py", "4"}, []string{"Server.py=1", "TP/a.py=3", "TP/b.py=4", "server_x2.py=2",
			`# "server.py" was unpacked as "server_x2.py"`, `# "tp/b.py" was unpacked as "TP/b.py"`}},
		"twice":             {[]string{"a.py", "1", "a.py", "2"}, []string{"a.py=1", "a_x2.py=2", `# "a.py" was unpacked as "a_x2.py"`}},
		"a file and folder": {[]string{"a", "1", "a/b", "2"}, []string{"a=1", "a_x2/b=2", `# "a/b" was unpacked as "a_x2/b"`}},
		"long":              {[]string{long + ".py", "1"}, []string{long[:196] + ".py=1", `# "` + long + `.py" was unpacked as "` + long[:196] + `.py"`}},
		"junk":              {[]string{"a.py", "1", ".DS_Store", "", "._a.py", "", "__MACOSX/._a.py", "", "venv/lib/x.py", "", "tp/__pycache__/a.pyc", "", ".git/config", ""}, []string{"a.py=1"}},
		"our own":           {[]string{".archive1", "1", ".older/a.py", "2"}, []string{".archive1_x2=1", ".older_x2/a.py=2", `# ".archive1" was unpacked as ".archive1_x2"`, `# ".older/a.py" was unpacked as ".older_x2/a.py"`}},
		"archives":          {[]string{"a.zip", zipOf(t, "b.tar.gz", gzipOf(t, tarOf(t, tar.Header{Name: "c/d.py", Typeflag: tar.TypeReg, Linkname: "1"}))), "a.tar", tarOf(t, tar.Header{Name: "e.py", Typeflag: tar.TypeReg, Linkname: "2"})}, []string{"a/b/c/d.py=1", "a/e.py=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := unpack(t, test.files...); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%v\ngot  %q\nwant %q", err, got, test.want)
			}
		})
	}
}

// Names in a zip are in UTF-8 or in the code page of Windows.
func TestNameEncodings(t *testing.T) {
	for _, name := range []string{"r\x82ponse \x85 \xB7.py", "réponse à À.py"} {
		inner := rawZip(t, func(h *zip.FileHeader) { h.Name, h.NonUTF8, h.Modified = name, true, time.Time{} }, "")
		got, err := unpack(t, "a.zip", inner)
		if err != nil || !slices.Equal(got, []string{"a/réponse à À.py="}) {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
