package program

import (
	"os"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A Leash ties programs to this process: they end when it ends, even if it is
// killed.
//
// This process, and with it each process that it starts, is in a job object. The
// system kills them all when the last handle of the job object is closed; this
// process has the only one.
type Leash struct{}

// NewLeash returns a Leash. All programs that are started from now on are tied to
// this process.
func NewLeash() (*Leash, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateJobObject", err)
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		return nil, os.NewSyscallError("SetInformationJobObject", err)
	}
	if err := windows.AssignProcessToJobObject(job, windows.CurrentProcess()); err != nil {
		return nil, os.NewSyscallError("AssignProcessToJobObject", err)
	}
	return &Leash{}, nil // the handle stays open until this process ends
}

// Tie does nothing: the program of cmd will be in the job object.
func (*Leash) Tie(cmd *exec.Cmd) {}

// Close does nothing: to close the job object would kill this process too.
func (*Leash) Close() {}
