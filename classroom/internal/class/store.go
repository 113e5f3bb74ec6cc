package class

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/natefinch/atomic"

	"in43.example/classroom/internal/check"
)

// A store is the folder of results:
//
//	class.json              what is checked, and how
//	work                    the name of the folder in which programs run now
//	ID/student.json         a student: a row
//	ID/STEP.json            the result of a step: a cell
//
// Each file is written when its content is known, in one step. Rows and cells have a
// key, which depends on all that the content depends on: if the key, or the sum of the
// content, is another one than expected, the file counts for nothing.
type store struct {
	dir string

	mu      sync.Mutex
	unsaved map[string][]byte // what could not be written, by the names of files
}

const (
	manifestFile = "class.json"
	workFile     = "work"
	studentFile  = "student.json"
)

// A manifest says what is checked, and how.
type manifest struct {
	Checker  string  `json:"checker"`
	Title    string  `json:"title"`
	Seed     uint64  `json:"seed"`
	Points   *Points `json:"points"`
	Shard    int     `json:"shard"` // 1 of 1: all
	Of       int     `json:"of"`
	Students []keyed `json:"students"` // of all shards
}

// A keyed is a student, by a key that depends on the hand-in and on all else that the
// results depend on.
type keyed struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

// mine reports whether student i is one of this shard's.
func (m *manifest) mine(i int) bool { return i%m.Of == m.Shard-1 }

// A row is what is known about a student before a program runs.
type row struct {
	Student Student `json:"student"`          // without results
	Person  string  `json:"person,omitempty"` // why a person has to look: then nothing is missing
	// Doubts say, by step, why a FAIL means nothing.
	Doubts map[string]string `json:"doubts,omitempty"`
}

// A cell is a result.
type cell struct {
	Report *check.Report `json:"report"`
	// Again says that it is the result beside other checks, and that another one is to
	// come: see waiting.
	Again   bool   `json:"again,omitempty"`
	Changed string `json:"changed,omitempty"`
}

// An envelope is what a file of a row or a cell holds.
type envelope struct {
	Key     string          `json:"key"`
	Sum     string          `json:"sum"`
	Content json.RawMessage `json:"content"`
}

// hash returns a short hash of parts.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// checker returns what tells this checker from another version of it: a hash of the
// program.
var checker = sync.OnceValues(func() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(self)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)[:16]), err
})

// openStore makes or opens the folder of results dir. Without resume, results that are
// there are removed. It never touches a folder of another kind.
func openStore(dir string, resume bool) (*store, *manifest, error) {
	s := &store{dir: dir, unsaved: map[string][]byte{}}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, err
	}
	s.removeWork()
	s.tidy("")
	old, err := s.manifest()
	switch {
	case err == nil && resume, errors.Is(err, fs.ErrNotExist) && resume:
		return s, old, nil
	case err == nil:
		for _, st := range old.Students {
			if err := os.RemoveAll(filepath.Join(dir, st.ID)); err != nil {
				return nil, nil, err
			}
		}
		return s, nil, nil
	case resume: // a damaged manifest is written again
		return s, nil, nil
	}
	if inside, err := os.ReadDir(dir); err != nil || len(inside) > 0 {
		return nil, nil, fmt.Errorf("%q is there, and holds no results: give another folder with --results", dir)
	}
	return s, nil, nil
}

// manifest reads the manifest.
func (s *store) manifest() (*manifest, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, manifestFile))
	if err != nil {
		return nil, err
	}
	m := new(manifest)
	if err := json.Unmarshal(b, m); err != nil {
		return nil, err
	}
	for _, st := range m.Students {
		if !filepath.IsLocal(st.ID) || strings.ContainsAny(st.ID, `/\`) || st.ID == "." {
			return nil, fmt.Errorf("%q is no identifier", st.ID)
		}
	}
	if m.Of < 1 || m.Shard < 1 || m.Shard > m.Of || m.Points == nil {
		return nil, errors.New("it is damaged")
	}
	return m, nil
}

func (s *store) writeManifest(m *manifest) error {
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return atomic.WriteFile(filepath.Join(s.dir, manifestFile), bytes.NewReader(append(b, '\n')))
}

// makeWork makes a folder for the students' files. Its name has the same length each
// time, since reports may be cut by the length of what the program prints.
func (s *store) makeWork() (string, error) {
	temp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return "", err
	}
	dir := filepath.Join(temp, fmt.Sprintf("%s%012x", workPrefix, rand.Uint64()>>16))
	if err := os.WriteFile(filepath.Join(s.dir, workFile), []byte(dir), 0o644); err != nil {
		return "", err
	}
	return dir, os.Mkdir(dir, 0o700)
}

const workPrefix = "classroom-"

// removeWork removes the folder for the students' files, also that of a run that was
// killed.
func (s *store) removeWork() {
	name := filepath.Join(s.dir, workFile)
	b, err := os.ReadFile(name)
	if err != nil {
		return
	}
	if dir := string(b); filepath.IsAbs(dir) && strings.HasPrefix(filepath.Base(dir), workPrefix) {
		os.RemoveAll(dir)
	}
	os.Remove(name)
}

// tidy removes what a run that was killed has left in the folder of a student, or in that
// of the results: files that were not yet called *.json.
func (s *store) tidy(id string) {
	half, _ := filepath.Glob(filepath.Join(s.dir, id, "*.json?*"))
	for _, name := range half {
		os.Remove(name)
	}
}

func cellFile(step string) string { return step + ".json" }

// save writes content to the file of student id. In all texts, the folder work becomes
// ".". What cannot be written is kept in memory.
func (s *store) save(id, file, key, work string, content any) error {
	inner, err := json.Marshal(content)
	if err != nil {
		return err
	}
	if work != "" {
		inner = bytes.ReplaceAll(inner, inJSON(work+string(filepath.Separator)), nil)
		inner = bytes.ReplaceAll(inner, inJSON(work), []byte("."))
	}
	key = hash(key, file)
	out, err := json.Marshal(envelope{key, hash(string(inner)), inner})
	if err != nil {
		return err
	}
	name := filepath.Join(id, file)
	err = os.MkdirAll(filepath.Join(s.dir, id), 0o755)
	if err == nil {
		err = atomic.WriteFile(filepath.Join(s.dir, name), bytes.NewReader(append(out, '\n')))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.unsaved, name)
	if err != nil {
		s.unsaved[name] = out
		err = fmt.Errorf("the result %s cannot be written: %w", name, err)
	}
	return err
}

// inJSON returns text as it stands in a string of JSON.
func inJSON(text string) []byte {
	b, _ := json.Marshal(text) // a string
	return b[1 : len(b)-1]
}

// failed returns an error that names what could not be written, or nil.
func (s *store) failed() error {
	if len(s.unsaved) == 0 {
		return nil
	}
	return fmt.Errorf("not written to the results, so that --resume will check it again: %s", listed(slices.Sorted(maps.Keys(s.unsaved))))
}

// load reads what save has written. It returns false if it is not there, is damaged, or
// has another key.
func (s *store) load(id, file, key string, content any) bool {
	name := filepath.Join(id, file)
	s.mu.Lock()
	b := s.unsaved[name]
	s.mu.Unlock()
	if b == nil {
		var err error
		if b, err = os.ReadFile(filepath.Join(s.dir, name)); err != nil {
			return false
		}
	}
	var e envelope
	if json.Unmarshal(b, &e) != nil || e.Key != hash(key, file) || e.Sum != hash(string(e.Content)) {
		return false
	}
	return json.Unmarshal(e.Content, content) == nil
}
