// Package saves tells when files of a program are saved, by whatever editor.
package saves

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// quietTime is how long nothing must be saved before what was saved is told: an editor
	// writes a file in several steps.
	quietTime = 150 * time.Millisecond
	// longestTime is after which time it is told although files are saved all the while.
	longestTime = time.Second

	maxFolders = 5000 // that are watched: each one takes memory of the system
	maxNames   = 100  // that are told at once
)

// A Watcher watches the folders of a program, with the folders in them.
type Watcher struct {
	// Saved gets the paths of files that were saved, 100 at most. If nobody receives
	// them, later ones are added to them. It is closed when a folder is no longer there, or
	// at Close.
	Saved <-chan []string

	notify  *fsnotify.Watcher
	folders []string // without those in them
	files   []string // that are watched in folders of which nothing else is
	done    chan struct{}
	err     error // when done is closed: why, if not because of Close
}

// Watch watches folders, and files in other folders. All paths are absolute. The
// caller must call Close.
func Watch(folders, files []string) (*Watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("cannot watch for saved files: %w", err)
	}
	saved := make(chan []string)
	w := &Watcher{Saved: saved, notify: notify, folders: folders, files: files, done: make(chan struct{})}
	for _, f := range folders {
		if _, err := w.add(f); err != nil {
			notify.Close()
			return nil, err
		}
	}
	for _, f := range files {
		if err := w.watch(filepath.Dir(f)); err != nil {
			notify.Close()
			return nil, err
		}
	}
	go func() {
		defer close(w.done)
		defer close(saved)
		w.err = w.run(notify.Events, notify.Errors, saved)
	}()
	return w, nil
}

// Close ends w. It returns why w has ended before, or nil.
func (w *Watcher) Close() error {
	w.notify.Close()
	for range w.Saved {
	}
	<-w.done
	return w.err
}

// run reads events until they end, and sends to saved what they mean.
func (w *Watcher) run(events <-chan fsnotify.Event, errs <-chan error, saved chan<- []string) error {
	var names []string // saved, and not told yet
	var quiet, longest <-chan time.Time
	var out chan<- []string // saved when names are to be told, else nil
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return nil
			}
			if e.Op&(fsnotify.Remove|fsnotify.Rename) != 0 && slices.Contains(w.folders, e.Name) {
				return fmt.Errorf("the folder %s has been removed or renamed: start again", e.Name)
			}
			if e.Has(fsnotify.Rename) {
				w.forget(e.Name)
			}
			more, err := w.savedBy(e)
			if err != nil {
				return err
			}
			if len(more) == 0 {
				continue
			}
			names, out = merge(names, more), nil
			quiet = time.After(quietTime)
			if longest == nil {
				longest = time.After(longestTime)
			}
			continue
		case err, ok := <-errs:
			if !ok {
				return nil
			}
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return fmt.Errorf("cannot watch for saved files any longer: %w", err)
			}
			names = merge(names, w.folders) // so much was saved that the system does not tell what
		case <-quiet:
		case <-longest:
		case out <- names:
			names, out = nil, nil
			continue
		}
		quiet, longest = nil, nil
		// A file that is gone again was a file for a moment: an editor's, or a compiler's.
		names = slices.DeleteFunc(names, func(name string) bool { _, err := os.Lstat(name); return err != nil })
		out = nil
		if len(names) > 0 {
			out = saved
		}
	}
}

// merge returns the names of both lists, sorted, 100 at most.
func merge(names, more []string) []string {
	all := slices.Concat(names, more)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxNames)]
}

// savedBy returns the files that are saved if e happens. It begins to watch a folder
// that is new.
func (w *Watcher) savedBy(e fsnotify.Event) ([]string, error) {
	if e.Op&(fsnotify.Create|fsnotify.Write) == 0 || isIgnored(e.Name) {
		return nil, nil
	}
	if slices.Contains(w.files, e.Name) {
		return []string{e.Name}, nil
	}
	in := func(folder string) bool { return strings.HasPrefix(e.Name, folder+string(filepath.Separator)) }
	if !slices.ContainsFunc(w.folders, in) {
		return nil, nil
	}
	info, err := os.Lstat(e.Name)
	switch {
	case err != nil: // it is gone again
		return nil, nil
	case info.IsDir() && e.Has(fsnotify.Create):
		files, err := w.add(e.Name)
		if isHidden(err) {
			err = nil
		}
		return files, err
	case info.IsDir():
		return nil, nil
	}
	return []string{e.Name}, nil
}

// add watches folder and those in it, and returns the files that are there. Folders
// in it that the user may not read are left out.
func (w *Watcher) add(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path != folder:
			return nil
		case err != nil:
			return fmt.Errorf("cannot watch the folder: %w", err)
		case !d.IsDir():
			if !isIgnored(path) {
				files = append(files, path)
			}
			return nil
		case path != folder && (isIgnored(path) || isEnvironment(path)):
			return fs.SkipDir
		}
		err = w.watch(path)
		if path != folder && isHidden(err) {
			return fs.SkipDir
		}
		return err
	})
	return files, err
}

// forget stops watching a folder that had that name, and those in it: the system would go
// on to tell what is saved there, under the old name.
func (w *Watcher) forget(name string) {
	for _, folder := range w.notify.WatchList() {
		if folder == name || strings.HasPrefix(folder, name+string(filepath.Separator)) {
			w.notify.Remove(folder) // an error says that the system has done so already
		}
	}
}

// isHidden reports whether a folder may not be read, or is gone again.
func isHidden(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}

// watch watches one folder.
func (w *Watcher) watch(folder string) error {
	if len(w.notify.WatchList()) >= maxFolders {
		return fmt.Errorf("the program's folders have more than %d folders in them, too many to watch: put the program into a folder of its own", maxFolders)
	}
	if err := w.notify.Add(folder); err != nil {
		return fmt.Errorf("cannot watch the folder %s: %w (see the limits fs.inotify.max_user_watches of Linux, ulimit -n of macOS)", folder, err)
	}
	return nil
}

// isIgnored reports whether what is saved under that name is no part of a program: it is
// hidden, as .git and .x.swp are, a copy or a temporary file of an editor, or what Python has
// compiled.
func isIgnored(path string) bool {
	name := filepath.Base(path)
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "#"), strings.HasSuffix(name, "~"):
		return true
	case name == "__pycache__", name == "node_modules", name == "4913": // with the last one, vim tries whether it may write
		return true
	}
	return slices.Contains([]string{".pyc", ".swp", ".swx", ".swo", ".tmp", ".bak"}, strings.ToLower(filepath.Ext(name)))
}

// isEnvironment reports whether folder is a virtual environment of Python.
func isEnvironment(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "pyvenv.cfg"))
	return err == nil
}
