package trial

import (
	"testing"

	"in43.example/classroom/internal/check/verdict"
)

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
		if o := NotPrinted("", test.printed); o.Code != verdict.NoOutput || (o.Why != "") != test.caught {
			t.Errorf("%q: %s %q", test.printed, o.Code, o.Why)
		}
	}
}
