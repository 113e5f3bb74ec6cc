package handin_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/class/handin"
)

// zipOf returns a zip with files; each two arguments are a name and a content. A
// name that ends with "/" is a folder.
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil && !strings.HasSuffix(files[i], "/") {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// save writes content into a file of its own and returns its name.
func save(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// folderOf returns a folder with files, as zipOf.
func folderOf(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if strings.HasSuffix(files[i], "/") {
			err = os.MkdirAll(name, 0o755)
		} else if err == nil {
			err = os.WriteFile(name, []byte(files[i+1]), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t testing.TB, name string) *handin.Class {
	t.Helper()
	c, err := handin.Open(name, steps.Signs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// list returns the files in dir with their contents, "name=content". Remarks are
// added with "# ", those for a person with "! ".
func list(t testing.TB, dir string, remarks []handin.Remark) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			t.Errorf("%s is not a regular file", name)
		}
		content, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all = append(all, filepath.ToSlash(rel)+"="+string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range remarks {
		mark := "# "
		if r.Person {
			mark = "! "
		}
		all = append(all, mark+r.Text)
		if r.File != "" && !slices.ContainsFunc(all, func(f string) bool { return strings.HasPrefix(f, r.File+"=") || strings.HasPrefix(f, r.File+"/") }) {
			t.Errorf("the remark %q is on the file %q, which is not there", r.Text, r.File)
		}
	}
	return all
}

// unpack returns what is in the submission with only files in it, and its remarks.
func unpack(t testing.TB, files ...string) ([]string, error) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		files[i] = "student/" + files[i]
	}
	c := open(t, save(t, "class.zip", zipOf(t, files...)))
	dir := filepath.Join(t.TempDir(), "student")
	remarks, err := c.Submissions[0].Unpack(dir)
	if err != nil {
		return nil, err
	}
	return list(t, dir, remarks), nil
}

func TestOpen(t *testing.T) {
	const f = "_assignsubmission_file"
	for name, test := range map[string]struct {
		files []string
		want  string // each submission: ID, name, number, folder: files
	}{
		"Moodle 4.1": {
			[]string{"Marie Dupont_123456" + f + "/a.py", "1", "Marie Dupont_123456" + f + "/tp/b.py", "2", "Zoé Öz_7" + f + "/c.py", "3"},
			"marie-dupont-123456|Marie Dupont|123456|Marie Dupont_123456_assignsubmission_file|a.py=1 tp/b.py=2\n" +
				"zoe-oz-7|Zoé Öz|7|Zoé Öz_7_assignsubmission_file|c.py=3\n",
		},
		"before 4.1": {
			[]string{"Marie Dupont_12" + f + "_/a.py", "1"},
			"marie-dupont-12|Marie Dupont|12|Marie Dupont_12_assignsubmission_file_|a.py=1\n",
		},
		"without folders": {
			[]string{"Marie Dupont_12" + f + "_a.py", "1", "Marie Dupont_12" + f + "_b_2.py", "2", "Bob_3" + f + "_Eve_4" + f + "_c.py", "3"},
			"bob-3|Bob|3|Bob_3_assignsubmission_file|Eve_4_assignsubmission_file_c.py=3\n" +
				"marie-dupont-12|Marie Dupont|12|Marie Dupont_12_assignsubmission_file|a.py=1 b_2.py=2\n",
		},
		"a typed text beside files": {
			[]string{"A B_1" + f + "/a.py", "1", "A B_1_assignsubmission_onlinetext/onlinetext.html", "<p></p>", "C_2_assignsubmission_onlinetext_onlinetext.html", ""},
			"a-b-1|A B|1|A B_1_assignsubmission_file|a.py=1 onlinetext.html=<p></p>\n" +
				"c-2|C|2|C_2_assignsubmission_onlinetext|onlinetext.html=\n",
		},
		"groups": {
			[]string{"Groupe 3_55" + f + "/a.py", "1", "Groupe par défaut" + f + "/b.py", "2"},
			"groupe-3-55|Groupe 3|55|Groupe 3_55_assignsubmission_file|a.py=1\n" +
				"groupe-par-defaut|Groupe par défaut||Groupe par défaut_assignsubmission_file|b.py=2\n",
		},
		"blind marking": {
			[]string{"Participant_8" + f + "/a.py", "1", "Participant_9" + f + "/a.py", "2"},
			"participant-8|Participant 8|8|Participant_8_assignsubmission_file|a.py=1\n" +
				"participant-9|Participant 9|9|Participant_9_assignsubmission_file|a.py=2\n",
		},
		"a name with an underscore": { // not from Moodle itself
			[]string{"Group_1_Marie Dupont_12" + f + "/a.py", "1"},
			"group-1-marie-dupont-12|Group_1_Marie Dupont|12|Group_1_Marie Dupont_12_assignsubmission_file|a.py=1\n",
		},
		"the same name twice": {
			[]string{"Li Wei_1" + f + "/a.py", "1", "Li Wei_2" + f + "/a.py", "2"},
			"li-wei-1|Li Wei|1|Li Wei_1_assignsubmission_file|a.py=1\nli-wei-2|Li Wei|2|Li Wei_2_assignsubmission_file|a.py=2\n",
		},
		"folders": {
			[]string{"bob/a.py", "1", "alice/tp/a.py", "2", "grades.csv", "x", "eve/", "", "__MACOSX/alice/._a.py", "x", ".DS_Store", "x"},
			"alice|alice|||tp/a.py=2\nbob|bob|||a.py=1\neve|eve|||# nothing was handed in\nignored grades.csv\n",
		},
		"names that look alike": {
			[]string{"É/a.py", "1", "e/a.py", "2", "李/a.py", "3", "con/a.py", "4"},
			"e-3f79bb7b|e|||a.py=2\ne-a755f65d|É|||a.py=1\nstudent|李|||a.py=3\nstudent-con|con|||a.py=4\n",
		},
		"all in one folder": {
			[]string{"IN43-TP1/Marie Dupont_12" + f + "/a.py", "1", "__MACOSX/x", ""},
			"marie-dupont-12|Marie Dupont|12|Marie Dupont_12_assignsubmission_file|a.py=1\n",
		},
		"all in one folder, not from Moodle": {
			[]string{"class/alice/a.py", "1", "class/bob/a.py", "2"},
			"alice|alice|||a.py=1\nbob|bob|||a.py=2\n",
		},
		"a class of one": {
			[]string{"alice/ex1/a.py", "1", "alice/ex2/a.py", "2"},
			"alice|alice|||ex1/a.py=1 ex2/a.py=2\n",
		},
		"a class of one with archives": {
			[]string{"alice/alice_tp1.zip", zipOf(t, "a.py", "1"), "alice/alice_tp2.zip", zipOf(t, "a.py", "2")},
			"alice|alice|||alice_tp1/a.py=1 alice_tp2/a.py=2\n",
		},
		"repositories": {
			[]string{"tp1-alice/.git/config", "x", "tp1-alice/a.py", "1", "tp1-alice/.gitignore", "x", "tp1-bob/.git", "gitdir: x", "tp1-bob/b.py", "2"},
			"tp1-alice|tp1-alice|||.gitignore=x a.py=1\ntp1-bob|tp1-bob|||b.py=2\n",
		},
		"an archive for each": {
			[]string{"alice.zip", zipOf(t, "a.py", "1"), "bob.zip", zipOf(t, "tp/b.py", "2")},
			"alice|alice|||alice/a.py=1\nbob|bob|||bob/tp/b.py=2\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, from := range []string{save(t, "class.zip", zipOf(t, test.files...)), folderOf(t, test.files...)} {
				c := open(t, from)
				var got strings.Builder
				for _, s := range c.Submissions {
					dir := filepath.Join(t.TempDir(), s.ID)
					remarks, err := s.Unpack(dir)
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&got, "%s|%s|%s|%s|%s\n", s.ID, s.Name, s.MoodleID, s.Folder, strings.Join(list(t, dir, remarks), " "))
				}
				for _, name := range c.Ignored {
					fmt.Fprintf(&got, "ignored %s\n", name)
				}
				if got.String() != test.want {
					t.Errorf("%s:\ngot\n%swant\n%s", filepath.Base(from), &got, test.want)
				}
			}
		})
	}
}

func TestOpenFails(t *testing.T) {
	for name, test := range map[string]struct{ path, want string }{
		"nothing there":      {filepath.Join(t.TempDir(), "nowhere"), "nowhere"},
		"not a zip":          {save(t, "a.zip", "hello"), "give a folder, or the zip"},
		"an empty zip":       {save(t, "a.zip", zipOf(t)), "no folder of a student"},
		"one student's work": {folderOf(t, "server.py", "1", "client.py", "2"), "no folder of a student"},
		"outside only":       {save(t, "a.zip", zipOf(t, "../a/b.py", "1", "/etc/passwd", "2")), "no folder of a student"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := handin.Open(test.path, nil); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Submissions are unpacked at the same time.
func TestUnpackTogether(t *testing.T) {
	var files []string
	for i := range 50 {
		files = append(files, fmt.Sprintf("student%d/a.zip", i), zipOf(t, "b.py", fmt.Sprint(i)))
	}
	c := open(t, save(t, "class.zip", zipOf(t, files...)))
	work := t.TempDir()
	var all sync.WaitGroup
	for _, s := range c.Submissions {
		all.Go(func() {
			if _, err := s.Unpack(filepath.Join(work, s.ID)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, s := range c.Submissions {
		if got := list(t, filepath.Join(work, s.ID), nil); got[0] != "a/b.py="+strings.TrimPrefix(s.Name, "student") {
			t.Errorf("%s: %q", s.Name, got)
		}
	}
}

func TestDigest(t *testing.T) {
	digest := func(files ...string) string {
		t.Helper()
		c := open(t, folderOf(t, files...))
		d, err := c.Submissions[0].Digest()
		if err != nil {
			t.Fatal(err)
		}
		if z := open(t, save(t, "class.zip", zipOf(t, files...))); len(z.Submissions) > 0 {
			if same, err := z.Submissions[0].Digest(); err != nil || same != d {
				t.Errorf("the digest is %q in a zip, %q in a folder (%v)", same, d, err)
			}
		}
		return d
	}
	first := digest("alice/a.py", "1", "alice/b.py", "2")
	if again := digest("alice/b.py", "2", "alice/a.py", "1", "alice/.DS_Store", "x", "bob/a.py", "1"); again != first {
		t.Error("the same files have another digest")
	}
	for _, other := range [][]string{
		{"alice/a.py", "1", "alice/b.py", "3"},
		{"alice/a.py", "1", "alice/c.py", "2"},
		{"alice/a.py", "1"},
		{"alice/a.py", "1", "alice/b.py", "2", "alice/c.py", ""},
	} {
		if digest(other...) == first {
			t.Errorf("%q has the same digest", other)
		}
	}
}

func openZip(t testing.TB, content string) (*handin.Class, error) {
	return handin.Open(save(t, "class.zip", content), steps.Signs())
}

// An ID is a name that every system takes, whatever the student's folder is called.
func FuzzFolderName(f *testing.F) {
	for _, name := range []string{"Marie Dupont_12_assignsubmission_file", "../x", "a_1_assignsubmission_file_b_2_assignsubmission_file_c", "con", "É\u0301\x1b[2J", "_1_assignsubmission_file", `a\b`} {
		f.Add(name)
	}
	id := regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,120}$`)
	f.Fuzz(func(t *testing.T, name string) {
		if len(name) > 5000 {
			return
		}
		c, err := openZip(t, zipOf(t, name+"/a.py", "1", name+"_b.py", "2", "zoé/b.py", "3"))
		if err != nil {
			return
		}
		defer c.Close()
		seen := map[string]bool{}
		for _, s := range c.Submissions {
			if !id.MatchString(s.ID) || seen[s.ID] {
				t.Errorf("the ID of %q is %q", s.Name, s.ID)
			}
			seen[s.ID] = true
		}
	})
}
