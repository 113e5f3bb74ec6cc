//go:build !linux

package labtest

// InNamespace reports whether Main has given the tests a network namespace.
func InNamespace() bool { return false }

// enterNamespace does nothing: network namespaces are Linux's.
func enterNamespace() (status int, done bool) { return 0, false }
