package match

import "testing"

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
		if got := HasText(test.printed, test.want); got != test.has {
			t.Errorf("hasText(%q, %q) = %t", test.printed, test.want, got)
		}
	}
}

func TestWithRest(t *testing.T) {
	for _, test := range []struct {
		text, short, long string
		rest              bool
	}{
		{"you: bxabwhij klm", "bxab", "fxcdwhij klm", true},
		{"you: bxab\nhij klm", "bxab", "fxcdwhij klm", true},
		{"you: bxab\nme: ", "bxab", "fxcdwhij klm", false},
		{"fxcdwhij klm\nbxab\n", "bxab", "fxcdwhij klm", false},
		{"bxabcd", "bxabcd", "fxcd", false},
		{"bxab", "bxab", "fxcd", false},
	} {
		if got := WithRest(test.text, test.short, test.long); got != test.rest {
			t.Errorf("%q has %q with the rest of %q: %t", test.text, test.short, test.long, got)
		}
	}
}

func TestOtherReading(t *testing.T) {
	const text = "É et Ç, bxab"
	for _, test := range []struct{ printed, want, wrong string }{
		{text + " or Ã\u0089 et Ã\u0087, bxab", text, "Ã\u0089 et Ã\u0087, bxab"},
		{"'├ë et ├ç, bxab'\n" + text, text, "├ë et ├ç, bxab"},
		{text + "\n\ufffd\ufffd et \ufffd\ufffd, bxab", text, "\ufffd\ufffd et \ufffd\ufffd, bxab"},
		{"48.813 " + string([]rune{0x3834, 0x382e, 0x3331}), "48.813", string([]rune{0x3834, 0x382e, 0x3331})},
		{"→“" + text + "”", text, ""},
		{text + ` b'\xc3\x89 et \xc3\x87, bxab' '\xc9 et \xc7, bxab'`, text, ""},
		{"48.813", "48.813", ""},
	} {
		if got := OtherReading(test.printed, test.want); got != test.wrong {
			t.Errorf("%q: %q, want %q", test.printed, got, test.wrong)
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
		if got := test.want[:CutAt(test.printed, test.want)]; got != test.cut {
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
		if got := Misdecoded(test.printed, test.want); got != test.wrong {
			t.Errorf("%q for %q: %t", test.printed, test.want, got)
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
		`{"type":"Buffer","data":[206,59,217,22,72,101,108,108,111]}`,
		"[B@1b6d3586",
	} {
		if !HasBytes(printed, data) {
			t.Errorf("%s: the bytes are not seen", printed)
		}
	}
	if HasBytes("Hello 206 59", data) {
		t.Error("bytes are seen where there are none")
	}
}
