package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

// forgetful is a server that sends nothing back.
const forgetful = `import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)
c, addr = s.accept()
while True:
    data = c.recv(1024)
    if not data:
        break
    print(data.decode())
`

// The diagram in CHECK.md is what check draws, but for the time and the client's port.
func TestCheckWire(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		labtest.Missing(t, "python3")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace")
	}
	dir := t.TempDir()
	mine, pcap, page := filepath.Join(dir, "mine.py"), filepath.Join(dir, "mine.pcapng"), filepath.Join(dir, "mine.html")
	writeFile(t, mine, forgetful)
	status, stdout, stderr := runCheckCommand(t, "3.1-server", "--seed", "4", "--first", "--wire", "--pcap", pcap, "--html", page, "--", "python3", mine)
	if status != 1 {
		t.Fatalf("status %d, %s\n%s", status, stderr, stdout)
	}
	document, err := os.ReadFile("CHECK.md")
	if err != nil {
		t.Fatal(err)
	}
	const command = "$ classroom check 3.1-server --seed 4 --first --wire -- python3 mine.py\n"
	_, want, found := strings.Cut(string(document), command)
	want, _, _ = strings.Cut(want, "```")
	mask := regexp.MustCompile(`(?m)^ +[0-9.]+ ms|127\.0\.0\.1:\d+ +127`)
	same := func(s string) string { return mask.ReplaceAllString(s, "#") }
	if !found || !strings.HasPrefix(same(stdout), same(want)) {
		t.Errorf("check shows\n%s\nCHECK.md has\n%s", stdout, want)
	}
	for file, begin := range map[string]string{pcap: "\x0a\x0d\x0d\x0a", page: "<!DOCTYPE html>"} {
		if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), begin) {
			t.Errorf("%s begins with %.20q: %v", filepath.Base(file), b, err)
		}
	}
	for _, flag := range []string{"--pcap", "--html"} {
		nowhere := filepath.Join(dir, "no", "folder")
		if status, _, stderr := runCheckCommand(t, "3.1-server", "--first", flag, nowhere, "--", "python3", mine); status != 2 || !strings.Contains(stderr, "cannot write") {
			t.Errorf("%s to a folder that is not there: status %d, %s", flag, status, stderr)
		}
	}
}

// What was not run has no packets: that is said, and no file is written.
func TestCheckWireNothing(t *testing.T) {
	pcap := filepath.Join(t.TempDir(), "none.pcapng")
	status, stdout, stderr := runCheckCommand(t, "4", "--wire", "--pcap", pcap, "--", "no-such-program")
	if _, err := os.Stat(pcap); status != 2 || err == nil || !strings.Contains(stdout, "the step could not be checked") || !strings.Contains(stderr, "--pcap has written no file") {
		t.Errorf("status %d, %s\n%s", status, stderr, stdout)
	}
	if status, _, stderr := runCheckCommand(t, "4", "--wire", "--json", "--", "true"); status != 2 || !strings.Contains(stderr, "use one of them") {
		t.Errorf("--wire --json: status %d, %s", status, stderr)
	}
}
