package trial

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/verdict"
)

// The error message of a program, in any language, leads to the right code.
func TestCrash(t *testing.T) {
	for _, test := range []struct {
		network, message string
		code             verdict.Code
		own              bool // it has an explanation of its own
	}{
		{"udp", "UnicodeDecodeError: 'ascii' codec can't decode byte 0xc3 in position 4", verdict.DecodeError, false},
		{"udp", "OSError: [Errno 99] Cannot assign requested address", verdict.WrongAddress, false},
		{"tcp", "Error: bind EADDRNOTAVAIL 192.0.2.1", verdict.WrongAddress, false},
		{"udp", "OSError: [Errno 101] Network is unreachable", verdict.WrongAddress, false},
		{"udp", "OSError: [Errno 98] Address already in use", verdict.Crashed, true},
		{"udp", "PermissionError: [Errno 13] Permission denied", verdict.WrongAddress, true},
		{"udp", "PermissionError: [Errno 13] Permission denied: 'log.txt'", verdict.Crashed, true},
		{"udp", "Error: send EACCES 10.9.255.255:50005", verdict.WrongAddress, true},
		{"udp", "Error: EACCES: permission denied, open 'log.txt'", verdict.Crashed, true},
		{"udp", "sendto: Permission denied", verdict.WrongAddress, true},
		{"tcp", "PermissionError: [Errno 13] Permission denied", verdict.Crashed, false},
		{"udp", "OSError: [Errno 22] Invalid argument", verdict.Crashed, true},
		{"udp", "OSError: [Errno 107] Transport endpoint is not connected", verdict.NoBind, true},
		{"tcp", "OSError: [Errno 107] Transport endpoint is not connected", verdict.Crashed, true},
		{"tcp", "OSError: [Errno 95] Operation not supported", verdict.NoBind, true},
		{"tcp", "NameError: name 'soket' is not defined", verdict.Crashed, false},
	} {
		text := "Traceback (most recent call last):\n" + test.message + "\n"
		if o := Diagnose(&Evidence{Network: test.network, Errors: text}, "", CrashRules(verdict.NoLoop)); o.Code != test.code || (o.Why != "") != test.own {
			t.Errorf("%s: %s: %q, because %q", test.network, test.message, o.Code, o.Why)
		}
	}
}

// A file with the name of a Python module is imported instead of the module.
func TestHides(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "select.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for module, hidden := range map[string]bool{"select": true, "socket": false} {
		text := "AttributeError: module '" + module + "' has no attribute 'select'\n"
		if o := Diagnose(&Evidence{Network: "udp", Errors: text, Command: []string{"python3", filepath.Join(dir, "mine.py")}}, "", CrashRules(verdict.NoLoop)); o.Code != verdict.Crashed || strings.Contains(o.Why, module+".py") != hidden {
			t.Errorf("%s: %q, because %q", module, o.Code, o.Why)
		}
	}
}
