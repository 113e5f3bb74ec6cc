package room

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"

	"in43.example/classroom/internal/check/sandbox"
)

// SetUp puts this process, and all processes that it starts, into a job
// object. When this process ends, the job object ends all the others.
func SetUp(s Setup) error {
	current.Setup = s
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			LimitFlags:         windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_JOB_MEMORY | windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
			ActiveProcessLimit: sandbox.MaxProcesses,
		},
		JobMemoryLimit: sandbox.MaxMemory,
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	if err != nil {
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	if err := windows.AssignProcessToJobObject(job, windows.CurrentProcess()); err != nil {
		return os.NewSyscallError("AssignProcessToJobObject", err)
	}
	return nil // the handle stays open until this process ends
}

// setGroup does nothing: the job object keeps the processes together.
func setGroup(*exec.Cmd) {}

// interrupt is not available: Windows cannot send ctrl-c to one program alone.
func interrupt(*os.Process) error { return errors.ErrUnsupported }

// kill ends p and what it has started.
func kill(p *os.Process) {
	exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
}
