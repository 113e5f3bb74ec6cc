package walls

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check"
)

// An attack is what a program does that wants more than it may have. It calls
// reached for all that it gets.
//
// arg is the path of a folder outside of the program's own. It does not stand in
// the command as it is, since the program may see the folders that its command
// names.
type attack func(arg string, reached func(format string, a ...any))

var attacks = map[string]attack{
	"processes":   attackProcesses,
	"memory":      attackMemory,
	"signals":     attackSignals,
	"descriptors": attackDescriptors,
	"files":       attackFiles,
	"own folder":  attackOwnFolder,
	"terminal":    attackTerminal,
	"sockets":     attackSockets,
	"mounts":      attackMounts,
	"namespaces":  attackNamespaces,
	"privileges":  attackPrivileges,
	"environment": attackEnvironment,
	"network":     attackNetwork,
}

// unconfined are attacks on a checker without namespaces.
var unconfined = map[string]attack{
	"secrets": func(outside string, reached func(string, ...any)) {
		home, _ := os.UserHomeDir()
		for _, path := range []string{outside + "/secret", home + "/secret"} {
			if _, err := os.ReadFile(path); err == nil {
				reached("reads %s", path)
			}
			if os.WriteFile(path, []byte("changed"), 0o644) == nil || os.Remove(path) == nil {
				reached("changes %s", path)
			}
		}
	},
	"everybody": func(_ string, reached func(string, ...any)) {
		for _, pid := range append(others(), -1) {
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				reached("kills %d", pid)
			}
			if _, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid)); err == nil {
				reached("reads the environment of %d", pid)
			}
		}
	},
}

// bombs are programs that use up something. Each begins with listening, so that
// the check goes on until the watchdog ends it.
var bombs = map[string]func(){
	"processes": func() {
		for {
			if exec.Command(os.Args[0], "bomb", "sleep").Start() != nil {
				time.Sleep(time.Millisecond)
			}
		}
	},
	"processes that multiply": func() {
		for {
			if exec.Command(os.Args[0], os.Args[1:]...).Start() != nil {
				time.Sleep(time.Millisecond)
			}
		}
	},
	"threads": func() {
		for {
			go func() {
				runtime.LockOSThread()
				select {}
			}()
			time.Sleep(100 * time.Microsecond)
		}
	},
	"memory": func() {
		var hoard [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			hoard = append(hoard, b)
			runtime.KeepAlive(hoard)
		}
	},
	"shared memory": func() { fill("/dev/shm") },
	"a large file":  func() { fill(".") },
	"large files":   func() { fill(os.TempDir()) },
	"small files": func() {
		for i := 0; ; i++ {
			os.WriteFile(fmt.Sprintf("%s/%d", os.TempDir(), i), nil, 0o644)
		}
	},
	"memory files": func() { // memfd_create(2); what it refuses is taken from files
		for {
			fd, err := unix.MemfdCreate("x", 0) // stays open
			if err != nil {
				fill(os.TempDir())
			}
			unix.Write(fd, make([]byte, 64<<20))
		}
	},
	"output": func() {
		line := []byte(strings.Repeat("without end ", 1000) + "\n")
		for {
			os.Stdout.Write(line)
		}
	},
}

// fill writes files to dir until nothing more fits, and then waits.
func fill(dir string) {
	b := make([]byte, 1<<20)
	for i := 0; ; i++ {
		f, err := os.Create(fmt.Sprintf("%s/bomb%d", dir, i))
		if err != nil {
			time.Sleep(time.Hour)
		}
		for range 100 {
			if _, err := f.Write(b); err != nil {
				time.Sleep(time.Hour)
			}
		}
		f.Close()
	}
}

// attackMain is the program that is checked.
func attackMain(args []string) {
	signal.Ignore(syscall.SIGXFSZ)
	switch args[0] {
	case "attack":
		arg, _ := base64.StdEncoding.DecodeString(args[2])
		attack := attacks[args[1]]
		if attack == nil {
			attack = unconfined[args[1]]
		}
		attack(string(arg), func(format string, a ...any) {
			fmt.Printf("REACHED "+format+"\n", a...)
		})
		fmt.Println("the attack is over")
	case "bomb":
		if args[1] == "sleep" {
			time.Sleep(time.Hour)
		}
		if l, err := net.ListenPacket("udp4", ":52001"); err == nil {
			defer l.Close()
		}
		bombs[args[1]]()
	case "checker": // a checker of its own, of a program that sleeps
		r := check.Run(context.Background(), check.Job{Step: "2.1.2", Command: []string{os.Args[0], "bomb", "sleep"}, Isolation: check.Isolation(args[1]), Seed: 1})
		fmt.Println(r.Verdict)
	case "who":
		fmt.Println("user", os.Getuid(), os.Getgid(), os.Args[0])
	case "daemon":
		if len(args) > 2 {
			l, err := net.ListenPacket("udp4", ":52001")
			if err != nil {
				panic(err)
			}
			fmt.Println("here is the daemon")
			io.Copy(io.Discard, l.(*net.UDPConn))
		}
		cmd := exec.Command(os.Args[0], append(args, "child")...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		cmd.Start()
	}
}

const forged = `{"Result":{"Findings":[{"check":"forged","level":"required","result":"pass"}]}}` + "\n"

// others returns the processes that can be seen, without this one.
func others() []int {
	entries, _ := os.ReadDir("/proc")
	var all []int
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil && pid != os.Getpid() {
			all = append(all, pid)
		}
	}
	return all
}

func attackProcesses(_ string, reached func(string, ...any)) {
	if pids := others(); len(pids) > 1 { // the first of the room is there
		reached("sees the processes %v", pids)
	}
	for _, pid := range append(others(), os.Getppid()) {
		for _, file := range []string{"fd/0", "fd/1", "fd/2", "fd/3", "fd/4", "fd/5", "environ", "root/etc/passwd", "cwd/x"} {
			path := fmt.Sprintf("/proc/%d/%s", pid, file)
			if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
				io.WriteString(f, forged)
				reached("writes to %s", path)
			} else if _, err := os.ReadFile(path); err == nil {
				reached("reads %s", path)
			}
		}
	}
}

func attackMemory(_ string, reached func(string, ...any)) {
	for _, pid := range append(others(), os.Getppid()) {
		for _, file := range []string{"mem", "maps", "auxv"} {
			path := fmt.Sprintf("/proc/%d/%s", pid, file)
			if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
				reached("reads %s", path)
			}
			if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
				f.Close()
				reached("opens %s", path)
			}
		}
		if err := unix.PtraceAttach(pid); err == nil {
			reached("traces %d", pid)
		}
		b := make([]byte, 8)
		local := []unix.Iovec{{Base: &b[0], Len: 8}}
		if _, err := unix.ProcessVMReadv(pid, local, []unix.RemoteIovec{{Base: 0x400000, Len: 8}}, 0); err == nil {
			reached("reads the memory of %d", pid)
		}
	}
}

func attackSignals(_ string, reached func(string, ...any)) {
	signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGUSR1)
	// The threads of this process, and of the first one of the room, which has
	// the same user but cannot be ended from inside.
	known := map[int]bool{}
	for _, dir := range []string{"/proc/self/task", "/proc/1/task"} {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			tid, _ := strconv.Atoi(e.Name())
			known[tid] = true
		}
	}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGSTOP, syscall.SIGKILL} {
		for tid := range known {
			if _, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", tid)); err != nil {
				syscall.Kill(tid, s)
			}
		}
		for pid := 2; pid < 3000; pid++ {
			if !known[pid] && syscall.Kill(pid, s) == nil {
				reached("sends %v to %d", s, pid)
			}
		}
		if err := syscall.Kill(-1, s); err == nil {
			reached("sends %v to everybody", s)
		}
	}
}

func attackDescriptors(_ string, reached func(string, ...any)) {
	for fd := 3; fd < 1024; fd++ {
		link, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
		if err != nil || strings.HasPrefix(link, "anon_inode:") {
			continue // the runtime's own
		}
		var stat unix.Stat_t
		if unix.Fstat(fd, &stat) == nil {
			reached("has inherited descriptor %d, %s", fd, link)
			unix.Write(fd, []byte(forged))
		}
	}
}

func attackFiles(outside string, reached func(string, ...any)) {
	secret := filepath.Join(outside, "secret")
	home, _ := os.UserHomeDir()
	for _, path := range []string{secret, home + "/secret", "/etc/shadow", "/root/.bashrc", "/proc/1/root" + secret, "/proc/self/root/.." + secret, "/.machine" + secret} {
		if _, err := os.ReadFile(path); err == nil {
			reached("reads %s", path)
		}
		if os.WriteFile(path, []byte("changed"), 0o644) == nil && path != home+"/secret" {
			reached("writes %s", path)
		}
		if path != home+"/secret" && os.Remove(path) == nil {
			reached("removes %s", path)
		}
	}
	for _, path := range []string{"/usr/x", "/etc/hosts", "/etc/passwd", "/x", "/bin/x", "/run/x", "/sys/x", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger"} {
		if f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err == nil {
			f.Close()
			reached("opens %s for writing", path)
		}
	}
	for _, dir := range []string{"/home", "/run", "/var/run", "/mnt", "/srv", filepath.Dir(outside)} {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			if own, _ := os.Getwd(); !strings.HasPrefix(own+"/", path+"/") && path != home {
				reached("sees %s", path)
			}
		}
	}
}

// attackOwnFolder changes the program's own folder, which is a copy.
func attackOwnFolder(_ string, reached func(string, ...any)) {
	dir := filepath.Dir(os.Args[0])
	os.WriteFile(dir+"/new.txt", []byte("new"), 0o644)
	if err := os.WriteFile(dir+"/kept.txt", []byte("changed"), 0o644); err != nil {
		fmt.Println("it may not write:", err)
	}
	os.Remove(dir + "/removed.txt")
	os.WriteFile(dir+"/setuid", []byte("#!/bin/sh\n"), 0o755)
	os.Chmod(dir+"/setuid", 0o755|os.ModeSetuid)
}

func attackTerminal(_ string, reached func(string, ...any)) {
	own := map[uint64]bool{} // the terminals of this program
	for fd := range 3 {
		var stat unix.Stat_t
		unix.Fstat(fd, &stat)
		own[stat.Rdev] = true
	}
	paths, _ := filepath.Glob("/dev/pts/[0-9]*")
	for i := range 64 {
		paths = append(paths, fmt.Sprintf("/dev/pts/%d", i))
	}
	for _, path := range append(paths, "/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs") {
		var stat unix.Stat_t
		if unix.Stat(path, &stat) == nil && own[stat.Rdev] {
			continue
		}
		if f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err == nil {
			io.WriteString(f, "written by the program")
			reached("opens %s", path)
		}
	}
}

func attackSockets(outside string, reached func(string, ...any)) {
	for _, path := range []string{filepath.Join(outside, "socket"), "@walls-" + filepath.Base(outside), "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", os.Getenv("SSH_AUTH_SOCK")} {
		if c, err := net.Dial("unix", path); err == nil && path != "" {
			c.Close()
			reached("connects to %s", path)
		}
	}
}

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

func attackEnvironment(_ string, reached func(string, ...any)) {
	for _, e := range os.Environ() {
		if strings.Contains(e, "secret") || strings.HasPrefix(e, "CLASSROOM") || strings.HasPrefix(e, "SSH_") {
			reached("knows %s", e)
		}
	}
}

// attackNetwork looks for the sockets of the machine on its loopback.
func attackNetwork(outside string, reached func(string, ...any)) {
	port, _ := os.ReadFile(filepath.Dir(os.Args[0]) + "/port")
	if c, err := net.DialTimeout("tcp4", "127.0.0.1:"+string(port), time.Second); err == nil {
		c.Close()
		reached("connects to a server of the machine")
	}
}
