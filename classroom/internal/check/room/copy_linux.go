package room

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// maxCopies is how many bytes of the program's own files are copied.
const maxCopies = 128 << 20

// secrets are files in the folders of tools that hold passwords.
var secrets = []string{"credentials", "credentials.toml", "settings.xml", "settings-security.xml", ".npmrc", "etc/npmrc"}

// showTool lets the program read the folder dir of an interpreter or a compiler.
func showTool(dir string) error {
	if err := bindReadOnly(machineDir+dir, roomDir+dir); err != nil {
		return err
	}
	for _, name := range secrets {
		if _, err := os.Stat(roomDir + dir + "/" + name); err == nil {
			if err := mountReadOnly(machineDir+"/dev/null", roomDir+dir+"/"+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// showCopy shows the program a copy of the folder dir, to which it may write:
// the kernel copies a file when it is written to (overlayfs).
func (s *Setup) showCopy(dir string) error {
	layer := s.layer(dir)
	for _, sub := range []string{"lower", "upper", "work"} {
		if err := s.mkdirProgram(filepath.Join(layer, sub)); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(roomDir+dir, 0o755); err != nil {
		return err
	}
	// The path of lower has no character that is special in the options of a mount.
	if err := bindReadOnly(machineDir+dir, layer+"/lower"); err != nil {
		return err
	}
	options := fmt.Sprintf("lowerdir=%s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work,userxattr", layer)
	if err := mount("overlay", roomDir+dir, "overlay", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		if err := os.CopyFS(layer+"/upper", limitedFS{os.DirFS(machineDir + dir), new(int64)}); err != nil {
			return fmt.Errorf("no overlay, and no copy: %w", err)
		}
		if err := bind(layer+"/upper", roomDir+dir); err != nil {
			return err
		}
	}
	return nil
}

// layer returns the folder for what the program changes in dir.
func (s *Setup) layer(dir string) string {
	return fmt.Sprintf("%s/layers/%d", workDir, slices.Index(append(s.Folders, s.Caches...), dir))
}

// giveFolder makes the program the owner of the copy in dir, if it runs as another
// user than the checker. The kernel copies a file's contents then, so large files
// that everybody may read stay as they are.
func (s *Setup) giveFolder(dir string) error {
	if s.User.UID == 0 {
		return nil
	}
	left := 20_000 // files: nobody should wait long for this
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if left--; left < 0 {
			return filepath.SkipAll
		}
		if err != nil || e.IsDir() && e.Name() == ".git" {
			return filepath.SkipDir
		}
		if !e.IsDir() {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || info.Mode()&0o004 != 0 && info.Size() > 64<<10 {
				return nil
			}
		}
		os.Lchown(path, s.User.UID, s.User.GID) // if that fails, the program may not write there
		return nil
	})
}

// giveCache makes the program the owner of the folders of a cache. They are one
// level deep, and hold very many files, to which nobody writes again.
func (s *Setup) giveCache(dir string) error {
	entries, err := os.ReadDir(dir)
	if s.User.UID == 0 || err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			os.Lchown(filepath.Join(dir, e.Name()), s.User.UID, s.User.GID)
		}
	}
	return os.Lchown(dir, s.User.UID, s.User.GID)
}

// filesByFolder returns the files that are shown alone, and the working folder.
func (s *Setup) filesByFolder() map[string][]string {
	all := map[string][]string{}
	if !slices.ContainsFunc(s.Folders, func(f string) bool { return Inside(current.dir, f) }) && current.dir != s.home() && !InSystem(current.dir) && current.dir != "/" && current.dir != "/tmp" {
		all[current.dir] = nil
	}
	for _, f := range s.Files {
		all[filepath.Dir(f)] = append(all[filepath.Dir(f)], f)
	}
	return all
}

// showFiles shows the program a copy of files, alone in their folder.
func (s *Setup) showFiles(dir string, files []string) error {
	to := filepath.Join(workDir, "alone", dir)
	if err := s.mkdirProgram(to); err != nil {
		return err
	}
	for _, f := range files {
		if err := s.copyFile(machineDir+f, filepath.Join(to, filepath.Base(f))); err != nil {
			return err
		}
	}
	return bind(to, roomDir+dir)
}

func (s *Setup) copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Chown(s.User.UID, s.User.GID), out.Close())
}

// limitedFS is a file system of which no more than maxCopies bytes are read.
type limitedFS struct {
	fs.FS
	read *int64
}

func (l limitedFS) Open(name string) (fs.File, error) {
	f, err := l.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if *l.read += info.Size(); *l.read > maxCopies {
			f.Close()
			return nil, fmt.Errorf("more than %d MiB", maxCopies>>20)
		}
	}
	return f, nil
}
