package room

import (
	"os"
	"slices"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// refused are system calls that no program of the worksheet needs. Without
// privileges most of them fail anyway; this is a second wall behind the first.
var refused = []string{
	// Mounts, and namespaces in which a program would have privileges again.
	"mount", "umount2", "pivot_root", "chroot", "unshare", "setns",
	"fsopen", "fsconfig", "fsmount", "fspick", "open_tree", "move_mount", "mount_setattr",
	// Other processes.
	"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
	// The kernel.
	"bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key", "kexec_load", "kexec_file_load",
	"init_module", "finit_module", "delete_module", "open_by_handle_at", "swapon", "swapoff", "reboot", "acct", "quotactl",
	"sethostname", "setdomainname", "settimeofday", "clock_settime", "syslog", "iopl", "ioperm", "vhangup",
	// Memory that would not be counted.
	"memfd_create", "memfd_secret", "shmget",
}

// missing are system calls that fail as if the kernel did not have them. Then a
// program takes another way.
var missing = []string{
	"clone3", // its flags cannot be filtered; clone's can
	"io_uring_setup",
}

// newNamespaces are the flags of clone(2) that make namespaces.
const newNamespaces = unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP

// dropPrivileges takes all privileges from this thread, and from what it starts,
// for good (capabilities(7), no_new_privs, seccomp(2)).
func dropPrivileges() error {
	// Nobody may look into this process, which keeps a privilege to itself.
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_SET_DUMPABLE", err)
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_CAP_AMBIENT", err)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_SET_NO_NEW_PRIVS", err)
	}
	info, err := arch.GetInfo("")
	if err != nil {
		return nil // the library does not know this processor; the first wall holds without it
	}
	known := func(names []string) (all []string) {
		for _, name := range names {
			if _, ok := info.SyscallNames[name]; ok {
				all = append(all, name)
			}
		}
		return all
	}
	some := []seccomp.NameWithConditions{
		{Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: newNamespaces}}},
		// kill(-1, ...), to all processes of the user, as a number of 32 or of 64 bits.
		{Name: "kill", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: 1<<32 - 1}}},
		{Name: "kill", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: 1<<64 - 1}}},
	}
	enosys := seccomp.Action(uint32(seccomp.ActionErrno) | uint32(unix.ENOSYS))
	err = seccomp.LoadFilter(seccomp.Filter{Policy: seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls: []seccomp.SyscallGroup{
			{Action: seccomp.ActionErrno, Names: known(refused), NamesWithCondtions: some},
			{Action: enosys, Names: known(missing)},
		},
	}})
	if err != nil {
		return err
	}
	return refuseOther(info)
}

// refuseOther refuses the system calls of other kinds of processor, such as
// those of 32 bits, to which the first filter does not apply.
func refuseOther(info *arch.Info) error {
	raw, err := bpf.Assemble([]bpf.Instruction{
		bpf.LoadAbsolute{Off: 4, Size: 4}, // the architecture: struct seccomp_data
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(info.ID), SkipFalse: 1},
		bpf.RetConstant{Val: uint32(seccomp.ActionAllow)},
		bpf.RetConstant{Val: uint32(seccomp.ActionErrno) | uint32(unix.EPERM)},
	})
	if err != nil {
		return err
	}
	var filter []unix.SockFilter
	for _, r := range raw {
		filter = append(filter, unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K})
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	return os.NewSyscallError("prctl PR_SET_SECCOMP", unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0))
}

// confine keeps the program away from the files of the machine where it has no
// root of its own (landlock(7)): it may read the system, tools and files, and
// write to folders. Where the kernel allows that, it can send no signal to a
// process outside. On a kernel without Landlock confine does nothing.
func confine(folders, tools, files []string) error {
	tools = slices.DeleteFunc(tools, func(path string) bool { return unix.Access(path, unix.R_OK) != nil })
	config := landlock.V6.BestEffort()
	if err := config.RestrictScoped(); err != nil {
		return err
	}
	return config.RestrictPaths(
		landlock.RODirs(append(systemDirs("/"), "/proc", "/sys", "/run/systemd/resolve")...).IgnoreIfMissing(),
		landlock.RODirs(tools...),
		landlock.ROFiles(files...),
		landlock.RWDirs("/dev").WithIoctlDev(),
		landlock.RWDirs(folders...).WithRefer().IgnoreIfMissing(),
	)
}
