// Package sandbox asks the operating system what the program under test does: its
// processes, its sockets, what it sends, and whether it uses more than it may. The
// walls around the program are in package room.
package sandbox
