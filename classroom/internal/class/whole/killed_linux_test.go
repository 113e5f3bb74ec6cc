package whole

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Programs that are found for their steps, and judged within a second.
const (
	senderText  = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'Hello, World!', ('127.0.0.1', 50005))\n"
	machineText = "import socket\nprint('machine name:', socket.gethostname())\n"
)

// A class that is killed at random moments, and resumed, has the same bytes in every
// output. The environment variable CLASS_KILLS says how often it is killed.
func TestClassKilled(t *testing.T) {
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("CLASS_KILLS")); err == nil {
		kills = n
	}
	r := newClassRun(t, map[string]string{
		"class/Ada Lovelace/sender.py":  senderText,
		"class/Ada Lovelace/machine.py": machineText,
		"class/Alan Turing/sender.py":   "raise SystemExit(3)\n" + senderText,
		"class/Edsger/sender.py":        "import no_such_module\n" + senderText,
		"class/Grace Hopper/sender.py":  strings.Replace(senderText, "50005", "50006", 1),
		"class/Grace Hopper/machine.py": "import socket\nname = socket.gethostname()\n",
		"class/Zoe/notes.txt":           "I was ill",
	})
	start := time.Now()
	want := r.run(r.command("class", "results", "want"), 1) // a module is missing
	took := time.Since(start)
	for i := range kills {
		cmd := r.command("class", "killed", "got", "--resume")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// What one does not begin, the next ones may: with many, some do next to nothing.
		time.Sleep(rand.N(2 * took / time.Duration(i%5+1)))
		cmd.Process.Kill()
		cmd.Wait()
	}
	if got := r.run(r.command("class", "killed", "got", "--resume"), 1); got != want {
		t.Errorf("killed and resumed\n%s\nnot killed\n%s", got, want)
	}
	got := r.files("got")
	for name, text := range r.files("want") {
		if got[name] != text {
			t.Errorf("killed and resumed: %s is\n%.3000q\nwant\n%.3000q", name, got[name], text)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("killed and resumed: %s is there", name)
	}
	r.nothingLeft(r.dir)
}
