package labcli

import (
	"net/netip"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// quiet is the least time between two lines of warnings.
const quiet = time.Second

// warnings logs what is wrong with the messages that arrive: the first warning at
// once, and then at most a line a second, which says how many there were. To write
// a line takes longer than to receive a message. With a line for each of them, a
// listener loses those that arrive meanwhile.
type warnings struct {
	log *zerolog.Logger

	mu    sync.Mutex
	timer *time.Timer // runs for the time quiet after a line
	all   int         // how many there were
	shown int         // of them, with their sentence
	told  int         // of them, shown or counted in a line
}

// add logs or counts a warning about a message from source, which may be the zero
// AddrPort if that is not known.
func (w *warnings) add(source netip.AddrPort, sentence string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all++
	if w.timer != nil {
		return
	}
	w.shown++
	w.told++
	line := w.log.Warn()
	if source.IsValid() {
		line.Stringer("from", source)
	}
	line.Msg(sentence)
	w.timer = time.AfterFunc(quiet, w.more)
}

// more logs how many warnings there were since the last line.
func (w *warnings) more() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.timer == nil: // after end
	case w.told == w.all:
		w.timer = nil
	default:
		w.log.Warn().Msgf("more warnings in the last second: %d", w.all-w.told)
		w.told = w.all
		w.timer.Reset(quiet)
	}
}

// end logs how many warnings there were, unless each was shown.
func (w *warnings) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
	if w.shown < w.all {
		w.log.Warn().Msgf("%d warnings about messages in all; not shown: %d", w.all, w.all-w.shown)
	}
	w.all, w.shown, w.told = 0, 0, 0
}
