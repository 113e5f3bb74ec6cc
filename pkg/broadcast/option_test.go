package broadcast

import "testing"

func TestShareOption(t *testing.T) {
	for _, test := range []struct{ goos, want string }{
		{"linux", "SO_REUSEADDR"},   // socket(7); measured: TestShareHears
		{"windows", "SO_REUSEADDR"}, // Microsoft: "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE"
		{"darwin", "SO_REUSEPORT"},  // getsockopt(2) of macOS; package net sets it for multicast, sockopt_bsd.go
		{"freebsd", "SO_REUSEPORT"}, // setsockopt(2) of FreeBSD
		{"netbsd", "SO_REUSEPORT"},  // setsockopt(2) of NetBSD
		{"openbsd", "SO_REUSEPORT"}, // setsockopt(2) of OpenBSD
	} {
		if got := shareOption(test.goos); got != test.want {
			t.Errorf("on %s: %s, want %s", test.goos, got, test.want)
		}
	}
}
