package saves

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// must fails the test if one of the steps of an editor does.
func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func write(t *testing.T, file string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte("print('Hello')\n"), 0o644))
}

// expect receives until all of want were saved, and nothing else.
func expect(t *testing.T, w *Watcher, want ...string) {
	t.Helper()
	got := map[string]bool{}
	for len(got) < len(want) {
		for _, name := range labtest.Receive(t, w.Saved) {
			if !slices.Contains(want, name) {
				t.Fatalf("%s was saved, want %q", name, want)
			}
			got[name] = true
		}
	}
}

func watchFolder(t *testing.T) (w *Watcher, file func(string) string) {
	t.Helper()
	dir := t.TempDir()
	file = func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	write(t, file("mine.py"))
	w, err := Watch([]string{dir}, nil)
	must(t, err)
	t.Cleanup(func() { must(t, w.Close()) })
	return w, file
}

// Whatever an editor does to save a file, the file is saved, and nothing else.
func TestEditors(t *testing.T) {
	for name, save := range map[string]func(t *testing.T, file func(string) string){
		"in place": func(t *testing.T, file func(string) string) { write(t, file("mine.py")) },
		"rename and replace": func(t *testing.T, file func(string) string) {
			write(t, file("mine.py.tmp"))
			must(t, os.Rename(file("mine.py.tmp"), file("mine.py")))
		},
		"a temporary file of any name": func(t *testing.T, file func(string) string) {
			write(t, file("sedX4hQ1z"))
			must(t, os.Rename(file("sedX4hQ1z"), file("mine.py")))
		},
		"vim": func(t *testing.T, file func(string) string) {
			write(t, file(".mine.py.swp"))
			write(t, file("4913"))
			must(t, os.Remove(file("4913")), os.Rename(file("mine.py"), file("mine.py~")))
			write(t, file("mine.py"))
			must(t, os.Remove(file("mine.py~")))
		},
		"emacs": func(t *testing.T, file func(string) string) {
			write(t, file("#mine.py#"))
			must(t, os.Rename(file("mine.py"), file("mine.py~")))
			write(t, file("mine.py"))
			must(t, os.Remove(file("#mine.py#")))
		},
		"GNOME": func(t *testing.T, file func(string) string) {
			write(t, file(".goutputstream-4KXQ42"))
			must(t, os.Rename(file(".goutputstream-4KXQ42"), file("mine.py")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, file := watchFolder(t)
			save(t, file)
			expect(t, w, file("mine.py"))
		})
	}
}

// What is not written by a person, or is gone again, is not saved.
func TestNotSaved(t *testing.T) {
	w, file := watchFolder(t)
	for _, name := range []string{"__pycache__/mine.cpython-311.pyc", ".git/index", ".mine.py.swp", "4913", "mine.py~", "sub/.idea/x.xml", "node_modules/a/b.js"} {
		write(t, file(name))
	}
	must(t, os.Mkdir(file("venv"), 0o755))
	write(t, file("a.out"))
	must(t, os.Remove(file("a.out")), os.Chmod(file("mine.py"), 0o700))
	if _, err := os.ReadFile(file("mine.py")); err != nil {
		t.Fatal(err)
	}
	write(t, file("last.py"))
	expect(t, w, file("last.py"))
}

// A new folder is watched too, and what was in it before that is saved.
func TestNewFolder(t *testing.T) {
	w, file := watchFolder(t)
	write(t, file("a/b/helper.py"))
	expect(t, w, file("a/b/helper.py"))
	write(t, file("a/other.py"))
	write(t, file("a/b/helper.py"))
	expect(t, w, file("a/other.py"), file("a/b/helper.py"))
	must(t, os.Rename(file("a"), file("c")))
	expect(t, w, file("c/other.py"), file("c/b/helper.py"))
	write(t, file("c/b/helper.py"))
	expect(t, w, file("c/b/helper.py"))
}

// A virtual environment that is there already is left out.
func TestEnvironment(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "pyvenv.cfg")) // some keep their programs in one
	write(t, filepath.Join(dir, "venv", "pyvenv.cfg"))
	write(t, filepath.Join(dir, "venv", "lib", "x.py"))
	w, err := Watch([]string{dir}, nil)
	must(t, err)
	defer w.Close()
	write(t, filepath.Join(dir, "venv", "lib", "x.py"))
	write(t, filepath.Join(dir, "mine.py"))
	expect(t, w, filepath.Join(dir, "mine.py"))
}

// In a folder that belongs to others too, only the program's file is watched.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	mine, other := filepath.Join(dir, "mine.py"), filepath.Join(dir, "other.py")
	write(t, mine)
	w, err := Watch(nil, []string{mine})
	must(t, err)
	defer w.Close()
	write(t, other)
	write(t, filepath.Join(dir, "sub", "mine.py"))
	write(t, mine)
	expect(t, w, mine)
}

func TestGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "program")
	write(t, filepath.Join(dir, "mine.py"))
	w, err := Watch([]string{dir}, nil)
	must(t, err)
	must(t, os.Rename(dir, dir+"2"))
	for range w.Saved {
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "has been removed or renamed: start again") {
		t.Error(err)
	}
	if _, err := Watch([]string{dir}, nil); err == nil {
		t.Error("a folder that is not there is watched")
	}
}

// A save is told when nothing more was saved for a while; if files are saved all the
// time, once in a longer while. Nobody needs to be there for it.
func TestQuiet(t *testing.T) {
	dir := t.TempDir()
	mine, log, gone := filepath.Join(dir, "mine.py"), filepath.Join(dir, "log.txt"), filepath.Join(dir, "gone.o")
	write(t, mine)
	write(t, log)
	synctest.Test(t, func(t *testing.T) {
		events, saved := make(chan fsnotify.Event), make(chan []string)
		w := &Watcher{folders: []string{dir}}
		go w.run(events, nil, saved)
		defer close(events)
		save := func(name string) { events <- fsnotify.Event{Name: name, Op: fsnotify.Write} }
		told := func(after time.Duration, want ...string) {
			t.Helper()
			start := time.Now()
			if got := <-saved; time.Since(start) != after || !slices.Equal(got, want) {
				t.Errorf("%q after %v, want %q after %v", got, time.Since(start), want, after)
			}
		}
		save(mine)
		save(gone)
		time.Sleep(quietTime / 2)
		save(mine)
		told(quietTime, mine)

		go func() {
			for range 30 {
				save(log)
				time.Sleep(90 * time.Millisecond)
			}
		}()
		told(longestTime, log)
		told(80*time.Millisecond+longestTime, log) // from the next save on
		time.Sleep(time.Minute)
		save(mine)
		told(quietTime, log, mine)

		save(gone)
		time.Sleep(time.Minute)
		select {
		case got := <-saved:
			t.Errorf("%q was saved", got)
		default:
		}
	})
}
