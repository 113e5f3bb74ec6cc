//go:build !linux

package main

import (
	"fmt"
	"runtime"
)

// isolate returns an error: network namespaces are Linux's.
func isolate([]string) (status int, isolated bool, err error) {
	return 2, false, fmt.Errorf("cannot make a network namespace to play the steps in on %s: only Linux has them; run it there", runtime.GOOS)
}
