package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/drone"
	"in43.example/pkg/labtest"
)

const root = "../../../../"

// run checks a step with a program, and records.
func run(t *testing.T, step string, command ...string) *check.Report {
	t.Helper()
	if command[0] == "python3" {
		if _, err := exec.LookPath("python3"); err != nil {
			labtest.Missing(t, "python3")
		}
	}
	r := check.Run(t.Context(), check.Job{Step: step, Command: command, Seed: 4, Record: true})
	if r.NotIsolated != nil {
		labtest.Missing(t, "a network namespace")
	}
	if r.Recording == nil {
		t.Fatalf("nothing is recorded: %+v", r)
	}
	return r
}

// story returns the labels of the events of a check, with an arrow for who has sent it.
// The FINs are left out: which of two comes first changes from run to run.
func story(r *check.Report, title string) []string {
	var all []string
	for _, s := range sections(r) {
		if s.Title != title {
			continue
		}
		for _, e := range s.Events {
			arrow := "> "
			if e.Program {
				arrow = "< "
			}
			if !e.ends {
				all = append(all, arrow+e.Label)
			}
		}
	}
	return all
}

// The exercises' programs, in Go and in Python, send what their steps say.
func TestExercises(t *testing.T) {
	for _, e := range []struct {
		step, folder, argument, python, check string
		want                                  string // regular expression for each label
	}{
		{"3.1-server", "ex3_tcp", "server", "server.py", "sends back what a client says",
			`^> SYN;< SYN, ACK;> ACK: the connection is open;> (30 bytes ".*");< (30 bytes ".*")$`},
		{"3.1-client", "ex3_tcp", "client", "client.py", "connects to TCP port 55000 of 127.0.0.1",
			`^< SYN;> SYN, ACK;< ACK: the connection is open`},
		{"2.1.1-receiver", "ex2_1_udp", "receiver", "receiver.py", "shows a message", `^> \d+ bytes ".*!"$`},
		{"2.1.1-sender", "ex2_1_udp", "sender", "sender.py", "sends a message to UDP port 50005 of 127.0.0.1", `^< 13 bytes "Hello, World!"$`},
		{"2.1.3", "ex2_1_3_drone", "", "remote_drone.py", "shows the nine values of a frame", `^> 40 bytes: 23 db 2e 4a ff a6 d9 41 70 .*$`},
		{"2.1.2", "ex2_1_2_sensors", "", "remote_sensors.py", "shows a message", `^> \d+ bytes "[0-9.-]+,[0-9.-]+,\d+,\d+,\d+\\n"$`},
		{"2.1.5", "ex2_1_4_select", "", "remote_select.py", "shows a message of each port, each decoded in its own way", `> \d+ bytes "[0-9.-]+,.*> 40 bytes: 23 db 2e 4a`},
		{"3.2-server", "ex3_2_chat", "server", "server.py", "sends what is typed and shows what the other side says", `^> SYN;< SYN, ACK;> ACK: the connection is open;> \d+ bytes ".*";< \d+ bytes ".*"$`},
		{"3.2-client", "ex3_2_chat", "client", "client.py", "sends what is typed and shows what the other side says", `^< \d+ bytes ".*";> \d+ bytes ".*"$`},
		{"4", "ex4_microhttp", "", "microHTTPsrv.py", "answers a request",
			`^> SYN;< SYN, ACK;> ACK: the connection is open;> \d+ bytes "GET / HTTP/1.1\\r\\n.*";< \d+ bytes "HTTP/1.1 200 OK\\r\\n`},
	} {
		command := map[string][]string{"Go": {}, "Python": {"python3", filepath.FromSlash(root + e.folder + "/python/" + e.python)}}
		for language, command := range command {
			t.Run(e.step+" "+language, func(t *testing.T) {
				t.Parallel()
				if language == "Go" {
					command = append(command, labtest.Build(t, root+e.folder))
					if e.argument != "" {
						command = append(command, e.argument)
					}
				}
				r := run(t, e.step, command...)
				got := strings.Join(story(r, e.check), ";")
				m := regexp.MustCompile(e.want).FindStringSubmatch(got)
				if m == nil || len(m) > 2 && m[1] != m[2] {
					t.Errorf("%q shows\n%s\nwant\n%s", e.check, got, e.want)
				}
				if e.step == "3.1-server" {
					var fins []bool // from the program?
					for _, s := range sections(r) {
						for _, e := range s.Events {
							if strings.HasSuffix(e.Label, "FIN") {
								fins = append(fins, e.Program)
							}
						}
					}
					if !slices.Contains(fins, true) {
						t.Errorf("the end of the connection is not there: %v", fins)
					}
				}
				checkPcap(t, r)
			})
		}
	}
}

// The bytes of each frame that is sent are in the recording, in the order of the checks.
func TestFrames(t *testing.T) {
	r := run(t, "2.1.3", labtest.Build(t, root+"ex2_1_3_drone"))
	const during = "shows the ten frames of a second that come at once"
	frames := 0
	for _, s := range sections(r) {
		for _, e := range s.Events {
			var f drone.Frame
			if s.Title == during && !e.Program && f.UnmarshalBinary(e.Payload) == nil {
				frames++
			}
		}
		if s.Title == "goes on: shows 100 more messages" && s.LeftOut == 0 {
			t.Error("of 100 messages none is left out")
		}
	}
	if frames != 10 {
		t.Errorf("%d frames come during %q, want 10", frames, during)
	}
	if got := page(t, r); strings.Count(got, "<td>barometer<br>") < 6 {
		t.Errorf("the page does not show the fields:\n%s", got)
	}
}

// What goes to a port that nobody has is answered by the system.
func TestNobody(t *testing.T) {
	for _, test := range []struct{ step, file, want string }{
		{"3.1-client", "3.1-client-old-port.py", "< SYN;> RST: nobody listens there;< expected here: a TCP connection to 127.0.0.1:55000"},
		{"2.1.1-sender", "2.1.1-sender-port.py", `< 13 bytes "Hello, World!";> ICMP port unreachable: no socket is bound there;< expected here: a datagram to 127.0.0.1:50005`},
	} {
		r := run(t, test.step, "python3", filepath.FromSlash("../testdata/gallery/wrong/"+test.file))
		got := strings.Join(story(r, r.Findings[0].Check), ";")
		if got != test.want {
			t.Errorf("%s shows\n%s\nwant\n%s", test.file, got, test.want)
		}
		checkPcap(t, r)
	}
}

// Whatever is sent does nothing to a terminal nor to a browser, and no row is too wide.
func FuzzPicture(f *testing.F) {
	for _, payload := range []string{"", "hello", "\x1b[2J\x1b]0;x\a", "<script>alert(1)</script>", "\u202eevil\u2066", "日本語e\u0301\u0301\u0301", "\xff\xfe\x00",
		"GET / HTTP/1.1\r\nX: <b>\x1b[0m\r\n\r\n", "1,2,<i>,\x1b,5", strings.Repeat("\u009b", 40), strings.Repeat("A", 60_000)} {
		f.Add([]byte(payload), uint16(52002), uint8(80))
		f.Add([]byte(payload), uint16(52001), uint8(1))
	}
	f.Fuzz(func(t *testing.T, payload []byte, port uint16, width uint8) {
		packet := datagram(payload[:min(len(payload), 60_000)], port)
		r := reportOf(packet, payload)
		var text bytes.Buffer
		if err := WriteText(&text, r, int(width)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > max(minWidth, min(int(width), maxWidth)) && width > 0 {
				t.Errorf("a row of %d characters, want %d: %s", n, width, line)
			}
			for _, c := range line {
				if c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x300 {
					t.Errorf("%q is in the diagram: %q", c, line)
				}
			}
		}
		page(t, r)
		checkBytes(t, r, packet, payload)
	})
}

// page returns the page of r. It loads nothing, runs nothing, and has no element that
// is not the template's own.
func page(t *testing.T, r *check.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := WritePage(&b, []*check.Report{r}); err != nil {
		t.Fatal(err)
	}
	own := strings.Fields("html head meta title style body h1 h2 h3 h4 p code span br b ul li div pre mark figure svg line text g polygon table tbody tr td th")
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && !slices.Contains(own, n.Data) {
			t.Errorf("the page has an element %s", n.Data)
		}
		for _, a := range n.Attr {
			if slices.Contains([]string{"src", "href", "style"}, a.Key) || strings.HasPrefix(a.Key, "on") {
				t.Errorf("the page has the attribute %s", a.Key)
			}
		}
	}
	if i := bytes.IndexAny(b.Bytes(), "\x1b\x00\a"); i >= 0 {
		t.Errorf("the page has the byte %#x", b.Bytes()[i])
	}
	return b.String()
}

// datagram returns an IPv4 packet with a UDP datagram.
func datagram(payload []byte, port uint16) []byte {
	be := binary.BigEndian
	p := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 9, 0, 1, 127, 0, 0, 1}
	be.PutUint16(p[2:], uint16(28+len(payload)))
	p = be.AppendUint16(p, 40000)
	p = be.AppendUint16(p, port)
	p = be.AppendUint16(p, uint16(8+len(payload)))
	return append(append(p, 0, 0), payload...)
}

// reportOf returns a report of a failed check during which packets were sent. All of its
// texts are the last of them.
func reportOf(packets ...[]byte) *check.Report {
	text := string(packets[len(packets)-1])
	r := &check.Report{
		Step: "3.1-server", Title: "a title", Verdict: check.Failed, Command: []string{text}, Output: text, Remarks: []string{text},
		Findings:  []check.Finding{{Check: "shows it", Level: check.Required, Result: check.Fail, Code: "no-output", Expected: text, Got: text + "\n   ^", Why: text}},
		Recording: &check.Recording{Began: time.Unix(1e9, 0), LeftOut: map[string]int{"shows it": 3}},
	}
	for _, p := range packets {
		r.Recording.Packets = append(r.Recording.Packets, check.Packet{Check: "shows it", Data: p})
	}
	return r
}

// Of what should have come and has not, the place is drawn; after what was said, and
// before the end.
func TestMissing(t *testing.T) {
	r := reportOf(datagram([]byte("hello"), 55000))
	f := &r.Findings[0]
	for _, test := range []struct{ expected, want string }{
		{`"hello" comes back`, `             |< . expected here: "hello" comes back . . . . . . . . . . . . . .|`},
		{`the text "hello" on the screen`, `             |                expected here: the text "hello" on the screen    |`},
	} {
		f.Expected = test.expected
		var b bytes.Buffer
		if err := WriteText(&b, r, 0); err != nil {
			t.Fatal(err)
		}
		want := `== 3.1-server  on the wire
   -- shows it: FAIL
             checker                                                     program
             10.9.0.1:40000                                      127.0.0.1:55000
      0.0 ms |--- 5 bytes "hello" -------------------------------------------->|
` + test.want + `
   (3 packets more of this check left out)
   Left out: TCP packets that only acknowledge.
`
		if b.String() != want {
			t.Errorf("the diagram is\n%s\nwant\n%s", &b, want)
		}
	}
}

// The page marks the first difference.
func TestMarked(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Hello\n  ^", "He[l]lo\n"},
		{"offset 0: 48 00 65\n             ^ offset 1", "offset 0: 48 [00] 65\n"},
		{"no mark\nat all", "no mark\nat all"},
		{"short\n                ^", "short\n                ^"},
		{"^", "^"},
	} {
		var got strings.Builder
		for _, s := range marked(test.text) {
			if s.Marked {
				fmt.Fprintf(&got, "[%s]", s.Text)
			} else {
				got.WriteString(s.Text)
			}
		}
		if got.String() != test.want {
			t.Errorf("of %q: %q, want %q", test.text, got.String(), test.want)
		}
	}
}

// Where nothing can be heard, that is said, and no file is written.
func TestNotHeard(t *testing.T) {
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the port is free")
	}
	command := []string{labtest.Build(t, root+"ex2_1_udp"), "sender"}
	r := check.Run(t.Context(), check.Job{Step: "2.1.1-sender", Command: command, Seed: 4, Record: true, Isolation: check.Loopback})
	if r.Verdict != check.Passed || r.Recording != nil {
		t.Fatalf("on the loopback: %+v", r)
	}
	var text, file bytes.Buffer
	if err := WriteText(&text, r, 80); err != nil || !strings.Contains(text.String(), "network namespace") {
		t.Errorf("%v: %s", err, &text)
	}
	if err := WritePcap(&file, []*check.Report{r}); err != nil || file.Len() > 0 {
		t.Errorf("%v, %d bytes", err, file.Len())
	}
	if got := page(t, r); !strings.Contains(got, "network namespace") {
		t.Error(got)
	}
}

// What the checker sends to find out why no answer has come stands below the place of the
// answer.
func TestMissingAnswer(t *testing.T) {
	const checker, program, end = "hello", "HELLO", ""
	for _, test := range []struct {
		sent []string
		want int // events before the one that is missing
	}{
		{nil, 0},
		{[]string{checker}, 1},
		{[]string{checker, end}, 1},
		{[]string{checker, checker, checker, end}, 1},
		{[]string{checker, program, checker, checker}, 3},
		{[]string{checker, program, end, end}, 2},
	} {
		var events []event
		for _, s := range test.sent {
			events = append(events, event{Payload: []byte(s), Program: s == program, ends: s == end})
		}
		got := withMissing(events, &check.Finding{Expected: "HELLO"}, "3.1-server")
		if i := slices.IndexFunc(got, func(e event) bool { return e.Missing }); i != test.want || len(got) != len(events)+1 {
			t.Errorf("of %q it stands after %d, want %d", test.sent, i, test.want)
		}
	}
}
