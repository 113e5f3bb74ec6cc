package labtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// inside is an environment variable. It is set for the test program that runs in
// the namespace.
const inside = "LABTEST_NAMESPACE"

// InNamespace reports whether Main has given the tests a network namespace.
func InNamespace() bool { return os.Getenv(inside) != "" }

// enterNamespace runs this test program again, in a new user and network
// namespace (clone(2), CLONE_NEWUSER and CLONE_NEWNET), which needs no privilege.
// done reports that all tests have been run there, and status is their exit
// status. In the namespace, enterNamespace sets up the loopback interface and
// returns.
func enterNamespace() (status int, done bool) {
	if os.Getenv(inside) != "" {
		if err := setUpLoopback(); err != nil {
			fmt.Fprintln(os.Stderr, "labtest: cannot set up the loopback interface of the namespace:", err)
			return 1, true
		}
		return 0, false
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL, // if "go test" kills this program, the one in the namespace ends too
	}
	runtime.LockOSThread() // Pdeathsig is sent when this thread ends
	err := cmd.Start()
	if err != nil {
		// EPERM or ENOSPC: namespaces are forbidden here.
		if os.Getenv("CI") != "" {
			fmt.Fprintln(os.Stderr, "labtest: CI must have network namespaces:", err)
			return 1, true
		}
		return 0, false
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &exit) {
		return max(1, exit.ExitCode()), true // -1 if a signal ended it
	} else if err != nil {
		fmt.Fprintln(os.Stderr, "labtest:", err)
		return 1, true
	}
	return 0, true
}

// setUpLoopback turns the interface lo on, and gives it the address 10.9.0.1/16
// with its broadcast address: see netdevice(7).
func setUpLoopback() error {
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
	for _, set := range []struct {
		request uint
		name    string
		addr    []byte
	}{
		{unix.SIOCSIFADDR, "SIOCSIFADDR", []byte{10, 9, 0, 1}},
		{unix.SIOCSIFNETMASK, "SIOCSIFNETMASK", []byte{255, 255, 0, 0}},
		{unix.SIOCSIFBRDADDR, "SIOCSIFBRDADDR", []byte{10, 9, 255, 255}},
	} {
		alias, err := unix.NewIfreq("lo:1")
		if err != nil {
			return err
		}
		if err := alias.SetInet4Addr(set.addr); err != nil {
			return err
		}
		if err := unix.IoctlIfreq(fd, set.request, alias); err != nil {
			return os.NewSyscallError("ioctl "+set.name, err)
		}
	}
	return nil
}
