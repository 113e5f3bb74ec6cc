package check

import (
	"net/netip"
	"strings"
	"testing"
	"time"
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
		{"numb'" + row, row, true}, // a word that ends in b does not begin a literal
		{"b'x' is " + row, row, true},
		{"t = 1415263338000 | lon = 2.39 | lat = 48.81 | alt = 105.0 | acc = 5.0", row, true},
		{"48.81,2.39", row, false},
		{"", row, false},
	} {
		if got := hasText(test.printed, test.want); got != test.has {
			t.Errorf("hasText(%q, %q) = %t", test.printed, test.want, got)
		}
	}
}

func TestMissingOfRow(t *testing.T) {
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000"
	at := time.UnixMilli(1415263338000)
	for _, test := range []struct{ printed, want string }{
		{"lat=48.813729 lon=2.393493 alt=105.0m prec=65.0m t=1415263338000", ""},
		{"48.8137 2.3935 105 65 " + at.Format("02/01/2006 15:04:05"), ""},
		{"48,8137 2,3935 105 65 " + at.Format("15h04m05s"), ""},
		{"105 65 1415263338 2.3934930846866003 48.813728671885634", ""},
		{`{"nb": 1, "row": [48.813728671885634, 2.3934930846866003, 105, 65, 1415263338000]}`, ""},
		{"48.81 2.39 105 65 1415263338", "latitude longitude"},
		{"lat 48.813728671885634 lon 2.3934930846866003", "altitude accuracy time"},
		{"b'48.813728671885634', b'2.3934930846866003', b'105', b'65', b'1415263338000'", "latitude longitude altitude accuracy time"},
	} {
		if got := strings.Join(missingOfRow(test.printed, row), " "); got != test.want {
			t.Errorf("in %q there is no %q, want %q", test.printed, got, test.want)
		}
	}
}

func TestCutAt(t *testing.T) {
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000"
	for _, test := range []struct{ printed, want, cut string }{
		{"message: bxabcde fghi, from", "bxabcde fghijk lmnop", "bxabcde fghi"},
		{"received data: bxab", "bxabcde fghijk", "bxab"},
		{"bxab\nfghijk", "bxabcde fghijk", ""}, // another piece is there too
		{"bx qj", "bxabcde fghijk", ""},        // the beginning of an earlier message
		{"type the word", "the end of bxabcde", ""},
		{"bxabcde fghijk", "bxabcde fghijk", ""},
		{"-> 48.813728671885634,2.39349", row, "48.813728671885634,2.39349"},
		{"48.813728671885634,2.3934930846866003,105", row, "48.813728671885634,2.3934930846866003,105"},
		{"48.8137286", row, "48.8137286"},
		{"lat 48.813728671885634", row, ""},
		{"48.8912", row, ""}, // another row
		{"lat 48.813728671885634 lon 2.3934930846866003", row, ""},
		{"lat 48.813729 lon 2.393493", row, ""},
	} {
		if got := test.want[:cutAt(test.printed, test.want)]; got != test.cut {
			t.Errorf("%q is cut to %q in %q, want %q", test.want, got, test.printed, test.cut)
		}
	}
}

func TestMisdecoded(t *testing.T) {
	for _, test := range []struct {
		printed, want string
		wrong         bool
	}{
		{"recu Ã\u0089 et Ã\u0087", "É et Ç", true},
		{"recu Ã‰ et Ã‡", "É et Ç", true},
		{"message " + string([]rune{0x3834, 0x382e, 0x3331, 0x322c}), "48.813,2.39", true},
		{"message " + string([]rune{0x3438, 0x2e38, 0x3133, 0x2c32}), "48.813,2.39", true},
		{"recu É et Ç", "É et Ç", false},
		{"", "É et Ç", false},
	} {
		if got := misdecoded(test.printed, test.want); got != test.wrong {
			t.Errorf("%q for %q: %t", test.printed, test.want, got)
		}
	}
}

func TestNotPrinted(t *testing.T) {
	for _, test := range []struct {
		printed string
		caught  bool
	}{
		{"Erreur name 'dat' is not defined", true},
		{"an error: TypeError", true},
		{"java.lang.NullPointerException", true},
		{"from: ('10.9.12.87', 40000)", false},
		{"terreur", false},
		{"", false},
	} {
		if o := notPrinted("", test.printed); o.code != noOutput || (o.why != "") != test.caught {
			t.Errorf("%q: %s %q", test.printed, o.code, o.why)
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
