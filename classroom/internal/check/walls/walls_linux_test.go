package walls

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labtest"
)

// The test program is also the program that is checked, and the referee.
func TestMain(m *testing.M) {
	check.BeReferee()
	if len(os.Args) > 2 && !strings.HasPrefix(os.Args[1], "-") {
		attackMain(os.Args[1:])
		return
	}
	os.Exit(m.Run())
}

// ordinary is the user as whom the tests run too if they run as root.
const ordinary = 65534

// publicCopy returns a folder that an ordinary user owns, with a copy of this
// program in it.
func publicCopy(t *testing.T) (dir, exe string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "walls")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	exe = filepath.Join(dir, "program")
	if err := os.WriteFile(exe, b, 0o755); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		os.Chown(exe, ordinary, ordinary)
		os.Chown(dir, ordinary, ordinary)
	}
	return dir, exe
}

// asOrdinaryUser runs the test t again as an ordinary user. No process of that
// user may have more threads in all than maxThreads.
func asOrdinaryUser(t *testing.T, maxThreads uint64) {
	t.Helper()
	dir, exe := publicCopy(t)
	// A shell sets the limits, so that they hold from the first moment.
	limits := fmt.Sprintf("ulimit -u %d && ulimit -c 0 && exec \"$@\"", maxThreads)
	cmd := exec.CommandContext(t.Context(), "bash", "-c", limits, "bash", exe, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: ordinary, Gid: ordinary}}
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("--- SKIP")) {
		t.Errorf("as an ordinary user: %v\n%s", err, out)
	} else if testing.Verbose() {
		t.Logf("as an ordinary user:\n%s", out)
	}
}

func needNamespaces(t *testing.T) {
	t.Helper()
	if r := check.Run(t.Context(), check.Job{Step: "5.3.2", Command: []string{"sh", "-c", ":"}, Seed: 1}); r.Isolation != check.Full {
		t.Log(r.Error)
		labtest.Missing(t, "namespaces")
	}
}

// A program that tries to get out of its room reaches nothing, and what it does
// to its own folder is undone.
func TestWalls(t *testing.T) {
	needNamespaces(t)
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 4000)
	}
	home, outside := t.TempDir(), t.TempDir()
	for _, dir := range []string{home, outside} {
		if err := os.WriteFile(dir+"/secret", []byte("a secret"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("A_TOKEN", "a secret")
	t.Setenv("SSH_AUTH_SOCK", outside+"/socket")
	for _, address := range []string{outside + "/socket", "@walls-" + filepath.Base(outside)} {
		l, err := net.Listen("unix", address)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	// A descriptor that every child inherits, as from a shell or from make.
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	unix.FcntlInt(write.Fd(), unix.F_SETFD, 0)
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer terminal.Close()
	hostname, _ := os.Hostname()

	for name := range attacks {
		t.Run(name, func(t *testing.T) {
			dir, exe := publicCopy(t)
			_, port, _ := net.SplitHostPort(server.Addr().String())
			for name, text := range map[string]string{"kept.txt": "kept", "removed.txt": "kept", "port": port} {
				if err := os.WriteFile(dir+"/"+name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			arg := base64.StdEncoding.EncodeToString([]byte(outside))
			r := check.Run(t.Context(), check.Job{Step: "5.3.2", Command: []string{exe, "attack", name, arg}, Seed: 1})
			if r.Verdict != check.Failed || !strings.Contains(r.Output, "the attack is over") || strings.Contains(r.Output, "REACHED") {
				t.Errorf("verdict %s, %s\n%s", r.Verdict, r.Error, r.Output)
			}
			if name == "own folder" {
				if got := strings.Join(r.Remarks, "\n"); !strings.Contains(got, "kept.txt") || !strings.Contains(got, "new.txt") || !strings.Contains(got, "removed.txt") {
					t.Errorf("the report says %q of what was written\n%s", got, r.Output)
				}
			}
			for _, file := range []string{"kept.txt", "removed.txt"} {
				if b, err := os.ReadFile(dir + "/" + file); string(b) != "kept" {
					t.Errorf("%s: %q, %v", file, b, err)
				}
			}
			for _, file := range []string{"new.txt", "setuid"} {
				if _, err := os.Stat(dir + "/" + file); err == nil {
					t.Errorf("%s is there", file)
				}
			}
		})
	}
	for _, dir := range []string{home, outside} {
		if b, _ := os.ReadFile(dir + "/secret"); string(b) != "a secret" {
			t.Errorf("the secret file holds %q now", b)
		}
	}
	if now, _ := os.Hostname(); now != hostname {
		t.Errorf("the machine is called %s now", now)
	}
	write.Close()
	if b, _ := io.ReadAll(read); len(b) > 0 {
		t.Errorf("through an inherited descriptor came %q", b)
	}
	terminal.Close()
	master.SetReadDeadline(time.Now())
	if b, _ := io.ReadAll(master); len(b) > 0 {
		t.Errorf("to the terminal was written %q", b)
	}
}

// A program that is installed in the user's home, as those of pyenv and nvm are,
// can be run. If the checker is root, the program runs as the one who has called
// sudo.
func TestTools(t *testing.T) {
	needNamespaces(t)
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 4000)
	}
	home := t.TempDir()
	bin := filepath.Join(home, ".tool", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bin+"/tool", b, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("SUDO_UID", "1234")
	t.Setenv("SUDO_GID", "1235")
	r := check.Run(t.Context(), check.Job{Step: "5.3.2", Command: []string{"tool", "who", "is it"}, Seed: 1})
	want := fmt.Sprintf("user %d %d tool\n", os.Getuid(), os.Getgid())
	if os.Getuid() == 0 {
		want = "user 1234 1235 tool\n"
	}
	if r.Output != want {
		t.Errorf("it prints %q, want %q; %s", r.Output, want, r.Error)
	}
}
