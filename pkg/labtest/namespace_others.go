//go:build !linux

package labtest

// InNamespace reports whether Main has given the tests a network namespace.
func InNamespace() bool { return false }

// enterNamespace does nothing: only Linux has network namespaces.
func enterNamespace() (status int, done bool) { return 0, false }
