package trial

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMissingModule(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tools.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ errors, want string }{
		{"Traceback (most recent call last):\n  File \"m.py\", line 1, in <module>\n    import numpy as np\nModuleNotFoundError: No module named 'numpy'\n", "numpy"},
		{"ModuleNotFoundError: No module named 'scapy.all'\n", "scapy"},
		{"ModuleNotFoundError: No module named 'msvcrt'\n", "msvcrt"},
		{"ModuleNotFoundError: No module named 'ujson'\n", "ujson"},
		{"ModuleNotFoundError: No module named 'socket.socket'; 'socket' is not a package\n", ""},
		{"ModuleNotFoundError: No module named 'tools.frames'\n", ""}, // tools.py is the student's
		{"ModuleNotFoundError: No module named 'Socket'\n", ""},
		{"ModuleNotFoundError: No module named 'sockets'\n", ""},
		{"ModuleNotFoundError: No module named 'strcut'\n", ""},
		{"ModuleNotFoundError: No module named 'numpy'\nConnectionRefusedError: refused\n", ""}, // the program goes on without it
		{"Error: Cannot find module 'ws'\nRequire stack:\n- /x/m.js\n", "ws"},
		{"Error: Cannot find module '@serialport/bindings'\n", "@serialport/bindings"},
		{"Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /x/m.mjs\n", "express"},
		{"Error: Cannot find module './frames'\n", ""},
		{"Error: Cannot find module '/x/m.js'\n", ""},
		{"Error: Cannot find module 'dgrams'\n", ""},
		{"m.go:5:2: no required module provides package github.com/gorilla/websocket: go.mod file not found\n", "github.com/gorilla/websocket"},
		{"m.go:5:2: no required module provides package golang.org/x/net/ipv4; to add it:\n\tgo get golang.org/x/net/ipv4\n", "golang.org/x/net/ipv4"},
		{"go: downloading example.org/m v1.2.0\nmain.go:3:8: example.org/m@v1.2.0: Get \"https://proxy.example/m.zip\": dial tcp: no route\n", "example.org/m@v1.2.0"},
		{"m.go:4:2: package sockets is not in std\n", ""},
		{"", ""},
	} {
		if got := missingModule(test.errors, []string{"python3", filepath.Join(dir, "m.py")}); got != test.want {
			t.Errorf("%q: %q, want %q", test.errors, got, test.want)
		}
	}
}
