package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// classSize is how many students hand in the twins of classTwins.
const classSize = 30

var classTwins = []string{
	"ex2_1_udp/python/receiver.py", "ex2_1_udp/python/sender.py", "ex2_1_2_sensors/python/remote_sensors.py",
	"ex2_1_3_drone/python/remote_drone.py", "ex2_1_4_select/python/remote_select.py",
	"ex3_tcp/python/server.py", "ex3_tcp/python/client.py", "ex3_2_chat/python/server.py", "ex3_2_chat/python/client.py",
	"ex4_microhttp/python/microHTTPsrv.py", "ex5_annexes/python/machine.py",
}

// benchClass checks a class, and prints how long that takes and what a check costs.
func benchClass(bin string, w io.Writer) error {
	if runtime.GOOS != "linux" {
		_, err := fmt.Fprintln(w, "\nA class: not measured; this needs Linux")
		return err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	input := filepath.Join(dir, "class")
	for i := range classSize {
		for _, twin := range classTwins {
			text, err := os.ReadFile(twin)
			if err != nil {
				return err
			}
			file := filepath.Join(input, fmt.Sprintf("Student %02d", i), strings.Replace(twin, "/python/", "/", 1))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				return err
			}
			if err := os.WriteFile(file, text, 0o666); err != nil {
				return err
			}
		}
	}
	cmd := exec.Command(filepath.Join(bin, "classroom"), "class", input, "--results", filepath.Join(dir, "results"), "--json", filepath.Join(dir, "class.json"))
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	done, programs := make(chan struct{}), make(chan time.Duration)
	go func() { programs <- watchPrograms(cmd.Process.Pid, done) }()
	err = cmd.Wait()
	took := time.Since(start)
	close(done)
	theirs := <-programs
	if err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, &output)
	}
	passed, err := countPassed(filepath.Join(dir, "class.json"))
	if err != nil {
		return err
	}
	// The time of all that it has started is in it (wait4(2)).
	all := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	checks := classSize * len(classTwins)
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(checks) }
	_, err = fmt.Fprintf(w, "\nA class of %d with %d steps each: %.0f s (wanted: under 60 s), %d of %d passed\n"+
		"processor time a check: %.0f ms, of which the programs' %.0f ms, ours at most %.0f ms (wanted: under 100 ms)\n",
		classSize, len(classTwins), took.Seconds(), passed, checks, ms(all), ms(theirs), ms(all-theirs))
	return err
}

// countPassed returns how many checks have passed, from the JSON of a class.
func countPassed(file string) (n int, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	var c struct {
		Students []struct {
			Results []struct{ Report struct{ Verdict string } }
		}
	}
	err = json.Unmarshal(b, &c)
	for _, s := range c.Students {
		for _, r := range s.Results {
			if r.Report.Verdict == "pass" {
				n++
			}
		}
	}
	return n, err
}

// watchPrograms returns how much processor time the Python programs have used that
// process pid and its descendants have started, until done. It looks at them every few
// milliseconds: what a program uses after the last look is missing.
func watchPrograms(pid int, done <-chan struct{}) time.Duration {
	ours, used := map[int]bool{pid: true}, map[int]time.Duration{}
	for {
		proc, err := os.Open("/proc")
		if err != nil {
			return 0
		}
		names, _ := proc.Readdirnames(-1)
		proc.Close()
		for _, name := range names {
			id, err := strconv.Atoi(name)
			if own, known := ours[id]; err != nil || known && !own {
				continue
			}
			comm, parent, cpu := readStat(id)
			if parent != 0 {
				ours[id] = ours[id] || ours[parent]
			}
			if ours[id] && strings.HasPrefix(comm, "python") {
				used[id] = max(used[id], cpu)
			}
		}
		select {
		case <-done:
			sum := time.Duration(0)
			for _, cpu := range used {
				sum += cpu
			}
			return sum
		case <-time.After(3 * time.Millisecond):
		}
	}
}

// readStat reads of process id the name of its program and its parent, from
// /proc/ID/stat (proc_pid_stat(5)), and the processor time of its first thread in
// nanoseconds, from /proc/ID/schedstat. A Python twin has no other thread.
func readStat(id int) (comm string, parent int, cpu time.Duration) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	open, end := bytes.IndexByte(b, '('), bytes.LastIndexByte(b, ')')
	if err != nil || open < 0 || end < open {
		return "", 0, 0
	}
	var state string
	fmt.Sscan(string(b[end+1:]), &state, &parent)
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", id)); err == nil {
		fmt.Sscan(string(b), &cpu)
	}
	return string(b[open+1 : end]), parent, cpu
}
