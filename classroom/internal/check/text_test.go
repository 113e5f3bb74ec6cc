package check

import (
	"net/netip"
	"testing"
)

func TestHasText(t *testing.T) {
	const row = "48.81,2.39,105,5,1415263338000"
	for _, test := range []struct {
		printed, want string
		has           bool
	}{
		{"received message: " + row + "\n", row, true},
		{"lat 48.81 lon 2.39\nalt 105 acc 5 time 1415263338000", row, true},
		{"b'" + row + "\\n'", row, false},
		{`("b", b"` + row + `")`, row, false},
		{"b'48.81', b'2.39', b'105', b'5', b'1415263338000'", row, false},
		{"numb'" + row, row, true}, // a word that ends in b is no literal
		{"b'x' is " + row, row, true},
		{"48.81,2.39", row, false},
		{"", row, false},
	} {
		if got := hasText(test.printed, test.want); got != test.has {
			t.Errorf("hasText(%q, %q) = %t", test.printed, test.want, got)
		}
	}
}

func TestHasBytes(t *testing.T) {
	data := []byte("\xce\x3b\xd9\x16Hello")
	for _, printed := range []string{
		`b'\xce;\xd9\x16Hello'`,
		"<Buffer ce 3b d9 16 48 65 6c 6c 6f>",
		"[206 59 217 22 72 101 108 108 111]",
		"[206, 59, 217, 22, 72, 101, 108, 108, 111]",
		"CE3BD91648656C6C6F",
	} {
		if !hasBytes(printed, data) {
			t.Errorf("%s: the bytes are not seen", printed)
		}
	}
	if hasBytes("Hello 206 59", data) {
		t.Error("bytes are seen where there are none")
	}
}

func TestDiff(t *testing.T) {
	for _, test := range []struct{ got, want, shown string }{
		{"Hello, Word!", "Hello, World!", "Hello, Word!\n          ^"},
		{"HTTP/1.1 404 Not\r\n", "HTTP/1.1 200", "HTTP/1.1 404 Not\\r\\n\n         ^"},
		{"H\x00i", "Hi", "offset 0: 48 00 69\n             ^ offset 1"},
		{"", "Hi", "\n^"},
	} {
		if got := diff([]byte(test.got), []byte(test.want)); got != test.shown {
			t.Errorf("diff(%q, %q) shows\n%s\nwant\n%s", test.got, test.want, got, test.shown)
		}
	}
}

func TestJudgeBind(t *testing.T) {
	all := networks([]string{"192.168.1.26", "192.168.1.255", "10.9.127.207", "127.0.0.1", "0.0.0.0", "300.1.1.1", "255.255.255.255"})
	if len(all) != 2 {
		t.Errorf("networks: %v, want those of the lab and of 192.168.1.26", all)
	}
	for _, test := range []struct {
		addr, feed string
		deaf       bool
	}{
		{"0.0.0.0", "10.9.255.255", false},
		{"::", "10.9.255.255", false},
		{"10.9.255.255", "10.9.255.255", false},
		{"10.9.127.207", "10.9.127.207", false},
		{"192.168.1.26", "192.168.1.26", false},
		{"192.168.1.255", "192.168.1.255", false},
		{"127.0.0.1", "127.0.0.1", true},
		{"255.255.255.255", "255.255.255.255", true},
	} {
		b := judgeBind(netip.MustParseAddr(test.addr), all)
		if b.feed.String() != test.feed || b.deaf != test.deaf || b.deaf == (b.remark != "") {
			t.Errorf("%s: feed %v, deaf %t, %q", test.addr, b.feed, b.deaf, b.remark)
		}
	}
}

func TestJudgeMessage(t *testing.T) {
	for _, test := range []struct {
		got  string
		code Code
	}{
		{"Hello, World!", ""},
		{"hello world", ""},
		{"Hello, World!\n", ""},
		{"Bonjour", wrongMessage},
		{"b'Hello, World!'", wrongMessage},
		{"H\x00e\x00l\x00l\x00o\x00,\x00 \x00W\x00o\x00r\x00l\x00d\x00!\x00", wrongEncoding},
	} {
		if o := judgeMessage([]byte(test.got), "Hello, World!"); o.code != test.code || (o.result == Pass) != (test.code == "") {
			t.Errorf("%q: %s %q", test.got, o.result, o.code)
		}
	}
}
