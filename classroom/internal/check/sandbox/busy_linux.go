package sandbox

// busy is not needed: the states of the program's processes say more.
func busy() bool { return false }
