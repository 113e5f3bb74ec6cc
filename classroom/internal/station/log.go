package station

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"time"
)

// A Log has the messages of a file, and their timing. It takes little memory
// however large the file is.
type Log struct {
	records spool         // each message with its offset in one pass through the log: see add
	first   int64         // where the first record begins
	turn    time.Duration // from the start of one pass to the next
}

// Close removes what the Log keeps in a temporary file.
func (l *Log) Close() error { return l.records.Close() }

// A Replay is a [Source] that plays a log. After the last message it starts
// again from the first, for ever.
type Replay struct {
	log     *Log
	records *bufio.Reader
	read    int64         // how many messages have been read
	start   time.Duration // of this pass through the log
	offset  time.Duration // of the last message that was read, in this pass
	message []byte
	err     error
}

// Replay returns a Replay of l. There may be several.
func (l *Log) Replay() *Replay {
	return &Replay{log: l, records: bufio.NewReader(l.records.Reader(l.first))}
}

// Offset implements [Source]: the messages have the timing of the log. Between
// the last message of one pass and the first of the next there is the median of
// the gaps in the log.
func (r *Replay) Offset(i int64) time.Duration {
	r.seek(i)
	return r.start + r.offset
}

// Append implements [Source].
func (r *Replay) Append(b []byte, i int64, _ time.Time) ([]byte, error) {
	r.seek(i)
	return append(b, r.message...), r.err
}

// seek reads up to message i.
func (r *Replay) seek(i int64) {
	for r.read <= i && r.err == nil {
		if _, err := r.records.Peek(1); err == io.EOF {
			r.records.Reset(r.log.records.Reader(r.log.first))
			r.start += r.log.turn
		}
		r.err = r.next()
	}
}

// next reads a record.
func (r *Replay) next() error {
	offset, err := binary.ReadUvarint(r.records)
	if err != nil {
		return err
	}
	size, err := binary.ReadUvarint(r.records)
	if err != nil {
		return err
	}
	r.read++
	r.offset = time.Duration(offset)
	r.message = slices.Grow(r.message[:0], int(size))[:size]
	_, err = io.ReadFull(r.records, r.message)
	return err
}

// maxGap is the longest gap in a replay. minGap is the shortest one: a log whose
// times stand still is not sent as fast as the machine can. defaultGap is the
// gap between two passes of a log that has only one row, or whose median gap is
// 0.
const (
	maxGap     = time.Hour
	minGap     = time.Millisecond
	defaultGap = time.Second
)

// maxGaps is how many gaps the median is taken of.
const maxGaps = 100_000

// A logBuilder builds a Log row by row.
type logBuilder struct {
	log    Log
	record []byte          // reused
	gaps   []time.Duration // between the first rows
	due    time.Duration   // the offset of the last message
	at     time.Duration   // the offset of the last row, by the times in the log alone
	last   float64         // the time of the last row
	begun  bool            // there is a message, beside the one that stands first in every log of rows
	rows   int
}

// header adds a message that has no time of its own. It is due with the row
// before it.
func (l *logBuilder) header(message []byte) error {
	if l.begun {
		l.due = max(l.at, l.due+minGap)
	}
	l.begun = true
	return l.add(message, l.due)
}

// row adds a message that has the given time in the log, in seconds. It is due
// after the row before it, by the difference of their times, but not less than
// minGap after the message before it.
func (l *logBuilder) row(message []byte, at float64) error {
	if l.rows > 0 {
		gap := gapOf(at - l.last)
		if len(l.gaps) < maxGaps {
			l.gaps = append(l.gaps, gap)
		}
		l.at = min(l.at+gap, century)
	}
	l.last = at
	l.rows++
	return l.header(message)
}

// add adds a message that is due at that offset.
func (l *logBuilder) add(message []byte, offset time.Duration) error {
	l.record = binary.AppendUvarint(l.record[:0], uint64(offset))
	l.record = binary.AppendUvarint(l.record, uint64(len(message)))
	l.record = append(l.record, message...)
	_, err := l.log.records.Write(l.record)
	return err
}

// gapOf returns the gap for a difference of times, in seconds. If that is
// negative, infinite or not a number, the gap is 0.
func gapOf(seconds float64) time.Duration {
	if !(seconds > 0) || math.IsInf(seconds, 1) {
		return 0
	}
	// Round to microseconds: near 1.6e9 s, two neighbouring float64 values are
	// a quarter of a microsecond apart.
	return time.Duration(math.Round(min(seconds, maxGap.Seconds())*1e6)) * time.Microsecond
}

// finish returns the finished log, or err if that is not nil.
func (l *logBuilder) finish(err error) (*Log, error) {
	if err == nil {
		err = l.log.records.finish()
	}
	if err != nil {
		l.log.Close()
		return nil, err
	}
	gap := defaultGap
	if len(l.gaps) > 0 {
		slices.Sort(l.gaps)
		if median := l.gaps[len(l.gaps)/2]; median > 0 {
			gap = max(median, minGap)
		}
	}
	l.log.turn = l.due + gap
	return &l.log, nil
}
