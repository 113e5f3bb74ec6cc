package main

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// --duration ends a log whose times stand still too. Such a log is not sent faster
// than 1,000 a second.
func TestStationTimesStandStill(t *testing.T) {
	walk := write(t, "walk.csv", strings.Repeat("48.5,2.25,105,5,1000\n", 50_000))
	status, stdout, stderr := run("--to", "127.0.0.1", "--sensors-port", listen(t).port(), "--drone-rate", "0",
		"--sensors-log", walk, "--duration", "100ms")
	// The header and the first row are due together.
	if status != 0 || stderr != "" || !regexp.MustCompile(`s: sensors (\d\d?|10[01])\n$`).MatchString(stdout) {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

// The last experiment of 2.1 shows what its README says.
func TestBadNetworkOfREADME(t *testing.T) {
	text, err := os.ReadFile("../ex2_1_udp/README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)go run ./classroom station ([^\n]*) --sensors-port 50005 ([^\n]*)\n```.*?```text\n([0-9 ]+)\n```").FindSubmatch(text)
	if m == nil {
		t.Fatal("it has no such experiment")
	}
	receiver := listen(t)
	flags := append(strings.Fields(string(m[1])+" "+string(m[2])), "--sensors-port", receiver.port())
	// As fast as that, nobody waits for it.
	flags[slices.Index(flags, "--sensors-rate")+1] = "1000"
	if status, stdout, stderr := run(flags...); status != 0 || stderr != "" || !strings.HasSuffix(stdout, ": sensors 14, faults 4\n") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	for _, want := range strings.Fields(string(m[3])) {
		text, _ := receiver.next()
		number, row, _ := strings.Cut(text, ": ")
		if fields, err := csv.NewReader(strings.NewReader(row)).Read(); number != want || err != nil || len(fields) != 5 || strings.Contains(row, "\n") {
			t.Errorf("got %q, want the row number %s", text, want)
		}
	}
	receiver.nothing()
}
