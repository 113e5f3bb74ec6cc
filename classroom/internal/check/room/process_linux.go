package room

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check/sandbox"
)

// A Process is the program under test, in its room.
type Process struct {
	Ended  <-chan struct{} // closed when it has ended
	cmd    *exec.Cmd       // of the room; its process group is the program's
	status Status
}

// Start starts c in a room of its own. With namespaces of its own for users,
// processes, mounts, the name of the machine and shared memory, the program sees
// neither this process nor anything else of the machine, but it shares the
// network with this process.
func Start(c Command) (*Process, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socketpair", err)
	}
	// As long as the room lives, its end is open. The room ends when this end closes.
	ours, theirs := os.NewFile(uintptr(pair[0]), "room"), os.NewFile(uintptr(pair[1]), "referee")

	cmd := exec.Command("/proc/self/exe")
	cmd.Env = []string{roomEnv + "=1"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	cmd.ExtraFiles = []*os.File{theirs} // 3
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	inRoom := walled(current.Isolation)
	orders := roomOrders{Args: c.Args, Env: replace(current.env(), c.Env), Dir: current.dir, MaxThreads: sandbox.MaxThreads}
	if inRoom {
		current.User.enterRoom(cmd.SysProcAttr)
		orders.Root, orders.Hostname = roomDir, current.Hostname
	} else {
		if u := current.User; u.UID != 0 { // the checker is root; the program is not
			cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(u.UID), Gid: uint32(u.GID)}
		}
		orders.Files = current.Files
		orders.Folders, orders.Tools = append(current.Folders, current.TempDir), append(current.Tools, current.Caches...)
	}
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		ours.Close()
		return nil, err
	}
	if inRoom {
		sandbox.AddKeeper(cmd.Process.Pid)
	}

	ended := make(chan struct{})
	p := &Process{cmd: cmd, Ended: ended}
	err = json.NewEncoder(ours).Encode(orders)
	answers := json.NewDecoder(bufio.NewReader(ours))
	var a roomAnswer
	if err == nil {
		err = answers.Decode(&a)
	}
	switch {
	case a.Error != "":
		err = errors.New(a.Error)
	case errors.Is(err, io.EOF) && !inRoom:
		err = nil // the program has taken the place of the keeper
	}
	if err != nil {
		ours.Close()
		cmd.Process.Kill()
		cmd.Wait()
		return nil, fmt.Errorf("cannot start the program: %w", err)
	}
	go func() {
		if inRoom {
			p.status = Status{Text: "signal: killed"} // with the keeper
			if answers.Decode(&a) == nil {
				p.status = statusOf(a.Status)
			}
			close(ended)
		}
		cmd.Wait()
		ours.Close()
		if !inRoom {
			p.status = Status{cmd.ProcessState.String(), cmd.ProcessState.Success()}
			close(ended)
		}
	}()
	return p, nil
}

// replace returns env with the variables of others in place of its own. If a variable
// were there twice, some programs would take the first, others the second.
func replace(env, others []string) []string {
	return append(slices.DeleteFunc(env, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.ContainsFunc(others, func(other string) bool { return strings.HasPrefix(other, name+"=") })
	}), others...)
}

// statusOf describes a status of wait4(2) as package os does.
func statusOf(w syscall.WaitStatus) Status {
	if w.Signaled() {
		return Status{Text: "signal: " + w.Signal().String()}
	}
	return Status{fmt.Sprintf("exit status %d", w.ExitStatus()), w.ExitStatus() == 0}
}

// Interrupt presses ctrl-c: as a terminal does, it sends SIGINT to the whole
// process group. So the program gets it even if another program, such as go run,
// has started it.
func (p *Process) Interrupt() error {
	err := unix.Kill(-p.cmd.Process.Pid, unix.SIGINT)
	if err == unix.ESRCH {
		return os.ErrProcessDone
	}
	return err
}

// Kill ends the program. If it is in a room, all that it has started ends with it.
func (p *Process) Kill() { unix.Kill(-p.cmd.Process.Pid, unix.SIGKILL) }
