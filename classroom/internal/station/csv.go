package station

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// maxLog is the size of the largest log that the station reads, and maxRecord
// that of the longest row, in bytes.
const (
	maxLog    = 64 << 20
	maxRecord = 128 << 10 // more than what fits into a datagram
)

// readLog reads the log in a file. The file may be a named pipe, and then open(2)
// waits until somebody writes to it. Nothing can wake that, so a goroutine reads,
// and readLog does not wait for it after the end of ctx.
func readLog(ctx context.Context, name string, parse func(name string, text io.Reader) (*Log, error)) (*Log, error) {
	var log *Log
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		log, err = readFile(name, parse)
	}()
	select {
	case <-done:
		return log, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func readFile(name string, parse func(name string, text io.Reader) (*Log, error)) (*Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", err)
	}
	defer file.Close()
	tooLarge := fmt.Errorf("cannot read the log %s: it is larger than %d MiB; send a part of it", name, maxLog>>20)
	if info, err := file.Stat(); err == nil && info.Size() > maxLog {
		return nil, tooLarge
	}
	text := &io.LimitedReader{R: file, N: maxLog + 1}
	log, err := parse(name, text)
	if text.N == 0 {
		if log != nil {
			log.Close()
		}
		return nil, tooLarge
	}
	return log, err
}

// readCSV calls row for each record of the CSV text, with its line number. A
// record may have any number of fields; spaces around a field are removed.
// Blank lines and lines that begin with # are skipped. Lines end in \n or \r\n;
// the last one needs no line end. The byte order mark that some Windows
// programs write at the start of a file is skipped too.
func readCSV(name string, text io.Reader, expected string, row func(line int, fields []string) error) error {
	in := &lineReader{r: bufio.NewReaderSize(text, maxRecord)}
	const mark = "\ufeff"
	if start, _ := in.r.Peek(len(mark)); string(start) == mark {
		in.r.Discard(len(mark))
	}
	r := csv.NewReader(in)
	r.Comment = '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	r.ReuseRecord = true
	for {
		in.record = 0
		fields, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			return logError(name, in.lines, expected, "more than %d bytes are no row", maxRecord)
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return logError(name, bad.Line, expected, "column %d: %v", bad.Column, bad.Err)
			}
			return fmt.Errorf("cannot read the log: %w", err)
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

// A lineReader hands out the lines of r, never more than one at a time. A
// csv.Reader keeps a whole record in memory, and a quoted field may have many
// lines: a record of maxRecord bytes or more is the error bufio.ErrBufferFull.
type lineReader struct {
	r      *bufio.Reader // with a buffer of maxRecord bytes
	lines  int           // how many lines have begun
	rest   []byte        // of the line
	record int           // bytes of the record so far; whoever begins one sets it to 0
}

func (l *lineReader) Read(b []byte) (int, error) {
	if len(l.rest) == 0 {
		var err error
		l.lines++
		if l.rest, err = l.r.ReadSlice('\n'); err != nil && (err != io.EOF || len(l.rest) == 0) {
			l.rest = nil
			return 0, err
		}
		if isRow := l.rest[0] != '#' && len(bytes.TrimSpace(l.rest)) > 0; isRow || l.record > 0 {
			l.record += len(l.rest)
		}
		if l.record >= maxRecord {
			return 0, bufio.ErrBufferFull
		}
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// logError returns an error that says what is wrong with a line of a log, and
// what was expected there.
func logError(name string, line int, expected, format string, a ...any) error {
	return fmt.Errorf("%s:%d: %s; expected %s", name, line, fmt.Sprintf(format, a...), expected)
}

// isHeader reports whether the fields of a row are the given names.
func isHeader(fields, names []string) bool {
	return slices.EqualFunc(fields, names, strings.EqualFold)
}
