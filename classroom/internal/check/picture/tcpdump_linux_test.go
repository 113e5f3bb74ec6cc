package picture

import (
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labtest"
)

// tcpdump, whose library reads files for Wireshark too, reads the file.
func TestTcpdump(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		labtest.Missing(t, "tcpdump")
	}
	r := reportOf(datagram([]byte("hello"), 55000), datagram([]byte("world!"), 55000))
	var file bytes.Buffer
	if err := WritePcap(&file, []*check.Report{r, r}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("tcpdump", "-n", "-r", "-")
	cmd.Stdin = &file
	// As root it would become another user, which this namespace does not have.
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: syscall.Getuid(), Size: 1}},
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	got := strings.Count(string(out), "IP 10.9.0.1.40000 > 127.0.0.1.55000: UDP, length ")
	if err != nil || got != 4 || strings.Count(string(out), "length 6") != 2 {
		t.Errorf("tcpdump reads %d packets, want 4: %v\n%s%s", got, err, out, &stderr)
	}
}
