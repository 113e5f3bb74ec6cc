package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A release is what the archives are made of.
type release struct {
	version string    // as in names of archives: 1.0.0, b6a2a84 where no tag is, dev
	commit  string    // all of its hash, or ""
	time    time.Time // of the commit; all files of the archives have it
}

// dirty ends the version where files differ from the commit.
const dirty = "-dirty"

// head returns the release of the commit that is checked out in root. Its
// version ends in dirty if there are files that differ from the commit, or that
// it does not have. If git cannot tell, the error says why, and the release is
// one to work with all the same.
func head(ctx context.Context, root string) (release, error) {
	dev := release{"dev", "", time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)} // the first day of a zip file
	version, err := git(ctx, root, "describe", "--tags", "--always", "--abbrev=7")
	if err != nil {
		return dev, err
	}
	changes, err := git(ctx, root, "status", "--porcelain", "--untracked-files=normal") // whatever git is told to show
	if err != nil {
		return dev, err
	}
	if changes != "" {
		version += dirty
	}
	commit, err := git(ctx, root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return dev, err
	}
	hash, seconds, _ := strings.Cut(commit, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return dev, fmt.Errorf("the time of the commit: %w", err)
	}
	return release{strings.TrimPrefix(version, "v"), hash, time.Unix(unix, 0).UTC()}, nil
}

// unchanged returns an error if root is no longer at the release r. The files
// are read while the archives are made, which takes minutes.
func unchanged(ctx context.Context, root string, r release) error {
	if now, _ := head(ctx, root); now != r {
		return fmt.Errorf("files have changed while the archives were made: this was %s, and is %s; make them again", r.version, now.version)
	}
	return nil
}

// repository returns the files of the repository in root: those that git has,
// and not what else lies there. Of a release that is of no commit, those are all
// files but the usual waste.
func repository(ctx context.Context, root string, r release) ([]entry, error) {
	var files []entry
	add := func(name string, executable bool) {
		e := entry{name: name, path: filepath.Join(root, filepath.FromSlash(name)), mode: 0o644}
		if executable {
			e.mode = 0o755
		}
		files = append(files, e)
	}
	if r.commit == "" {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case name != "." && leftOut(name) && d.IsDir():
				return fs.SkipDir
			case d.Type().IsRegular() && !leftOut(name):
				info, err := d.Info()
				if err != nil {
					return err
				}
				add(name, info.Mode()&0o100 != 0)
			}
			return nil
		})
		return files, err
	}
	list, err := git(ctx, root, "ls-files", "--stage", "-z") // the mode, a hash, a number, a tab, the name
	if err != nil {
		return nil, err
	}
	for record := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		switch info, name, _ := strings.Cut(record, "\t"); {
		case strings.HasPrefix(info, "100644 "):
			add(name, false)
		case strings.HasPrefix(info, "100755 "):
			add(name, true)
		default:
			return nil, fmt.Errorf("%s is a link or a submodule, which no archive holds; put a file in its place", name)
		}
	}
	for _, e := range files {
		if _, err := os.Stat(e.path); err != nil {
			return nil, fmt.Errorf("%s is in git, but not in this folder (%w); get it back with: git restore %[1]s", e.name, err)
		}
	}
	return files, nil
}

// leftOut reports whether a file or folder is no part of the repository: what
// .gitignore names, and what git, editors and systems hide.
func leftOut(name string) bool {
	switch name {
	case "bin", "dist", licencesFile: // an archive, unpacked, has the last one
		return true
	case ".ci", ".github", ".gitattributes", ".gitignore":
		return false
	}
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || base == "__pycache__" || path.Ext(base) == ".test" || path.Ext(base) == ".prof"
}

// git runs git in root, and does not take a repository around root for that of
// the lab.
func git(ctx context.Context, root string, args ...string) (string, error) {
	return output(ctx, root, []string{"GIT_CEILING_DIRECTORIES=" + filepath.Dir(root)}, "git", args...)
}

// output runs a command in dir, with env in addition to the environment, and
// returns what it prints, without the last newline.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", fmt.Errorf("%s %s: %w\n%s", name, args[0], err, exit.Stderr)
	}
	return strings.TrimSuffix(string(out), "\n"), err
}
