package station

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"
)

// A Log is a [Source] whose messages and timing come from a file. After the
// last message it starts again from the first, for ever.
type Log struct {
	messages [][]byte
	offsets  []time.Duration // of the messages in one pass through the log
	turn     time.Duration   // from the start of one pass to the next
}

// Offset implements [Source]: the messages have the timing of the log. Between
// the last message of one pass and the first of the next there is the median of
// the gaps in the log.
func (l *Log) Offset(i int64) time.Duration {
	n := int64(len(l.offsets))
	return time.Duration(i/n)*l.turn + l.offsets[i%n]
}

// Append implements [Source].
func (l *Log) Append(b []byte, i int64, _ time.Time) []byte {
	return append(b, l.messages[i%int64(len(l.messages))]...)
}

// maxGap is the longest gap in a replay. defaultGap is the gap between two
// passes of a log that has only one row, or whose median gap is 0.
const (
	maxGap     = time.Hour
	defaultGap = time.Second
)

// A logBuilder builds a Log row by row.
type logBuilder struct {
	Log
	gaps []time.Duration // between the rows
	last float64         // the time of the last row
	rows int
}

// header adds a message that has no time of its own. It is due together with
// the row before it.
func (l *logBuilder) header(message []byte) {
	var offset time.Duration
	if n := len(l.offsets); n > 0 {
		offset = l.offsets[n-1]
	}
	l.messages = append(l.messages, message)
	l.offsets = append(l.offsets, offset)
}

// row adds a message that has the given time in the log, in seconds. It is due
// after the row before it, by the difference of their times.
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

// logError returns an error that says what is wrong with a line of a log, and
// what was expected there.
func logError(name string, line int, expected, format string, a ...any) error {
	return fmt.Errorf("%s:%d: %s; expected %s", name, line, fmt.Sprintf(format, a...), expected)
}

// readCSV calls row for each record of the CSV text, with its line number. A
// record may have any number of fields; spaces around a field are removed.
// Blank lines and lines that begin with # are skipped. Lines end in \n or \r\n;
// the last one needs no line end. The byte order mark that some Windows
// programs write at the start of a file is skipped too.
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
			continue // a line of spaces
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

// maxLog is the size of the largest log that the station reads, in bytes.
const maxLog = 64 << 20

// readLog reads the log in a file.
func readLog(name string, parse func(name string, text []byte) (*Log, error)) (*Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxLog+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", err)
	}
	if len(text) > maxLog {
		return nil, fmt.Errorf("cannot read the log %s: it is larger than %d MiB; send a part of it", name, maxLog>>20)
	}
	return parse(name, text)
}
