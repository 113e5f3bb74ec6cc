package sandbox

import "sync"

// rooms are the processes that keep a room each. They are not the program.
var rooms struct {
	sync.Mutex
	pids map[int]bool
}

// AddKeeper tells that the process pid, which this one has started, keeps a room.
func AddKeeper(pid int) {
	rooms.Lock()
	defer rooms.Unlock()
	if rooms.pids == nil {
		rooms.pids = map[int]bool{}
	}
	rooms.pids[pid] = true
}

func isRoom(pid int) bool {
	rooms.Lock()
	defer rooms.Unlock()
	return rooms.pids[pid]
}
