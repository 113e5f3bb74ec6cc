package sandbox

// busy is not known on this system.
func busy() bool { return false }
