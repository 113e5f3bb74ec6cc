package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/vishvananda/netlink"
)

// inside tells the second run of this program that it is in the namespace.
const inside = "WIRE_NAMESPACE"

// isolate runs this program a second time in a new user and network namespace
// (clone(2)), which needs no privilege, and returns its exit status. In that
// second run it sets up the loopback interface and returns true.
func isolate(args []string) (status int, isolated bool, err error) {
	if os.Getenv(inside) != "" {
		if err := setUpLoopback(); err != nil {
			return 2, false, fmt.Errorf("cannot set up the loopback interface of the namespace: %w", err)
		}
		return 0, true, nil
	}
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL, // when this program is killed, its second run goes too
	}
	runtime.LockOSThread() // Pdeathsig watches this thread
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return 2, false, fmt.Errorf("cannot make a network namespace to play the steps in: this system does not allow it, as in many containers (%w); run it on another Linux", err)
	}
	err = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status >= 0 {
		return status, false, nil
	}
	return 2, false, err // a signal ended it
}

// setUpLoopback brings lo up and makes it the classroom's LAN: 10.9.0.1/16 with
// the broadcast address 10.9.255.255.
func setUpLoopback() error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return err
	}
	return netlink.AddrAdd(lo, &netlink.Addr{
		IPNet:     &net.IPNet{IP: net.IPv4(10, 9, 0, 1), Mask: net.CIDRMask(16, 32)},
		Broadcast: net.IPv4(10, 9, 255, 255),
	})
}
