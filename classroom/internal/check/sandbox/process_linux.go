package sandbox

import (
	"bytes"
	"fmt"
	"os"
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
	return slices.DeleteFunc(all, func(p process) bool { return isRoom(p.pid) })
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

func (p process) alive() bool { return p.state != 'Z' }

// sleeps reports whether a thread of p is in nanosleep(2), where sleep of most
// languages is.
func (p process) sleeps() bool {
	return p.anyThread(func(dir string) bool {
		b, err := os.ReadFile(dir + "syscall")
		number, _, _ := bytes.Cut(b, []byte(" "))
		n, notNumber := strconv.Atoi(string(number))
		return err == nil && notNumber == nil && (n == unix.SYS_NANOSLEEP || n == unix.SYS_CLOCK_NANOSLEEP)
	})
}

func (p process) anyThread(is func(dir string) bool) bool {
	dir := "/proc/" + strconv.Itoa(p.pid) + "/task/"
	threads, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(threads, func(t os.DirEntry) bool { return is(dir + t.Name() + "/") })
}

// share returns how much memory p has to itself, in bytes: of what it shares with
// other processes, its share (proc_pid_smaps_rollup in proc_pid_smaps(5)). It
// takes much longer than to read p.memory.
func (p process) share() int {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(p.pid) + "/smaps_rollup")
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
