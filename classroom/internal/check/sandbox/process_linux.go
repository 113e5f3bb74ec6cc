package sandbox

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A process is the program under test, or a process that it has started.
type process struct {
	pid, parent int
	state       byte // R, S, D, Z ...: proc(5)
	threads     int
	memory      int // resident, in bytes
	cpu         time.Duration
}

// descendants returns the processes that this process has started, directly or
// through others. If the parent of a process ends, this process becomes its new
// parent: either as the first process of its namespace or because of
// PR_SET_CHILD_SUBREAPER.
//
// It follows the lists of children, proc_tid_children(5), since a machine may have
// thousands of other processes. A list may lack a process for a moment while another
// one ends: what must find every process calls scan.
func descendants() []process {
	if os.Getpid() == 1 {
		return scan() // a process namespace has few of them
	}
	all, ok := children(os.Getpid())
	if !ok {
		return scan()
	}
	for i := 0; i < len(all); i++ {
		more, _ := children(all[i].pid)
		all = append(all, more...)
	}
	return slices.DeleteFunc(all, func(p process) bool { return isRoom(p.pid) })
}

// children returns the processes that the threads of a process have started. ok is
// false if the kernel has no such lists.
func children(pid int) (all []process, ok bool) {
	dir := "/proc/" + strconv.Itoa(pid) + "/task/"
	threads, _ := os.ReadDir(dir)
	for _, t := range threads {
		list, err := readProc(dir + t.Name() + "/children")
		ok = ok || err == nil
		for _, f := range strings.Fields(string(list)) {
			child, _ := strconv.Atoi(f)
			if p, ok := readProcess(child); ok {
				all = append(all, p)
			}
		}
	}
	return all, ok
}

// scan returns what descendants returns, from a look at all processes of the machine.
func scan() []process {
	byParent := map[int][]process{}
	for _, pid := range pids() {
		if p, ok := readProcess(pid); ok {
			byParent[p.parent] = append(byParent[p.parent], p)
		}
	}
	all := byParent[os.Getpid()]
	for i := 0; i < len(all); i++ {
		all = append(all, byParent[all[i].pid]...)
	}
	return slices.DeleteFunc(all, func(p process) bool { return isRoom(p.pid) })
}

// crowded reports whether there are more than most processes in a namespace of this
// process. It only counts them: while hundreds of processes compute, this one gets so
// little processor time that to look at each of them takes minutes.
func crowded(most int) bool {
	if os.Getpid() != 1 {
		return false
	}
	n := len(pids())
	rooms.Lock()
	defer rooms.Unlock()
	return n > most+1+len(rooms.pids) // the namespace has this process too, and the rooms
}

// pids returns the numbers of all processes that this one can see.
func pids() []int {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	var all []int
	for _, name := range names {
		if name[0] < '1' || name[0] > '9' { // the other files of /proc: an error for each would cost more than all the rest
			continue
		}
		if pid, err := strconv.Atoi(name); err == nil {
			all = append(all, pid)
		}
	}
	return all
}

// readProc reads a file of /proc. It does what os.ReadFile does, with three system
// calls instead of ten: the checker looks at its program a hundred times a second.
func readProc(path string) ([]byte, error) {
	fd, err := ignoringEINTR(func() (int, error) { return unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0) })
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	b := make([]byte, 0, 1024)
	for {
		b = slices.Grow(b, 512)
		n, err := ignoringEINTR(func() (int, error) { return unix.Read(fd, b[len(b):cap(b)]) })
		if n <= 0 {
			return b, err
		}
		b = b[:len(b)+n]
	}
}

func ignoringEINTR(call func() (int, error)) (n int, err error) {
	for {
		if n, err = call(); err != unix.EINTR {
			return n, err
		}
	}
}

// readStat reads /proc/PID/stat, or the same file of a thread. It returns the
// fields after the name: the state and some numbers (proc_pid_stat(5)).
func readStat(path string) ([]string, bool) {
	b, err := readProc(path)
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
	threads, _ := strconv.Atoi(f[17])
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every machine that Go supports
	return process{
		pid: pid, parent: parent, state: f[0][0],
		threads: threads,
		memory:  pages * os.Getpagesize(),
		cpu:     time.Duration(user+system) * tick,
	}, true
}

// busy reports whether a thread of p computes, or waits for a processor or a
// disk. It looks at all threads: /proc/PID/stat has only the state of the first,
// which does nothing in a JVM.
func (p process) busy() bool {
	if p.state == 'R' || p.state == 'D' {
		return true
	}
	return p.threads > 1 && p.anyThread(func(dir string) bool {
		f, ok := readStat(dir + "stat")
		return ok && (f[0] == "R" || f[0] == "D")
	})
}

// readsKeyboard reports whether a thread of p is waiting in read(2) for its
// standard input (proc_pid_syscall(5)).
func (p process) readsKeyboard() bool {
	return p.anyThread(func(dir string) bool {
		number, args, ok := readSyscall(dir)
		return ok && number == unix.SYS_READ && args[0] == 0
	})
}

func (p process) alive() bool { return p.state != 'Z' }

// sleeps reports whether a thread of p is in nanosleep(2), where sleep of most
// languages is.
func (p process) sleeps() bool {
	return p.anyThread(func(dir string) bool {
		number, _, ok := readSyscall(dir)
		return ok && (number == unix.SYS_NANOSLEEP || number == unix.SYS_CLOCK_NANOSLEEP)
	})
}

// inMilliseconds says which argument of a system call is the time that it waits at
// most, in ms.
var inMilliseconds = map[string]map[int]int{
	"amd64": {7: 2, 232: 3, 281: 3}, // poll, epoll_wait, epoll_pwait
	"arm64": {22: 3},                // epoll_pwait
}

// inMemory says which argument of a system call points to that time, a timespec.
var inMemory = map[int]int{unix.SYS_PSELECT6: 4, unix.SYS_PPOLL: 2}

// timeLimit returns the longest time that a thread of p waits at most for a
// descriptor.
func (p process) timeLimit() (longest time.Duration) {
	p.anyThread(func(dir string) bool {
		number, args, ok := readSyscall(dir)
		if !ok {
			return false
		}
		if i, known := inMilliseconds[runtime.GOARCH][number]; known {
			longest = max(longest, time.Duration(int32(args[i]))*time.Millisecond) // -1 is no limit
		}
		if i, known := inMemory[number]; known && args[i] != 0 {
			longest = max(longest, readTimespec(dir, args[i]))
		}
		return false
	})
	return longest
}

// readTimespec reads a time in the memory of a thread.
func readTimespec(dir string, address uint64) time.Duration {
	f, err := os.Open(dir + "mem")
	if err != nil {
		return 0
	}
	defer f.Close()
	var b [16]byte
	if _, err := f.ReadAt(b[:], int64(address)); err != nil {
		return 0
	}
	seconds := int64(binary.NativeEndian.Uint64(b[:]))
	if seconds < 0 || seconds > 1e6 {
		return 0
	}
	return time.Duration(seconds)*time.Second + time.Duration(binary.NativeEndian.Uint64(b[8:]))
}

// readSyscall reads in which system call a thread is, and its arguments
// (proc_pid_syscall(5)).
func readSyscall(dir string) (number int, args [6]uint64, ok bool) {
	b, err := readProc(dir + "syscall")
	f := strings.Fields(string(b))
	if err != nil || len(f) < 7 {
		return 0, args, false // it runs
	}
	for i := range args {
		args[i], _ = strconv.ParseUint(strings.TrimPrefix(f[1+i], "0x"), 16, 64)
	}
	number, err = strconv.Atoi(f[0])
	return number, args, err == nil
}

func (p process) anyThread(is func(dir string) bool) bool {
	dir := "/proc/" + strconv.Itoa(p.pid) + "/"
	if p.threads == 1 {
		return is(dir)
	}
	dir += "task/"
	threads, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(threads, func(t os.DirEntry) bool { return is(dir + t.Name() + "/") })
}

// share returns how much memory p has to itself, in bytes: of what it shares with
// other processes, its share (proc_pid_smaps_rollup in proc_pid_smaps(5)). It
// takes much longer than to read p.memory.
func (p process) share() int {
	b, err := readProc("/proc/" + strconv.Itoa(p.pid) + "/smaps_rollup")
	if err != nil {
		return p.memory
	}
	for line := range strings.Lines(string(b)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "Pss: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return p.memory
}
