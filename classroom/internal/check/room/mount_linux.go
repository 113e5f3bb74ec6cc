package room

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

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
