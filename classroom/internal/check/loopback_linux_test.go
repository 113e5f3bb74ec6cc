package check

import (
	"context"
	"encoding/json"
	"fmt"
	"go/build"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/labtest"
)

// elsewhere are the programs of the gallery that get another code without
// namespaces: nobody hears there where a message goes that does not come.
var elsewhere = map[string]string{
	"2.1.1-sender-port.py":         "not-sent",      // to another port
	"2.1.2-bound-and-connected.py": "wrong-address", // connect fails, since the machine has no such network
}

// Without namespaces every program of the gallery gets the same verdict, with the
// same code, but for what the report names. The programs run on a few machines, on
// each one after the other, as with check all.
func TestGalleryWithoutNamespaces(t *testing.T) {
	testGalleryOn(t, gallery(t), "", func(t *testing.T, p galleryProgram, r *Report) {
		want, code := Passed, p.want
		if c, ok := elsewhere[filepath.Base(p.path)]; ok {
			code = c
		}
		if code != "" {
			want = Failed
		}
		if r.Verdict != want || code != "" && !slices.Contains(codes(r, Required), code) {
			t.Errorf("verdict %s with %q, want %s with %q\n%s", r.Verdict, codes(r, Required), want, code, text(r, true))
		}
		for _, b := range p.beyond {
			// See TCPServer.StartsAgain.
			if b != string(verdict.NoReuseaddr) && !slices.Contains(codes(r, Beyond), b) {
				t.Errorf("beyond the sheet %q fail, want %q\n%s", codes(r, Beyond), b, text(r, true))
			}
		}
	})
}

// unlikeLinux are the programs of the gallery that may get another verdict where the
// checker does not see what the processes of a program do.
var unlikeLinux = map[string]bool{
	"3.2-server-nickname.py":   true, // it asks for a name when a client has connected, which must be seen in time
	"2.1.2-small-queue.py":     true, // on a busy machine it loses messages, which the system does not tell
	"2.1.5-silence-of-five.py": true, // for how long it waits cannot be seen
	"2.1.5-silence-of-ten.js":  true, // the same
}

// On another Unix, which has no /proc and no namespaces, the gallery gets the same
// verdicts, too. The code may be another one, since the checker sees less. It is made
// of the files for macOS, as far as Linux can run them. To save time, these are the
// right programs, and the wrong ones of the step in which much comes at once.
func TestGalleryLikeMacOS(t *testing.T) {
	if _, err := exec.LookPath("lsof"); err != nil {
		labtest.Missing(t, "lsof")
	}
	programs := slices.DeleteFunc(gallery(t), func(p galleryProgram) bool {
		return unlikeLinux[filepath.Base(p.path)] || p.want != "" && p.step != "2.1.5"
	})
	testGalleryOn(t, programs, buildLike(t, "darwin"), func(t *testing.T, p galleryProgram, r *Report) {
		want := Passed
		if p.want != "" {
			want = Failed
		}
		if r.Verdict != want {
			t.Errorf("verdict %s with %q, want %s\n%s", r.Verdict, codes(r, Required), want, text(r, true))
		}
	})
}

// buildLike builds the checker for Linux out of the files for goos.
func buildLike(t *testing.T, goos string) (exe string) {
	t.Helper()
	dir := t.TempDir()
	here, there := build.Default, build.Default
	here.GOOS, there.GOOS = "linux", goos
	replace := map[string]string{}
	for _, folder := range []string{"sandbox", "room", "program"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			onLinux, err := here.MatchFile(folder, filepath.Base(name))
			if err != nil {
				t.Fatal(err)
			}
			onOther, err := there.MatchFile(folder, filepath.Base(name))
			if err != nil {
				t.Fatal(err)
			}
			path, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case strings.HasSuffix(name, "_test.go") || onLinux == onOther:
			case onLinux:
				replace[path] = "" // the file is not there
			default:
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				copied := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
				if err := os.WriteFile(copied, constraint.ReplaceAll(text, nil), 0o644); err != nil {
					t.Fatal(err)
				}
				replace[filepath.Join(filepath.Dir(path), "like"+filepath.Base(path))] = copied
				replace[path] = ""
			}
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file, exe := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "classroom")
	if err := os.WriteFile(file, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", file, "-o", exe, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

var constraint = regexp.MustCompile(`(?m)^//go:build .*\n`)

// testGalleryOn checks programs without namespaces, with another checker if that is
// not "", and judges the reports.
func testGalleryOn(t *testing.T, programs []galleryProgram, checker string, judge func(*testing.T, galleryProgram, *Report)) {
	t.Helper()
	if underRace {
		programs = programs[:20] // of the rest the race detector has nothing new to say
	}
	machines := make(chan *machine, 4*runtime.NumCPU())
	for range cap(machines) {
		machines <- newMachine(t, checker)
	}
	for _, p := range programs {
		t.Run(filepath.Base(p.path), func(t *testing.T) {
			t.Parallel()
			job := Job{Step: p.step, Command: p.command(t), Seed: 1}
			m := <-machines
			defer func() { machines <- m }()
			r := m.run(t, job)
			if r.Isolation != Loopback && r.Error == "" || r.Error == "" && len(r.Unchecked) == 0 {
				t.Fatalf("isolation %q, unchecked %q", r.Isolation, r.Unchecked)
			}
			if !missingAddress(t, p, r) {
				judge(t, p, r)
			}
		})
	}
}

// missingAddress reports whether p could not be checked because of an address that
// the machine does not have.
func missingAddress(t *testing.T, p galleryProgram, r *Report) bool {
	t.Helper()
	if r.Verdict != Unchecked {
		return false
	}
	source, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range regexp.MustCompile(`[0-9]+(\.[0-9]+){3}`).FindAllString(string(source), -1) {
		a, err := netip.ParseAddr(address)
		if err == nil && !a.IsLoopback() && !a.IsUnspecified() && strings.Contains(text(r, false), address) {
			return true
		}
	}
	return false
}

// A server without SO_REUSEADDR cannot bind a port that a connection has had a moment
// ago. Without namespaces that may be one of the check before, so the server is started
// again when the port is free.
func TestLingers(t *testing.T) {
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the ports are free")
	}
	// A socket that is bound with SO_REUSEADDR and does not listen keeps its port in
	// the same way.
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	release := sync.OnceFunc(func() { unix.Close(fd) })
	defer release()
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Port: 55000, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, failed := filepath.Join(dir, "server.py"), filepath.Join(dir, "failed")
	program := fmt.Sprintf(`
import socket
serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
try:
    serveur.bind(("127.0.0.1", 55000))
except OSError:
    open(%q, "w").close()
    raise
serveur.listen(1)
client, qui = serveur.accept()
octets = client.recv(1024)
print(octets.decode("ascii"))
client.send(octets)
client.close()
`, failed)
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		defer release()
		for ctx.Err() == nil {
			if _, err := os.Stat(failed); err == nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if r := Run(ctx, Job{Step: "3.1-server", Command: []string{python(t), file}, Seed: 1, Isolation: Loopback}); r.Verdict != Passed {
		t.Errorf("%s", text(r, true))
	}
	if _, err := os.Stat(failed); err != nil {
		t.Error("the port was free")
	}
}
