package broadcast

// shareOption returns the option of setsockopt(2) that lets several UDP sockets
// bind to one port on goos, so that each hears its broadcasts. All of them must
// set it.
//
// On the BSDs and macOS, SO_REUSEADDR alone does that only for multicast. Linux
// has both options, but a socket with one of them cannot share a port with a
// socket that has only the other; most programs set SO_REUSEADDR. Windows has
// only SO_REUSEADDR, which does the same there.
func shareOption(goos string) string {
	switch goos {
	case "darwin", "ios", "dragonfly", "freebsd", "netbsd", "openbsd":
		return "SO_REUSEPORT"
	}
	return "SO_REUSEADDR"
}
