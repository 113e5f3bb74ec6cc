package check

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A process is the program under test, or a process that it has started.
type process struct {
	pid, parent int
	state       byte // R, S, D, Z ...: proc(5)
	memory      int  // resident, in bytes
	cpu         time.Duration
}

// descendants returns the processes that this process has started, directly or
// through others. If the parent of a process ends, this process becomes its new
// parent: either as the first process of its namespace or because of
// PR_SET_CHILD_SUBREAPER.
func descendants() []process {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	byParent := map[int][]process{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if p, ok := readProcess(pid); ok {
			byParent[p.parent] = append(byParent[p.parent], p)
		}
	}
	all := byParent[os.Getpid()]
	for i := 0; i < len(all); i++ {
		all = append(all, byParent[all[i].pid]...)
	}
	return all
}

// readStat reads /proc/PID/stat, or the same file of a thread. It returns the
// fields after the name: the state and some numbers (proc_pid_stat(5)).
func readStat(path string) ([]string, bool) {
	b, err := os.ReadFile(path)
	end := bytes.LastIndexByte(b, ')') // the name, in parentheses, may contain any character
	if err != nil || end < 0 {
		return nil, false
	}
	f := strings.Fields(string(b[end+1:]))
	return f, len(f) >= 22
}

func readProcess(pid int) (process, bool) {
	f, ok := readStat("/proc/" + strconv.Itoa(pid) + "/stat")
	if !ok {
		return process{}, false
	}
	parent, _ := strconv.Atoi(f[1])
	pages, _ := strconv.Atoi(f[21])
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every machine that Go supports
	return process{
		pid: pid, parent: parent, state: f[0][0],
		memory: pages * os.Getpagesize(),
		cpu:    time.Duration(user+system) * tick,
	}, true
}

// busy reports whether a thread of p computes, or waits for a processor or a
// disk. It looks at all threads: /proc/PID/stat has only the state of the first,
// which does nothing in a JVM.
func (p process) busy() bool {
	if p.state == 'R' || p.state == 'D' {
		return true
	}
	return p.anyThread(func(dir string) bool {
		f, ok := readStat(dir + "stat")
		return ok && (f[0] == "R" || f[0] == "D")
	})
}

// readsKeyboard reports whether a thread of p is waiting in read(2) for its
// standard input (proc_pid_syscall(5)).
func (p process) readsKeyboard() bool {
	return p.anyThread(func(dir string) bool {
		b, err := os.ReadFile(dir + "syscall")
		return err == nil && bytes.HasPrefix(b, fmt.Appendf(nil, "%d 0x0 ", unix.SYS_READ))
	})
}

func (p process) anyThread(is func(dir string) bool) bool {
	dir := "/proc/" + strconv.Itoa(p.pid) + "/task/"
	threads, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(threads, func(t os.DirEntry) bool { return is(dir + t.Name() + "/") })
}

// openTerminal returns the two ends of a pseudo-terminal (pty(7)). It does not
// echo, so that what is typed is not mixed with what the program prints.
func openTerminal() (person, program *os.File, err error) {
	if person, program, err = pty.Open(); err != nil {
		return nil, nil, err
	}
	fd := int(program.Fd())
	mode, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err == nil {
		mode.Lflag &^= unix.ECHO
		err = unix.IoctlSetTermios(fd, unix.TCSETS, mode)
	}
	if err != nil {
		person.Close()
		program.Close()
		return nil, nil, os.NewSyscallError("ioctl", err)
	}
	return person, program, nil
}

// unread reports whether something was typed into terminal that was not read
// yet.
func unread(terminal *os.File) bool {
	n, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCINQ)
	return err == nil && n > 0
}

// A socket is a socket of the program that waits for messages or connections.
type socket struct {
	addr netip.AddrPort
	// queued is how much has arrived and was not received yet, in bytes as the
	// kernel counts them.
	queued int
}

// sockets returns the sockets of the program that are bound (udp) or listening
// (tcp). It reads the kernel's tables, since trying to bind a port would disturb
// the program. ok is false if there are no such tables.
func sockets(network string) (all []socket, ok bool) {
	inodes := map[string]bool{}
	for _, p := range descendants() {
		dir := "/proc/" + strconv.Itoa(p.pid) + "/fd/"
		fds, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, fd := range fds {
			if link, err := os.Readlink(dir + fd.Name()); err == nil && strings.HasPrefix(link, "socket:[") {
				inodes[strings.TrimSuffix(strings.TrimPrefix(link, "socket:["), "]")] = true
			}
		}
	}
	state := "0A" // TCP_LISTEN
	if network == "udp" {
		state = "07" // TCP_CLOSE: what an unconnected UDP socket has
	}
	for _, file := range []string{network, network + "6"} {
		table, err := os.ReadFile("/proc/net/" + file)
		if err != nil {
			continue
		}
		ok = true
		for line := range strings.Lines(string(table)) {
			f := strings.Fields(line)
			if len(f) < 10 || f[3] != state || !inodes[f[9]] {
				continue
			}
			addr, valid := parseAddr(f[1])
			if !valid || addr.Port() == 0 {
				continue
			}
			_, queue, _ := strings.Cut(f[4], ":")
			queued, _ := strconv.ParseInt(queue, 16, 64)
			all = append(all, socket{addr, int(queued)})
		}
	}
	return all, ok
}

// connected reports whether a TCP connection to port of this machine exists,
// accepted or not.
func connected(port uint16) bool {
	table, _ := os.ReadFile("/proc/net/tcp")
	const established = "01"
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); len(f) > 3 && f[3] == established && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
			return true
		}
	}
	return false
}

// parseAddr parses an address in the form of /proc/net on a little-endian
// machine: the four bytes of each 32-bit word are in reverse order.
func parseAddr(s string) (netip.AddrPort, bool) {
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	n, portErr := strconv.ParseUint(port, 16, 16)
	if err != nil || portErr != nil || len(b)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 {
		b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
	}
	a, ok := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(a.Unmap(), uint16(n)), ok
}
