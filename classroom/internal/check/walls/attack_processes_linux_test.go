package walls

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

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
