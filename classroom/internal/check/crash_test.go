package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The error message of a program, in any language, leads to the right code.
func TestCrash(t *testing.T) {
	for _, test := range []struct {
		network, message string
		code             Code
		own              bool // it has an explanation of its own
	}{
		{"udp", "UnicodeDecodeError: 'ascii' codec can't decode byte 0xc3 in position 4", decodeError, false},
		{"udp", "OSError: [Errno 99] Cannot assign requested address", wrongAddress, false},
		{"tcp", "Error: bind EADDRNOTAVAIL 192.0.2.1", wrongAddress, false},
		{"udp", "OSError: [Errno 98] Address already in use", crashed, true},
		{"udp", "PermissionError: [Errno 13] Permission denied", wrongAddress, true},
		{"tcp", "PermissionError: [Errno 13] Permission denied", crashed, false},
		{"udp", "OSError: [Errno 22] Invalid argument", crashed, true},
		{"udp", "OSError: [Errno 107] Transport endpoint is not connected", noBind, true},
		{"tcp", "OSError: [Errno 107] Transport endpoint is not connected", crashed, true},
		{"tcp", "OSError: [Errno 95] Operation not supported", noBind, true},
		{"tcp", "NameError: name 'soket' is not defined", crashed, false},
	} {
		text := "Traceback (most recent call last):\n" + test.message + "\n"
		if o := diagnoseCrash(test.network, text, nil); o.code != test.code || (o.why != "") != test.own {
			t.Errorf("%s: %s: %q, because %q", test.network, test.message, o.code, o.why)
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
		if o := diagnoseCrash("udp", text, []string{"python3", filepath.Join(dir, "mine.py")}); o.code != crashed || strings.Contains(o.why, module+".py") != hidden {
			t.Errorf("%s: %q, because %q", module, o.code, o.why)
		}
	}
}
