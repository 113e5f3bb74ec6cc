package station

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// A Log is a [Source] that has its messages and their timing from a file. When
// it comes to its end it starts again, for ever.
type Log struct {
	messages [][]byte
	offsets  []time.Duration // of the messages of one turn
	turn     time.Duration   // from one turn to the next
}

// Offset implements [Source]: the messages come with the timing of the log.
// From the last one of a turn to the first of the next it takes as long as
// between two rows in the middle: the median of the gaps.
func (l *Log) Offset(i int64) time.Duration {
	n := int64(len(l.offsets))
	return time.Duration(i/n)*l.turn + l.offsets[i%n]
}

// Append implements [Source].
func (l *Log) Append(b []byte, i int64, _ time.Time) []byte {
	return append(b, l.messages[i%int64(len(l.messages))]...)
}

// maxGap is the longest gap that a log is replayed with, and defaultGap the
// one between two turns of a log in which no two rows differ in time.
const (
	maxGap     = time.Hour
	defaultGap = time.Second
)

// A logBuilder makes a Log row by row.
type logBuilder struct {
	Log
	gaps []time.Duration // between the rows
	last float64         // the time of the last row
	rows int
}

// header adds a message that has no time of its own. It is due at once, after
// the row before it.
func (l *logBuilder) header(message []byte) {
	var offset time.Duration
	if n := len(l.offsets); n > 0 {
		offset = l.offsets[n-1]
	}
	l.messages = append(l.messages, message)
	l.offsets = append(l.offsets, offset)
}

// row adds a message that stands in the log at the given time, in seconds. It
// is due as long after the last row as the log says.
func (l *logBuilder) row(message []byte, at float64) {
	l.header(message)
	if l.rows > 0 {
		gap := gapOf(at - l.last)
		l.gaps = append(l.gaps, gap)
		offset := &l.offsets[len(l.offsets)-1]
		*offset = min(*offset+gap, century)
	}
	l.last = at
	l.rows++
}

// gapOf returns the gap of a difference of times in seconds. A time that goes
// back, and one that is not a number or infinite, makes no gap.
func gapOf(seconds float64) time.Duration {
	if !(seconds > 0) || math.IsInf(seconds, 1) {
		return 0
	}
	// Nanoseconds of a float64 near 1.6e9 s would be noise: it holds no more
	// than a quarter of a microsecond.
	return time.Duration(math.Round(min(seconds, maxGap.Seconds())*1e6)) * time.Microsecond
}

// log returns the finished log.
func (l *logBuilder) log() *Log {
	gap := defaultGap
	if len(l.gaps) > 0 {
		slices.Sort(l.gaps)
		if median := l.gaps[len(l.gaps)/2]; median > 0 {
			gap = median
		}
	}
	l.turn = l.offsets[len(l.offsets)-1] + gap
	return &l.Log
}

// A logError says what is wrong with a line of a log and what it should be.
func logError(name string, line int, expected, format string, a ...any) error {
	return fmt.Errorf("%s:%d: %s; expected %s", name, line, fmt.Sprintf(format, a...), expected)
}

// readCSV calls row for each record of the CSV text, with its line number. A
// row may have any number of fields; the blanks around a field are cut off.
// Blank lines and lines that begin with # are skipped, lines may end in \n or
// \r\n, and the last one without. The file begins with a byte order mark when
// some programs of Windows wrote it.
func readCSV(name string, text []byte, expected string, row func(line int, fields []string) error) error {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.Comment = '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	r.ReuseRecord = true
	for {
		fields, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return logError(name, bad.Line, expected, "column %d: %v", bad.Column, bad.Err)
			}
			return fmt.Errorf("%s: %w", name, err)
		}
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		if len(fields) == 1 && fields[0] == "" {
			continue // a line of blanks
		}
		line, _ := r.FieldPos(0)
		if err := row(line, fields); err != nil {
			return err
		}
	}
}

// isHeader reports whether the fields of a row are the given names.
func isHeader(fields, names []string) bool {
	return slices.EqualFunc(fields, names, strings.EqualFold)
}
