package check

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// isolations returns what to try, from best on.
func isolations(best Isolation) []Isolation {
	all := []Isolation{Full, Network, Loopback}
	for i, it := range all {
		if it == best {
			return all[i:]
		}
	}
	return all
}

// startIsolated starts the referee in new namespaces (clone(2)), for which a
// user namespace gives the privilege. There the user is root, of nothing but
// these namespaces.
func startIsolated(cmd *exec.Cmd, isolation Isolation) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:    true, // ctrl-c in the terminal is for the parent alone
		Pdeathsig: syscall.SIGKILL,
	}
	if isolation != Loopback {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	if isolation == Full {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWIPC
	}
	// Pdeathsig watches the thread that starts the referee, not the process. A
	// thread that is never unlocked lives as long as its goroutine.
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		if cmd.Process != nil {
			var info unix.Siginfo
			unix.Waitid(unix.P_PID, cmd.Process.Pid, &info, unix.WEXITED|unix.WNOWAIT, nil)
		}
	}()
	err := <-started
	if err != nil && isolation != Loopback {
		return fmt.Errorf("%w: %v", errNotIsolated, err) // EPERM, ENOSPC, EINVAL
	}
	return err
}

// setUpIsolation completes the isolation in which the referee has started.
func setUpIsolation(job Job) error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_SET_CHILD_SUBREAPER", err)
	}
	if job.Isolation == Full {
		if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			return os.NewSyscallError("mount / private", err)
		}
		// The old /proc shows the processes of the namespace outside.
		if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
			return os.NewSyscallError("mount /proc", err)
		}
	}
	if job.Isolation == Loopback {
		return nil
	}
	return setUpNetwork(job.Addresses)
}

// setUpNetwork brings lo up and gives it the classroom's network and the /24
// of each of addresses (netdevice(7)). On a loopback interface every address
// of such a network is the machine's own.
func setUpNetwork(addresses []string) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	up, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	up.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, up); err != nil {
		return os.NewSyscallError("ioctl SIOCSIFFLAGS", err)
	}
	for i, p := range networks(addresses) {
		if err := addAddress(fd, fmt.Sprintf("lo:%d", i+1), p); err != nil {
			return err
		}
	}
	return nil
}

func addAddress(fd int, alias string, p netip.Prefix) error {
	address := p.Addr().As4()
	mask := [4]byte{}
	binary.BigEndian.PutUint32(mask[:], ^uint32(0)<<(32-p.Bits()))
	for _, set := range []struct {
		request uint
		name    string
		addr    [4]byte
	}{
		{unix.SIOCSIFADDR, "SIOCSIFADDR", address},
		{unix.SIOCSIFNETMASK, "SIOCSIFNETMASK", mask},
		{unix.SIOCSIFBRDADDR, "SIOCSIFBRDADDR", broadcastOf(p).As4()},
	} {
		req, err := unix.NewIfreq(alias)
		if err != nil {
			return err
		}
		if err := req.SetInet4Addr(set.addr[:]); err != nil {
			return err
		}
		if err := unix.IoctlIfreq(fd, set.request, req); err != nil {
			return fmt.Errorf("ioctl %s %v: %w", set.name, p, err)
		}
	}
	return nil
}

// adopt bounds what a process that was started may take. The watchdog bounds
// all of them together, and is what usually acts; this is for what it is too
// slow for. Runtimes reserve much more address space than they use, so that is
// not bounded: RLIMIT_DATA counts only what can be written (getrlimit(2)).
func adopt(pid int) error {
	for resource, max := range map[int]uint64{
		unix.RLIMIT_DATA:  4 << 30,
		unix.RLIMIT_FSIZE: 256 << 20,
		unix.RLIMIT_CORE:  0,
	} {
		l := &unix.Rlimit{Cur: max, Max: max}
		if err := unix.Prlimit(pid, resource, l, nil); err != nil && !errors.Is(err, unix.ESRCH) && !errors.Is(err, unix.EPERM) {
			return os.NewSyscallError("prlimit", err)
		}
	}
	return nil
}

// killAll ends every process that the referee has started, and those that they
// have started, whatever group or session they have moved to.
func killAll() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		if os.Getpid() == 1 {
			unix.Kill(-1, unix.SIGKILL) // all of the namespace but its first process
		}
		alive := false
		for _, p := range descendants() {
			if p.state != 'Z' {
				alive = true
				unix.Kill(p.pid, unix.SIGKILL)
			}
		}
		if !alive {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
