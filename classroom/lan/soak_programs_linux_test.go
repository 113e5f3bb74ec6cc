package lan

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"in43.example/pkg/bound"
)

// A watched is a program whose memory and descriptors must not grow.
type watched struct {
	name    string
	cmd     *exec.Cmd
	samples []sample
}

type sample struct{ memory, descriptors int } // memory in KiB

// look takes a sample.
func (w *watched) look(t *testing.T) {
	t.Helper()
	w.samples = append(w.samples, sample{w.memory(t), len(w.descriptors(t))})
}

// descriptors returns what the descriptors of w are links to.
func (w *watched) descriptors(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", w.cmd.Process.Pid))
	must(t, err)
	var all []string
	for _, file := range files {
		if link, err := os.Readlink(file); err == nil { // else it has just been closed
			all = append(all, link)
		}
	}
	return all
}

// memory returns how much memory of w is resident, in KiB (proc_pid_status(5)).
func (w *watched) memory(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid))
	must(t, err)
	_, after, _ := strings.Cut(string(status), "\nVmRSS:")
	var kib int
	if n, _ := fmt.Sscan(after, &kib); n != 1 {
		t.Fatalf("%s has ended: its status is\n%s", w.name, status)
	}
	return kib
}

// settle waits until w, whose clients have left, has no more descriptors than before
// they came.
func (w *watched) settle(t *testing.T) {
	t.Helper()
	for late := time.After(patience); len(w.descriptors(t)) > w.samples[0].descriptors; time.Sleep(10 * time.Millisecond) {
		select {
		case <-late:
			t.Errorf("%s has %d descriptors when all clients have left, and had %d before: %q", w.name, len(w.descriptors(t)), w.samples[0].descriptors, w.descriptors(t))
			return
		default:
		}
	}
}

// report writes the samples of all programs, and checks that they are flat. The first
// minute does not count for the memory: until then a program has not met everything.
func report(t *testing.T, to io.Writer, all []*watched) {
	t.Helper()
	const (
		memoryRoom     = 4 << 10 // KiB
		descriptorRoom = 1       // the runtime may open one when it first needs it
	)
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "memory in MiB/descriptors\tat the start\t")
	for n := range len(all[0].samples) - 2 {
		fmt.Fprintf(w, "%d\t", 1+n)
	}
	fmt.Fprint(w, "at the end\t\n")
	for _, p := range all {
		fmt.Fprintf(w, "%s\t", p.name)
		for _, s := range p.samples {
			fmt.Fprintf(w, "%.1f/%d\t", float64(s.memory)/(1<<10), s.descriptors)
		}
		fmt.Fprintln(w)
		start, first, end := p.samples[0], p.samples[1], p.samples[len(p.samples)-1]
		if end.memory > first.memory*5/4+memoryRoom || end.descriptors > start.descriptors+descriptorRoom {
			t.Errorf("%s is not flat: %v", p.name, p.samples)
		}
	}
	w.Flush()
}

// marks stand before the number of a message: of the sensors, of the drone.
var marks = [2]string{": 8.5,2.25,", "pitch: "}

// A listener reads the numbers of the messages that a program prints.
type listener struct {
	*watched
	stderr bytes.Buffer
	outage *outage

	mu       sync.Mutex
	rest     []byte   // of a line that has not ended
	next     [2]int   // the number of the message that comes next, of each stream
	seen     [2]int64 // the last outage in which messages were lost, of each stream
	received int
	down, up int // lost while the interface was down, and else
}

// startListener starts a listener on h. Its output is too long to keep.
func startListener(t *testing.T, h *host, name string, o *outage, cmd *exec.Cmd) *listener {
	t.Helper()
	l := &listener{watched: &watched{name: name, cmd: cmd}, outage: o}
	cmd.Stdout, cmd.Stderr = l, &l.stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	h.do(func() { must(t, cmd.Start()) })
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	return l
}

// Write reads what the program has printed.
func (l *listener) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := append(l.rest, b...)
	for {
		line, after, ok := bytes.Cut(text, []byte("\n"))
		if !ok {
			break
		}
		text = after
		if bytes.Contains(line, []byte(`"latitude"`)) {
			l.message(0, 0)
		}
		for stream, mark := range marks {
			if _, number, ok := bytes.Cut(line, []byte(mark)); ok {
				end := bytes.IndexAny(number, ", ")
				n, err := strconv.Atoi(string(number[:max(0, end)]))
				if err != nil {
					n = -1 // nobody has sent this: it counts as a loss
				}
				l.message(stream, n)
			}
		}
	}
	l.rest = append(l.rest[:0], text...)
	return len(b), nil
}

// message counts message n of a stream, and those that are missing before it. If
// messages are out of order, or come twice, that is a gap of nearly a whole log.
func (l *listener) message(stream, n int) {
	l.received++
	lost := (n - l.next[stream] + soakPass) % soakPass
	l.next[stream] = n + 1
	if lost == 0 {
		return
	}
	// A listener that is slow may print the first message after an outage late.
	if outage := l.outage.number.Load(); l.outage.lasts() || l.seen[stream] < outage {
		l.seen[stream] = outage
		l.down += lost
	} else {
		l.up += lost
	}
}

func (l *listener) count() (received, down, up int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.received, l.down, l.up
}

// caughtUp waits until listeners have printed the last of sent messages, and
// returns how many they have received or missed.
func caughtUp(sent int, listeners []*listener) int {
	for late := time.After(patience); ; time.Sleep(10 * time.Millisecond) {
		n := 0
		for _, l := range listeners {
			received, down, up := l.count()
			n += received + down + up
		}
		if n == sent {
			return n
		}
		select {
		case <-late:
			return n
		default:
		}
	}
}

// dropped returns how many messages the sockets of l had no room for. It runs on the
// host of l.
func (l *listener) dropped(t *testing.T) int {
	t.Helper()
	sockets, err := bound.Sockets("udp")
	must(t, err)
	own := l.descriptors(t)
	n := 0
	for _, s := range sockets {
		if slices.Contains(own, "socket:["+s.Inode+"]") {
			n += s.Dropped
		}
	}
	return n
}

// stop presses ctrl-c.
func (l *listener) stop(t *testing.T) {
	t.Helper()
	must(t, l.cmd.Process.Signal(os.Interrupt))
	if err := l.cmd.Wait(); err != nil {
		t.Errorf("%s: %v\n%v", l.name, err, &l.stderr)
	}
}
