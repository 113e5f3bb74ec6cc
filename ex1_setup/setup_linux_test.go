package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"in43.example/pkg/labtest"
)

// In a new network namespace the loopback interface is down.
func TestNoLoopback(t *testing.T) {
	cmd := exec.Command(labtest.Build(t, "."))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "network namespaces")
	}
	p := labtest.Run(t, cmd)
	if status := p.Wait(); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	for _, want := range []string{"problem  loopback ", "sendto: network is unreachable\n", "-> sudo ip link set lo up\n"} {
		if !strings.Contains(p.Stdout.String(), want) {
			t.Errorf("it does not say %q%v", want, p)
		}
	}
	if !strings.Contains(p.Stderr.String(), "this machine is not ready: loopback;") {
		t.Errorf("on standard error: %s", p.Stderr)
	}
}
