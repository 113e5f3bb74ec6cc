package walls

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

func attackMounts(_ string, reached func(string, ...any)) {
	dir, _ := os.MkdirTemp("", "")
	for _, try := range []struct {
		name string
		do   func() error
	}{
		{"unmounts /proc", func() error { return unix.Unmount("/proc", unix.MNT_DETACH) }},
		{"unmounts /", func() error { return unix.Unmount("/", unix.MNT_DETACH) }},
		{"mounts a tmpfs", func() error { return unix.Mount("x", dir, "tmpfs", 0, "") }},
		{"mounts /proc", func() error { return unix.Mount("x", dir, "proc", 0, "") }},
		{"makes /usr writable", func() error { return unix.Mount("", "/usr", "", unix.MS_REMOUNT|unix.MS_BIND, "") }},
		{"changes its root", func() error { return unix.Chroot(dir) }},
		{"pivots its root", func() error { return unix.PivotRoot(dir, dir) }},
		{"makes a device", func() error { return unix.Mknod(dir+"/mem", unix.S_IFCHR|0o666, 1<<8|1) }},
		{"opens a file system", func() error { _, err := unix.Fsopen("tmpfs", 0); return err }},
	} {
		if err := try.do(); err == nil {
			reached("%s", try.name)
		}
	}
}

func attackNamespaces(_ string, reached func(string, ...any)) {
	for name, flag := range map[string]int{
		"user": unix.CLONE_NEWUSER, "mount": unix.CLONE_NEWNS, "pid": unix.CLONE_NEWPID, "net": unix.CLONE_NEWNET, "uts": unix.CLONE_NEWUTS,
	} {
		if unix.Unshare(flag) == nil {
			reached("has a new %s namespace", name)
		}
		cmd := exec.Command("/bin/true")
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: uintptr(flag)}
		if cmd.Run() == nil {
			reached("starts a process in a new %s namespace", name)
		}
	}
	args := struct{ flags, pidfd, childTID, parentTID, exit, stack, size, tls uint64 }{flags: unix.CLONE_NEWUSER, exit: uint64(unix.SIGCHLD)}
	if pid, _, errno := unix.RawSyscall(unix.SYS_CLONE3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0); errno == 0 {
		if pid == 0 {
			unix.Exit(0)
		}
		reached("clone3 makes a user namespace")
	}
	for _, pid := range []int{1, os.Getppid()} {
		for _, ns := range []string{"net", "mnt", "pid", "user"} {
			if fd, err := unix.Open(fmt.Sprintf("/proc/%d/ns/%s", pid, ns), unix.O_RDONLY, 0); err == nil {
				if unix.Setns(fd, 0) == nil {
					reached("enters the %s namespace of %d", ns, pid)
				}
			}
		}
	}
}

func attackPrivileges(_ string, reached func(string, ...any)) {
	if os.Getuid() == 0 || os.Geteuid() == 0 {
		reached("is root")
	}
	if groups, _ := os.Getgroups(); len(groups) > 1 {
		reached("is in the groups %v", groups)
	}
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":\t")
		switch {
		case (name == "CapEff" || name == "CapPrm" || name == "CapAmb") && strings.Trim(value, "0") != "":
			reached("has the privileges %s", line)
		case (name == "NoNewPrivs" || name == "Seccomp") && value == "0":
			reached("is free: %s", line)
		}
	}
	for name, do := range map[string]func() error{
		"sets the hostname":  func() error { return unix.Sethostname([]byte("mine")) },
		"becomes root":       func() error { return syscall.Setuid(0) },
		"opens a raw socket": func() error { _, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP); return err },
		"listens to packets": func() error { _, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0); return err },
		"loads a program into the kernel": func() error {
			_, _, errno := unix.RawSyscall(unix.SYS_BPF, 0, 0, 0)
			if errno == unix.EPERM {
				return errno
			}
			return nil
		},
		"has keys": func() error {
			_, err := unix.KeyctlInt(unix.KEYCTL_GET_KEYRING_ID, unix.KEY_SPEC_SESSION_KEYRING, 0, 0, 0)
			return err
		},
		"uses io_uring": func() error {
			_, _, errno := unix.RawSyscall(unix.SYS_IO_URING_SETUP, 1, 0, 0)
			if errno == unix.ENOSYS {
				return errno
			}
			return nil
		},
		"lowers its nice value": func() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, -5) },
	} {
		if do() == nil {
			reached("%s", name)
		}
	}
}
