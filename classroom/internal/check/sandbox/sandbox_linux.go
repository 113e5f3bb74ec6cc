package sandbox

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Isolations returns the isolations to try, from best to worst.
func Isolations(best Isolation) []Isolation {
	all := []Isolation{Full, Network, Loopback}
	for i, it := range all {
		if it == best {
			return all[i:]
		}
	}
	return all
}

// Start starts the referee in new namespaces (clone(2)). One of them is
// a user namespace, in which the user is root and may create the others. It
// gives no rights outside of these namespaces.
func Start(cmd *exec.Cmd, isolation Isolation) error {
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
	// The signal of Pdeathsig is sent when the thread that has started the
	// referee ends. So a goroutine keeps that thread until the referee ends.
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
		return fmt.Errorf("%w: %v", ErrNotIsolated, err) // EPERM, ENOSPC, EINVAL
	}
	return err
}

// SetUp completes the isolation in which the referee has started. The
// program is to find addresses. Files that it needs go to tempDir.
func SetUp(isolation Isolation, addresses []string, tempDir string) error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_SET_CHILD_SUBREAPER", err)
	}
	if isolation == Full {
		if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			return os.NewSyscallError("mount / private", err)
		}
		// The old /proc still shows the processes outside of the namespace.
		if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
			return os.NewSyscallError("mount /proc", err)
		}
		setUpHosts(tempDir)
	}
	if isolation == Loopback {
		return nil
	}
	return setUpNetwork(addresses)
}

// setUpNetwork brings lo up and gives it the classroom's network and the /24
// network of each of addresses (rtnetlink(7)). On a loopback interface, every
// address of such a network belongs to this machine. What is sent to any other
// address leaves through lo too, from the classroom's address, and reaches
// nobody. So a program can broadcast to 255.255.255.255, and it can find its own
// address in the usual way, by connecting a UDP socket to a machine far away.
func setUpNetwork(addresses []string) error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("the interface lo: %w", err)
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return fmt.Errorf("lo up: %w", err)
	}
	for _, p := range Networks(addresses) {
		a := &netlink.Addr{
			IPNet:     &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), 32)},
			Broadcast: BroadcastOf(p).AsSlice(),
		}
		if err := netlink.AddrAdd(lo, a); err != nil {
			return fmt.Errorf("the address %v on lo: %w", p, err)
		}
	}
	_, all, _ := net.ParseCIDR("0.0.0.0/0")
	route := &netlink.Route{LinkIndex: lo.Attrs().Index, Dst: all, Src: lan.Addr().AsSlice(), Scope: netlink.SCOPE_LINK}
	if err := netlink.RouteAdd(route); err != nil {
		return fmt.Errorf("the default route: %w", err)
	}
	return nil
}

// setUpHosts makes the name of this machine stand for its address in the
// classroom's network. Many programs look up the name of their machine, which on
// Linux often stands for 127.0.1.1. If this fails, nothing is changed.
func setUpHosts(dir string) {
	name, err := os.Hostname()
	if err != nil || name == "localhost" {
		return
	}
	file := filepath.Join(dir, "hosts")
	if err := os.WriteFile(file, fmt.Appendf(nil, "127.0.0.1 localhost\n%v %s\n", lan.Addr(), name), 0o644); err == nil {
		unix.Mount(file, "/etc/hosts", "", unix.MS_BIND, "")
	}
}
