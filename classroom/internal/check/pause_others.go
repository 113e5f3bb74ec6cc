//go:build !linux

package check

// whilePaused calls send. Here nothing makes sure that all has come before the
// program takes the first.
func whilePaused(send func() error) error { return send() }
