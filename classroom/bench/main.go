// Bench measures the speed of the exercises beside their Python twins: each
// line of its table is a ratio of two programs in the same run.
//
//	make bench
//
// It sends only to 127.0.0.1, for a bounded time, and needs python3 and the
// worksheet's ports.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"in43.example/pkg/drone"
)

func main() {
	bin := flag.String("bin", "bin", "folder of the programs")
	flag.Parse()
	if err := run(*bin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// duration is how long each program is measured.
const duration = 2 * time.Second

var (
	frame, _ = drone.Frame{Date: 1629293659.3942752, Pitch: 67, Roll: 87, Yaw: 70, Battery: 37, Barometer: 103.63, AGX: -31, AGY: 30, AGZ: -1006}.AppendBinary(nil)
	row      = []byte("48.813728671885634,2.3934930846866003,105,5,1415263338000\n")

	onlyDrone = []stream{{52002, frame}}
	both      = []stream{{52001, row}, {52002, frame}}
)

// pythonCommand returns the command for a twin. With unbuffered "1", Python
// prints at once into a pipe or file, as our programs do and as a person wants
// who watches. With "", it waits until it has 8 KiB: a slow stream shows
// nothing for minutes.
func pythonCommand(python, twin, unbuffered string) *exec.Cmd {
	cmd := exec.Command(python, twin)
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED="+unbuffered)
	return cmd
}

// A stream is datagrams for a port of 127.0.0.1.
type stream struct {
	port    int
	payload []byte
}

// run prints all tables.
func run(bin string, w io.Writer) error {
	// Python itself, not a script of a version manager that starts it.
	out, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return fmt.Errorf("the Python twins need python3: %w", err)
	}
	python := strings.TrimSpace(string(out))
	fmt.Fprintf(w, "%s %s/%s, %d CPUs, all over loopback\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if err := benchUDP(bin, python, w); err != nil {
		return err
	}
	if err := benchTCP(bin, python, w); err != nil {
		return err
	}
	if err := benchStartUp(bin, python, w); err != nil {
		return err
	}
	return benchClass(bin, w)
}

// benchUDP prints the table of the UDP half.
func benchUDP(bin, python string, w io.Writer) error {
	fmt.Fprintf(w, "\n2.1, as many datagrams as can be sent for %v; output into a file\n\n", duration)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "step\tprogram\tdecoded and printed\tCPU a message\tratio\twanted\t")

	for _, step := range []struct {
		name, goProgram, twin string
		streams               []stream
		line                  string // how the line that is printed once a message begins
		wanted                string
	}{
		{"2.1.3", "ex2_1_3_drone", "ex2_1_3_drone/python/remote_drone.py", onlyDrone, "from: ", ">= 25"},
		{"2.1.4", "ex2_1_4_select", "ex2_1_4_select/python/remote_select.py", both, "#message from: ", ">= 12"},
	} {
		atOnce, err := measure(pythonCommand(python, step.twin, "1"), step.streams, 0, step.line)
		if err != nil {
			return err
		}
		inBlocks, err := measure(pythonCommand(python, step.twin, ""), step.streams, 0, step.line)
		if err != nil {
			return err
		}
		ours, err := measure(exec.Command(filepath.Join(bin, step.goProgram)), step.streams, 0, step.line)
		if err != nil {
			return err
		}
		ratio := func(r result) float64 { return r.perSecond() / atOnce.perSecond() }
		fmt.Fprintf(t, "%s\tPython, prints at once\t%.0f/s\t%.2f us\t%.1f\t\t\n", step.name, atOnce.perSecond(), atOnce.cpuPerMessage(), ratio(atOnce))
		fmt.Fprintf(t, "%s\tPython, prints 8 KiB at a time\t%.0f/s\t%.2f us\t%.1f\t\t\n", step.name, inBlocks.perSecond(), inBlocks.cpuPerMessage(), ratio(inBlocks))
		fmt.Fprintf(t, "%s\tGo, prints when no more is ready\t%.0f/s\t%.2f us\t%.1f\t%s\t\n", step.name, ours.perSecond(), ours.cpuPerMessage(), ratio(ours), step.wanted)
	}
	if err := t.Flush(); err != nil {
		return err
	}

	if err := benchBesideCPP(bin, w); err != nil {
		return err
	}

	const rate = 200_000
	steady, err := measure(exec.Command(filepath.Join(bin, "ex2_1_3_drone")), onlyDrone, rate, "from: ")
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n2.1.3 at %d datagrams a second for %v: %d sent, %d printed, %d lost (wanted: 0)\n",
		rate, duration, steady.sent, steady.printed, steady.sent-steady.printed)

	decode := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		var f drone.Frame
		for b.Loop() {
			f.UnmarshalBinary(frame)
		}
	})
	fmt.Fprintf(w, "decoding a frame: %.1f ns, %d allocations (wanted: under 10 ns, 0)\n",
		float64(decode.T.Nanoseconds())/float64(decode.N), decode.AllocsPerOp())
	return nil
}

// tries is how often two programs are measured in turn.
const tries = 3

// benchBesideCPP compares 2.1.3 with a program in C++ that prints the same
// text. The two run in turn; the ratio is the median.
func benchBesideCPP(bin string, w io.Writer) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cpp, err := buildCPP(dir)
	if errors.Is(err, errNoCompiler) || runtime.GOOS != "linux" {
		_, err := fmt.Fprintln(w, "\n2.1.3 beside C++: not measured; this needs Linux and a C++ compiler (c++)")
		return err
	} else if err != nil {
		return err
	}
	var ratios, ours, theirs, cpu, cppCPU []float64
	for range tries {
		c, err := measure(exec.Command(cpp), onlyDrone, 0, "from: ")
		if err != nil {
			return err
		}
		g, err := measure(exec.Command(filepath.Join(bin, "ex2_1_3_drone")), onlyDrone, 0, "from: ")
		if err != nil {
			return err
		}
		theirs, ours = append(theirs, c.perSecond()), append(ours, g.perSecond())
		ratios = append(ratios, g.perSecond()/c.perSecond())
		cpu, cppCPU = append(cpu, g.cpuPerMessage()), append(cppCPU, c.cpuPerMessage())
	}
	for _, all := range [][]float64{ratios, ours, theirs, cpu, cppCPU} {
		slices.Sort(all)
	}
	_, err = fmt.Fprintf(w, "\n2.1.3 beside C++ that prints the same text: Go %.0f/s with %.2f us of CPU a message, C++ %.0f/s with %.2f us; ratio %.2f (%.2f to %.2f; wanted: >= 0.6)\n",
		ours[tries/2], cpu[tries/2], theirs[tries/2], cppCPU[tries/2], ratios[tries/2], ratios[0], ratios[tries-1])
	return err
}

// A result is what a program did.
type result struct {
	sent, printed int
	cpu           time.Duration
}

func (r result) perSecond() float64     { return float64(r.printed) / duration.Seconds() }
func (r result) cpuPerMessage() float64 { return float64(r.cpu.Microseconds()) / float64(r.printed) }

// measure sends streams to the program cmd, at rate datagrams a second each, or
// as fast as possible if rate is 0, and counts the lines of its output that
// begin with line.
func measure(cmd *exec.Cmd, streams []stream, rate int, line string) (result, error) {
	var r result
	for _, s := range streams { // else another program would share the datagrams
		free, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.port})
		if err != nil {
			return r, err
		}
		free.Close()
	}
	out, err := os.CreateTemp("", "bench")
	if err != nil {
		return r, err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &stderr
	if err := cmd.Start(); err != nil {
		return r, err
	}
	defer cmd.Process.Kill()
	for _, s := range streams {
		if err := probe(s); err != nil {
			return r, fmt.Errorf("%v: %w", cmd, err)
		}
	}

	if r.sent, err = send(streams, rate); err != nil {
		return r, err
	}
	r.sent += probes * len(streams)
	time.Sleep(200 * time.Millisecond) // for what is still in the socket's buffer
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return r, err
	}
	if err := cmd.Wait(); err != nil {
		return r, fmt.Errorf("%v: %w\n%s", cmd, err, &stderr)
	}
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	b, err := os.ReadFile(out.Name())
	r.printed = bytes.Count(b, []byte("\n"+line))
	if bytes.HasPrefix(b, []byte(line)) {
		r.printed++
	}
	return r, err
}

// send sends streams for the duration, and returns how many datagrams.
func send(streams []stream, rate int) (sent int, err error) {
	var bursts []*burst
	for _, s := range streams {
		b, err := newBurst(s)
		if err != nil {
			return 0, err
		}
		defer b.conn.Close()
		bursts = append(bursts, b)
	}
	for start := time.Now(); ; {
		elapsed := time.Since(start)
		if elapsed >= duration {
			return sent, nil
		}
		if rate > 0 && sent >= int(elapsed.Seconds()*float64(rate)) {
			time.Sleep(100 * time.Microsecond)
			continue
		}
		for _, b := range bursts {
			n, err := b.send()
			sent += n
			if err != nil {
				return sent, err
			}
		}
	}
}

// probes is how many datagrams probe sends in the end.
const probes = 2

// probe sends datagrams of s until a program receives them. If none does, the
// first one is answered by an ICMP message, and the second write reports that.
func probe(s stream) error {
	conn, err := net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", s.port))
	if err != nil {
		return err
	}
	defer conn.Close()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		_, err1 := conn.Write(s.payload)
		_, err2 := conn.Write(s.payload)
		if err1 == nil && err2 == nil {
			return nil
		}
	}
	return fmt.Errorf("nobody listens on UDP port %d", s.port)
}
