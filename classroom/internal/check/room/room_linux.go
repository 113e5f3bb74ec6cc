package room

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

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

// walled reports whether the program has a room with walls.
func walled(i Isolation) bool { return i != Loopback }

// ProgramUser returns the user who runs the program. If the checker runs as root,
// the program does not: it runs as the one who has called sudo, else as nobody.
func ProgramUser() User {
	if os.Getuid() != 0 {
		return User{RoomUID: os.Getuid(), RoomGID: os.Getgid()} // the referee is root, in its namespace alone
	}
	id := func(name, ids string) (outside, inside int) {
		inside = 65534 // nobody
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
			inside = n
		}
		for _, m := range sameIDs(ids) {
			if inside >= m.HostID && inside-m.HostID < m.Size {
				return inside, inside
			}
		}
		return 0, inside // in a container that has no other user
	}
	u := User{DropGroups: mayDropGroups()}
	u.UID, u.RoomUID = id("SUDO_UID", "/proc/self/uid_map")
	u.GID, u.RoomGID = id("SUDO_GID", "/proc/self/gid_map")
	return u
}

// mayDropGroups reports whether root may leave its groups in this user namespace
// (setgroups(2)).
func mayDropGroups() bool {
	b, err := os.ReadFile("/proc/self/setgroups")
	return os.Getuid() == 0 && err == nil && strings.TrimSpace(string(b)) == "allow"
}

// enterRoom makes a process start in new namespaces, as the program's user, with
// the one privilege that the room is made with.
func (u User) enterRoom(attr *syscall.SysProcAttr) {
	attr.Cloneflags = unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: u.RoomUID, HostID: u.UID, Size: 1}}
	attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: u.RoomGID, HostID: u.GID, Size: 1}}
	attr.GidMappingsEnableSetgroups = u.DropGroups
	attr.Credential = &syscall.Credential{Uid: uint32(u.RoomUID), Gid: uint32(u.RoomGID), NoSetGroups: !u.DropGroups}
	attr.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN}
}

// StartReferee starts the referee with cmd in new namespaces (clone(2)). One of them is a
// user namespace, in which the user is root and may create the others. It gives
// no rights outside of these namespaces.
func StartReferee(cmd *exec.Cmd, isolation Isolation) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:    true, // ctrl-c in the terminal is for the parent alone
		Pdeathsig: syscall.SIGKILL,
	}
	if isolation == Loopback {
		// Without namespaces the referee has to end the program and to tidy up: it
		// does so when its input closes.
		cmd.SysProcAttr.Pdeathsig = 0
	} else {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
		if os.Getuid() == 0 {
			// The referee has to read files of everybody, and to make another user
			// the owner of their copies.
			cmd.SysProcAttr.UidMappings = sameIDs("/proc/self/uid_map")
			cmd.SysProcAttr.GidMappings = sameIDs("/proc/self/gid_map")
			cmd.SysProcAttr.GidMappingsEnableSetgroups = mayDropGroups()
		}
	}
	if isolation == Full {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWPID
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

// sameIDs returns a mapping in which all users or groups of this user namespace
// keep their numbers (user_namespaces(7)).
func sameIDs(file string) []syscall.SysProcIDMap {
	f, err := os.Open(file)
	if err != nil {
		return []syscall.SysProcIDMap{{Size: 1}}
	}
	defer f.Close()
	var all []syscall.SysProcIDMap
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var inside, outside, size int
		if _, err := fmt.Sscan(lines.Text(), &inside, &outside, &size); err == nil {
			all = append(all, syscall.SysProcIDMap{ContainerID: inside, HostID: inside, Size: size})
		}
	}
	return all
}

// SetUp completes the isolation in which the referee has started, for programs
// that Start starts.
func SetUp(s Setup) error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl PR_SET_CHILD_SUBREAPER", err)
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	current.Setup, current.dir = s, dir
	if s.Isolation == Loopback {
		if s.User.UID == 0 {
			return nil
		}
		return os.Chown(s.TempDir, s.User.UID, s.User.GID)
	}
	if err := s.newRoot(); err != nil {
		return err
	}
	current.ready = time.Now()
	current.bytes, current.files = occupied()
	return setUpNetwork(s.Addresses)
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
