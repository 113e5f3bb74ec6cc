package room

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check/sandbox"
)

// roomEnv, in the environment, makes this binary the keeper of a room.
const roomEnv = "CLASSROOM_ROOM"

// roomOrders are what the keeper of a room reads first.
type roomOrders struct {
	Args       []string
	Env        []string
	Dir        string
	Hostname   string   // the name of the machine in the room; "" leaves it as it is
	Root       string   // the folder that becomes its root; "" if the program stays among the files of the machine
	Folders    []string // without Root: what the program may write to
	Tools      []string // without Root: folders that it may read, beside the system
	Files      []string // without Root: files that it may read
	MaxThreads uint64   // of all its processes together
}

// A roomAnswer is what the keeper writes: once when the program was started, or
// could not be, and once when it has ended.
type roomAnswer struct {
	Error  string             `json:",omitempty"`
	Status syscall.WaitStatus // wait4(2)
}

// KeepRoom does not return if this process was started by Start as the keeper of
// a room: the first process of the room, which starts the program and reaps what
// that leaves behind. A program that calls SetUp calls KeepRoom first of all.
func KeepRoom() {
	if os.Getenv(roomEnv) == "" {
		return
	}
	runtime.LockOSThread() // the privileges and the filter of system calls are this thread's
	referee := os.NewFile(3, "referee")
	// Whatever else was inherited, from a shell or from make, is not for the program.
	unix.CloseRange(3, 1<<31, unix.CLOSE_RANGE_CLOEXEC)
	signal.Notify(make(chan os.Signal, 1)) // nothing that the program sends ends the room
	answer := json.NewEncoder(referee)
	var orders roomOrders
	err := json.NewDecoder(referee).Decode(&orders)
	var program int
	if err == nil {
		program, err = orders.start()
	}
	if err != nil {
		answer.Encode(roomAnswer{Error: err.Error()})
		os.Exit(1)
	}
	answer.Encode(roomAnswer{})
	go func() {
		io.Copy(io.Discard, referee) // until the referee is gone
		os.Exit(1)
	}()
	if null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0); err == nil {
		for fd := range 3 { // so that the output ends with the program
			unix.Dup3(int(null.Fd()), fd, 0)
		}
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil: // ECHILD: nobody is left
			os.Exit(0)
		case pid == program:
			answer.Encode(roomAnswer{Status: status})
		}
	}
}

// start makes the room and starts the program in it. Without a root of its own
// the program takes the place of this process: then start returns only if that
// fails.
func (o *roomOrders) start() (pid int, err error) {
	if o.Root != "" {
		if o.Hostname != "" {
			if err := unix.Sethostname([]byte(o.Hostname)); err != nil {
				return 0, os.NewSyscallError("sethostname", err)
			}
		}
		if err := enterRoot(o.Root); err != nil {
			return 0, err
		}
	}
	if err := os.Chdir(o.Dir); err != nil {
		return 0, err
	}
	if err := o.setLimits(); err != nil {
		return 0, err
	}
	for _, entry := range o.Env {
		if path, ok := strings.CutPrefix(entry, "PATH="); ok {
			os.Setenv("PATH", path)
		}
	}
	path, err := exec.LookPath(o.Args[0])
	if err != nil {
		return 0, err
	}
	if o.Root == "" {
		if err := confine(o.Folders, o.Tools, o.Files); err != nil {
			return 0, err
		}
	}
	if err := dropPrivileges(); err != nil {
		return 0, err
	}
	if o.Root == "" {
		return 0, os.NewSyscallError("exec "+path, unix.Exec(path, o.Args, o.Env))
	}
	pid, err = syscall.ForkExec(path, o.Args, &syscall.ProcAttr{Env: o.Env, Files: []uintptr{0, 1, 2}})
	return pid, os.NewSyscallError("exec "+path, err)
}

// setLimits limits the resources of this process and of those that it starts.
// Usually the watchdog, which counts all processes together, acts first. There is
// no limit on the address space, since runtimes reserve much more of it than
// they use: RLIMIT_DATA counts only what can be written (getrlimit(2)).
func (o *roomOrders) setLimits() error {
	limits := map[int]uint64{
		unix.RLIMIT_DATA:     4 << 30,
		unix.RLIMIT_FSIZE:    sandbox.MaxFiles,
		unix.RLIMIT_CORE:     0,
		unix.RLIMIT_MSGQUEUE: 0,
	}
	if o.Root != "" {
		limits[unix.RLIMIT_NPROC] = o.MaxThreads // in a user namespace of its own only its own threads count
	}
	for resource, max := range limits {
		var limit unix.Rlimit
		if err := unix.Getrlimit(resource, &limit); err != nil {
			return os.NewSyscallError("getrlimit", err)
		}
		limit.Max = min(limit.Max, max) // the user's own limit may be lower
		limit.Cur = limit.Max
		if err := unix.Setrlimit(resource, &limit); err != nil {
			return os.NewSyscallError("setrlimit", err)
		}
	}
	return nil
}
