package room

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check/sandbox"
)

// Where things are after newRoot, for the referee.
const (
	machineDir = "/.machine" // the root of the machine
	workDir    = "/.work"    // all that the program can write to, in memory
	roomDir    = "/.room"    // what becomes the root of the program
)

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
	options := fmt.Sprintf("size=%d,nr_inodes=%d,mode=755", maxCopies+sandbox.MaxFiles+sandbox.MaxFiles/8, 2*sandbox.MaxInodes)
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
