package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// Of a huge file only the start is read.
func TestFindHugeFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "server.py"), sources["server"])
	if err := os.Truncate(filepath.Join(dir, "server.py"), 3<<30); err != nil { // with a hole, which takes no space
		t.Skip(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	checkFound(t, dir, map[string]string{"3.1-server": "server.py"}, nil)
	source.Addresses("", []string{"python3", filepath.Join(dir, "server.py")})
	source.NextTODO("", []string{"python3", filepath.Join(dir, "server.py")})
	source.NextTODO("", []string{"python3", dir})
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 200<<20 {
		t.Errorf("%d MiB are allocated", (after.TotalAlloc-before.TotalAlloc)>>20)
	}
}

// Links are not followed, neither out of the folder nor within it.
func TestFindLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "deep", "client.py"), sources["client"])
	write(t, filepath.Join(outside, "secret.py"), "# TODO 1: 10.1.2.3\n")
	write(t, filepath.Join(dir, "server.py"), sources["server"])
	for name, to := range map[string]string{
		"client.py": filepath.Join(outside, "deep", "client.py"), "folder": filepath.Join(outside, "deep"), "loop": ".", "main.go": filepath.Join(outside, "secret.py"),
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	checkFound(t, dir, map[string]string{"3.1-server": "server.py"}, nil)
	if got := source.NextTODO("", []string{"go", "run", dir}); got != "" {
		t.Errorf("a TODO from outside: %q", got)
	}
	if got := source.Addresses("", []string{"go", "run", dir}); slices.Contains(got, "10.1.2.3") {
		t.Errorf("an address from outside: %q", got)
	}
	// The folder itself may be named by a link.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	checkFound(t, link, map[string]string{"3.1-server": "server.py"}, nil)
}

// Very many files do not take long. If they are all programs, they are not of one
// person.
func TestFindMany(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes many files")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "server.py"), sources["server"])
	for i := range 20_000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("data%d.csv", i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Now()
	checkFound(t, dir, map[string]string{"3.1-server": "server.py"}, nil)
	t.Logf("20,000 files of data took %v", time.Since(start))
	for i := range 2000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("x%d.py", i)), []byte(sources["client"]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start = time.Now()
	if _, err := source.Find(dir, steps.Signs()); err == nil || !strings.Contains(err.Error(), "give the folder of one submission") {
		t.Errorf("2,000 programs: %v", err)
	}
	t.Logf("2,000 programs took %v", time.Since(start))
}

// What cannot be run is named, with what to do.
func TestFindOther(t *testing.T) {
	dir := t.TempDir()
	for file, want := range map[string]string{
		"tp.zip": "unpack it", "TP.IPYNB": "save each program", "rapport.pdf": "save each program", "server.c": "compile it", "notes.txt": "", "data.csv": "",
	} {
		write(t, filepath.Join(dir, file), "")
		folder, err := source.Find(dir, steps.Signs())
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(folder.Other, "\n"); want == "" && got != "" || want != "" && (!strings.HasPrefix(got, file+" is a") || !strings.Contains(got, want)) {
			t.Errorf("%s: %q", file, got)
		}
		if err := os.Remove(filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
}

// A program with the name of the other side is found by what it does.
func TestFindMisnamed(t *testing.T) {
	dir := t.TempDir()
	for file, name := range map[string]string{
		"tcp_client.py": "server", "server_tcp.py": "client", "chat_server.py": "chatcli", "chat_client.py": "chatserv",
		"udp_sender.py": "receiver", "udp_receiver.py": "sender", "drone_client.py": "drone",
	} {
		write(t, filepath.Join(dir, file), sources[name])
	}
	folder, err := source.Find(dir, steps.Signs())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"3.1-server": "tcp_client.py looks like the server, and was checked as that", "3.1-client": "server_tcp.py looks like the client, and was checked as that",
		"3.2-server": "chat_client.py looks like the server, and was checked as that", "3.2-client": "chat_server.py looks like the client, and was checked as that",
		"2.1.1-sender": "udp_receiver.py looks like the sender, and was checked as that", "2.1.1-receiver": "udp_sender.py looks like the receiver, and was checked as that",
		"2.1.3": "",
	}
	for _, f := range folder.Found {
		remark, ok := want[f.Step]
		if ok != (f.Command != nil) || f.Remark != remark {
			t.Errorf("%s: %q, %q, want %q", f.Step, f.Command, f.Remark, remark)
		}
	}
	if len(folder.Rest) > 0 {
		t.Errorf("not taken: %q", folder.Rest)
	}
}
