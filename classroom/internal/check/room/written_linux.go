package room

import (
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Written lists what the program has written, changed or deleted in its folders.
func Written() []string {
	if !walled(current.Isolation) {
		return nil
	}
	var all []string
	look := func(changes, dir string) {
		filepath.WalkDir(changes, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.Name() == "__pycache__" {
				return fs.SkipDir
			}
			var stat unix.Stat_t
			if e.IsDir() || unix.Lstat(path, &stat) != nil || time.Unix(stat.Ctim.Unix()).Before(current.ready) {
				return nil
			}
			name, _ := filepath.Rel(changes, path)
			if rel, err := filepath.Rel(current.dir, filepath.Join(dir, name)); err == nil {
				name = rel
			}
			all = append(all, name)
			return nil
		})
	}
	for _, dir := range current.Folders {
		look(current.layer(dir)+"/upper", dir)
	}
	look(workDir+"/alone", "/")
	slices.Sort(all)
	return all
}

// Used returns how many bytes and files the program has written.
func Used() (bytes, files uint64) {
	if !walled(current.Isolation) {
		return 0, 0
	}
	bytes, files = occupied()
	return bytes - min(bytes, current.bytes), files - min(files, current.files)
}

// occupied returns how many bytes and files there are in workDir.
func occupied() (bytes, files uint64) {
	var s unix.Statfs_t
	if unix.Statfs(workDir, &s) != nil {
		return 0, 0
	}
	return (s.Blocks - s.Bfree) * uint64(s.Bsize), s.Files - s.Ffree
}
