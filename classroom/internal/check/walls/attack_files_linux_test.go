package walls

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

func attackFiles(outside string, reached func(string, ...any)) {
	secret := filepath.Join(outside, "secret")
	home, _ := os.UserHomeDir()
	for _, path := range []string{secret, home + "/secret", "/etc/shadow", "/root/.bashrc", "/proc/1/root" + secret, "/proc/self/root/.." + secret, "/.machine" + secret} {
		if _, err := os.ReadFile(path); err == nil {
			reached("reads %s", path)
		}
		if os.WriteFile(path, []byte("changed"), 0o644) == nil && path != home+"/secret" {
			reached("writes %s", path)
		}
		if path != home+"/secret" && os.Remove(path) == nil {
			reached("removes %s", path)
		}
	}
	for _, path := range []string{"/usr/x", "/etc/hosts", "/etc/passwd", "/x", "/bin/x", "/run/x", "/sys/x", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger"} {
		if f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err == nil {
			f.Close()
			reached("opens %s for writing", path)
		}
	}
	for _, dir := range []string{"/home", "/run", "/var/run", "/mnt", "/srv", filepath.Dir(outside)} {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			if own, _ := os.Getwd(); !strings.HasPrefix(own+"/", path+"/") && path != home {
				reached("sees %s", path)
			}
		}
	}
}

// attackOwnFolder changes the program's own folder, which is a copy.
func attackOwnFolder(_ string, reached func(string, ...any)) {
	dir := filepath.Dir(os.Args[0])
	os.WriteFile(dir+"/new.txt", []byte("new"), 0o644)
	if err := os.WriteFile(dir+"/kept.txt", []byte("changed"), 0o644); err != nil {
		fmt.Println("it may not write:", err)
	}
	os.Remove(dir + "/removed.txt")
	os.WriteFile(dir+"/setuid", []byte("#!/bin/sh\n"), 0o755)
	os.Chmod(dir+"/setuid", 0o755|os.ModeSetuid)
}

func attackTerminal(_ string, reached func(string, ...any)) {
	own := map[uint64]bool{} // the terminals of this program
	for fd := range 3 {
		var stat unix.Stat_t
		unix.Fstat(fd, &stat)
		own[stat.Rdev] = true
	}
	paths, _ := filepath.Glob("/dev/pts/[0-9]*")
	for i := range 64 {
		paths = append(paths, fmt.Sprintf("/dev/pts/%d", i))
	}
	for _, path := range append(paths, "/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs") {
		var stat unix.Stat_t
		if unix.Stat(path, &stat) == nil && own[stat.Rdev] {
			continue
		}
		if f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err == nil {
			io.WriteString(f, "written by the program")
			reached("opens %s", path)
		}
	}
}

func attackSockets(outside string, reached func(string, ...any)) {
	for _, path := range []string{filepath.Join(outside, "socket"), "@walls-" + filepath.Base(outside), "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", os.Getenv("SSH_AUTH_SOCK")} {
		if c, err := net.Dial("unix", path); err == nil && path != "" {
			c.Close()
			reached("connects to %s", path)
		}
	}
}

func attackEnvironment(_ string, reached func(string, ...any)) {
	for _, e := range os.Environ() {
		if strings.Contains(e, "secret") || strings.HasPrefix(e, "CLASSROOM") || strings.HasPrefix(e, "SSH_") {
			reached("knows %s", e)
		}
	}
}

// attackNetwork looks for the sockets of the machine on its loopback.
func attackNetwork(outside string, reached func(string, ...any)) {
	port, _ := os.ReadFile(filepath.Dir(os.Args[0]) + "/port")
	if c, err := net.DialTimeout("tcp4", "127.0.0.1:"+string(port), time.Second); err == nil {
		c.Close()
		reached("connects to a server of the machine")
	}
}
