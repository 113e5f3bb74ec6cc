package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"
)

// SeesProcesses says that the system tells whether the program computes, or waits for
// the keyboard.
const SeesProcesses = false

var (
	iphlpapi            = windows.NewLazySystemDLL("iphlpapi.dll")
	getExtendedUDPTable = iphlpapi.NewProc("GetExtendedUdpTable")
	getExtendedTCPTable = iphlpapi.NewProc("GetExtendedTcpTable")
)

// rowsOf lists the sockets of all processes.
func rowsOf(network string) ([]row, error) {
	var all []row
	for _, family := range []uintptr{windows.AF_INET, windows.AF_INET6} {
		get, class := getExtendedUDPTable, uintptr(1) // UDP_TABLE_OWNER_PID
		if network == "tcp" {
			get, class = getExtendedTCPTable, 5 // TCP_TABLE_OWNER_PID_ALL
		}
		table := make([]byte, 1<<16)
		for {
			size := uint32(len(table))
			status, _, _ := get.Call(uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&size)), 0, family, class, 0)
			if windows.Errno(status) == windows.ERROR_INSUFFICIENT_BUFFER {
				table = make([]byte, 2*size) // it may have grown by the next call
				continue
			}
			if status != 0 {
				return nil, os.NewSyscallError(get.Name, windows.Errno(status))
			}
			break
		}
		all = append(all, readWindows(network, family == windows.AF_INET6, table)...)
	}
	return all, nil
}

// programIDs returns the processes of the job object in which this process and
// the program are, without this process.
func programIDs() ([]int, error) {
	var list struct { // JOBOBJECT_BASIC_PROCESS_ID_LIST
		assigned, n uint32
		ids         [4 * MaxProcesses]uintptr
	}
	err := windows.QueryInformationJobObject(0, windows.JobObjectBasicProcessIdList, uintptr(unsafe.Pointer(&list)), uint32(unsafe.Sizeof(list)), nil)
	if err != nil {
		return nil, os.NewSyscallError("QueryInformationJobObject", err)
	}
	var all []int
	for _, id := range list.ids[:list.n] {
		if int(id) != os.Getpid() {
			all = append(all, int(id))
		}
	}
	return all, nil
}

// Sockets returns the sockets of the program that are bound (udp) or listening
// (tcp). ok is false if the system does not tell.
func Sockets(network string) (all []Socket, ok bool) {
	rows, err := rowsOf(network)
	if err != nil {
		return nil, false
	}
	program, err := programIDs()
	if err != nil {
		return nil, false
	}
	return inState(rows, waiting[network], func(r row) bool { return slices.Contains(program, r.pid) }), true
}

// ConnectedUDP returns nothing: the table of Windows does not say which sockets are
// connected.
func ConnectedUDP() []Socket { return nil }

// Connected reports whether a TCP connection to port of this machine exists,
// accepted or not.
func Connected(port uint16) bool {
	rows, _ := rowsOf("tcp")
	return slices.ContainsFunc(rows, func(r row) bool { return r.state == established && r.addr.Port() == port })
}

// holders returns the programs that have port.
func holders(network string, port uint16) []string {
	rows, _ := rowsOf(network)
	var all []string
	for _, r := range rows {
		if r.addr.Port() == port {
			all = append(all, fmt.Sprintf("%q (pid %d)", nameOf(r.pid), r.pid))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// nameOf returns the name of the program that the process pid runs, or "" if
// the system does not tell.
func nameOf(pid int) string {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(process)
	path := make([]uint16, windows.MAX_LONG_PATH)
	n := uint32(len(path))
	if err := windows.QueryFullProcessImageName(process, 0, &path[0], &n); err != nil {
		return ""
	}
	return filepath.Base(windows.UTF16ToString(path[:n]))
}
