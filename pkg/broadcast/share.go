package broadcast

// shareOption returns the option of setsockopt(2) that lets several UDP sockets
// bind to one port on goos, and each hear its broadcasts. All of them must set
// it.
//
// On the BSDs and macOS SO_REUSEADDR alone does so for multicast only. Linux
// knows both, but a socket with the one option cannot share with a socket that
// has only the other, and SO_REUSEADDR is what other people's listeners set.
// Windows has no SO_REUSEPORT; its SO_REUSEADDR does what that does elsewhere.
func shareOption(goos string) string {
	switch goos {
	case "darwin", "ios", "dragonfly", "freebsd", "netbsd", "openbsd":
		return "SO_REUSEPORT"
	}
	return "SO_REUSEADDR"
}
