package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Where things are after newRoot, for the referee.
const (
	machineDir = "/.machine" // the root of the machine
	workDir    = "/.work"    // all that the program can write to, in memory
	roomDir    = "/.room"    // what becomes the root of the program
)

// maxCopies is how many bytes of the program's own files are copied.
const maxCopies = 128 << 20

// systemDirs returns the folders below root that hold the system.
func systemDirs(root string) []string {
	var all []string
	for _, name := range system {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil {
			all = append(all, filepath.Join(root, name))
		}
	}
	return all
}

// newRoot gives this process a root in memory, and prepares another one there
// for the program. This process goes on to see the files of the machine at their
// usual places. Nothing is written to the machine's own disk.
func (s *Setup) newRoot() error {
	for _, step := range []func() error{
		func() error { return mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") },
		func() error { return mount("tmpfs", "/tmp", "tmpfs", unix.MS_NOSUID, "size=16m,mode=755") },
		func() error { return os.Mkdir("/tmp"+machineDir, 0o755) },
		func() error { return os.NewSyscallError("pivot_root", unix.PivotRoot("/tmp", "/tmp"+machineDir)) },
		linkMachine,
		s.mountProc,
		func() error { return os.Chdir(current.dir) },
		s.makeWork,
		s.makeRoom,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// linkMachine makes the files of the machine appear at their usual places.
func linkMachine() error {
	entries, err := os.ReadDir(machineDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		target := filepath.Join(machineDir, e.Name())
		switch "/" + e.Name() {
		case "/proc", machineDir, workDir, roomDir:
			continue
		case "/dev":
			target = roomDir + "/dev" // its terminals are those of the room
		}
		if err := os.Symlink(target, "/"+e.Name()); err != nil {
			return err
		}
	}
	return nil
}

// mountProc makes /proc show the processes of this namespace. The old one still
// shows those outside.
func (s *Setup) mountProc() error {
	if err := os.Mkdir("/proc", 0o555); err != nil {
		return err
	}
	if s.Isolation == Full {
		return mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
	}
	return mount(machineDir+"/proc", "/proc", "", unix.MS_BIND|unix.MS_REC, "")
}

// makeWork makes the file system that holds all that the program can write.
func (s *Setup) makeWork() error {
	if err := os.Mkdir(workDir, 0o755); err != nil {
		return err
	}
	// A little more than the watchdog allows, so that it sees when too much was written.
	options := fmt.Sprintf("size=%d,nr_inodes=%d,mode=755", maxCopies+maxFiles+maxFiles/8, 2*maxInodes)
	if err := mount("tmpfs", workDir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		return err
	}
	for _, dir := range []string{"tmp", "shm", "home"} {
		if err := s.mkdirProgram(filepath.Join(workDir, dir)); err != nil {
			return err
		}
	}
	return nil
}

// mkdirProgram makes a folder that the program owns.
func (s *Setup) mkdirProgram(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Lchown(dir, s.User.UID, s.User.GID)
}

// A place is something that the program sees at its usual path.
type place struct {
	path string
	show func() error
}

// makeRoom makes what becomes the root of the program.
func (s *Setup) makeRoom() error {
	if err := os.Mkdir(roomDir, 0o755); err != nil {
		return err
	}
	for _, dir := range systemDirs(machineDir) {
		to := roomDir + "/" + filepath.Base(dir)
		if link, err := os.Readlink(dir); err == nil {
			if err := os.Symlink(link, to); err != nil {
				return err
			}
			continue
		}
		if err := bindReadOnly(dir, to); err != nil {
			return err
		}
	}
	if err := os.Mkdir(roomDir+"/proc", 0o555); err != nil {
		return err
	}
	if err := makeDev(); err != nil {
		return err
	}
	setUpHosts()

	places := []place{
		{"/tmp", func() error { return bind(workDir+"/tmp", roomDir+"/tmp") }},
		{"/var/tmp", func() error { return bind(workDir+"/tmp", roomDir+"/var/tmp") }},
	}
	if home := s.home(); home != "" {
		places = append(places, place{home, func() error { return bind(workDir+"/home", roomDir+home) }})
	}
	for _, dir := range s.Tools {
		places = append(places, place{dir, func() error { return showTool(dir) }})
	}
	for _, dir := range s.Folders {
		places = append(places, place{dir, func() error { return errors.Join(s.showCopy(dir), s.giveFolder(roomDir+dir)) }})
	}
	for _, dir := range s.Caches {
		places = append(places, place{dir, func() error { return errors.Join(s.showCopy(dir), s.giveCache(roomDir+dir)) }})
	}
	for dir, files := range s.filesByFolder() {
		places = append(places, place{dir, func() error { return s.showFiles(dir, files) }})
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(len(a.path), len(b.path)) }) // a folder before what is in it
	for _, p := range places {
		if err := p.show(); err != nil {
			return fmt.Errorf("%s: %w", p.path, err)
		}
	}
	return nil
}

// home returns the home of the program's user, or "" if there is none.
func (s *Setup) home() string {
	home := os.Getenv("HOME")
	if !filepath.IsAbs(home) || filepath.Clean(home) == "/" || InSystem(home) {
		return ""
	}
	return filepath.Clean(home)
}

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

// makeDev makes a /dev with what programs need, and terminals of its own.
func makeDev() error {
	dev := roomDir + "/dev"
	if err := os.Mkdir(dev, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty"} {
		if err := os.WriteFile(dev+"/"+name, nil, 0o666); err != nil {
			return err
		}
		if err := mount(machineDir+"/dev/"+name, dev+"/"+name, "", unix.MS_BIND, ""); err != nil {
			return err
		}
	}
	for name, target := range map[string]string{
		"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2",
	} {
		if err := os.Symlink(target, dev+"/"+name); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dev+"/pts", 0o755); err != nil {
		return err
	}
	if err := mount("devpts", dev+"/pts", "devpts", unix.MS_NOSUID|unix.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0666"); err != nil {
		return err
	}
	return bind(workDir+"/shm", dev+"/shm")
}

// setUpHosts makes the name that the program sees stand for the machine's address in
// the classroom's network. Many programs look up the name of their machine, which on
// Linux often stands for 127.0.1.1. If this fails, the machine keeps its own name.
func setUpHosts() {
	name, err := Hostname()
	if err != nil || name == "localhost" {
		return
	}
	for _, file := range []struct{ name, text string }{
		{"hosts", fmt.Sprintf("127.0.0.1 localhost\n%v %s\n", lan.Addr(), name)},
		{"hostname", name + "\n"}, // not all systems have it
	} {
		err := os.WriteFile(workDir+"/"+file.name, []byte(file.text), 0o644)
		if err == nil {
			err = mountReadOnly(workDir+"/"+file.name, roomDir+"/etc/"+file.name)
		}
		if err != nil && file.name == "hosts" {
			current.Hostname = ""
			return
		}
	}
}

// enterRoot makes dir the root of this process, which is in new namespaces for
// mounts and processes. Nothing else stays visible.
func enterRoot(dir string) error {
	// A mount that comes from another namespace is locked; a copy of it is not.
	if err := mount(dir, dir, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	if err := unix.MountSetattr(unix.AT_FDCWD, dir, 0, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY}); err != nil {
		return os.NewSyscallError("mount_setattr", err)
	}
	err := mount("proc", dir+"/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
	if err != nil { // in a container that hides parts of /proc
		if err := mount("/proc", dir+"/proc", "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			return err
		}
	}
	if err := os.Chdir(dir); err != nil {
		return err
	}
	// The old root comes to lie on the new one, and is taken away (pivot_root(2)).
	if err := unix.PivotRoot(".", "."); err != nil {
		return os.NewSyscallError("pivot_root", err)
	}
	return os.NewSyscallError("umount2", unix.Unmount(".", unix.MNT_DETACH))
}

// bind makes the folder or file from appear at to.
func bind(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	return mount(from, to, "", unix.MS_BIND|unix.MS_REC, "")
}

// bindReadOnly is bind, but nothing can be written at to.
func bindReadOnly(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	return mountReadOnly(from, to)
}

// mountReadOnly is bindReadOnly for a folder or file to that is there already.
func mountReadOnly(from, to string) error {
	if err := mount(from, to, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	attr := &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV}
	return os.NewSyscallError("mount_setattr", unix.MountSetattr(unix.AT_FDCWD, to, unix.AT_RECURSIVE, attr))
}

func mount(source, target, fstype string, flags uintptr, data string) error {
	if err := unix.Mount(source, target, fstype, flags, data); err != nil {
		return fmt.Errorf("mount %s: %w", target, err)
	}
	return nil
}

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

// used returns how many bytes and files the program has written.
func used() (bytes, files uint64) {
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
