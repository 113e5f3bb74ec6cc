package grades

import (
	"bytes"
	"fmt"
	"strings"
)

// A cell is where a cell of a CSV file stands: its bytes from start to end, with its
// quotes and without what separates it from others.
type cell struct{ start, end int }

// cells finds the cells of b, a CSV file as RFC 4180 describes it, row by row. A row ends
// with CR, LF or both; a cell is quoted if it begins with a quote. If b cannot be read
// to its end, cells returns the rows before that, too.
func cells(b []byte, separator byte) (rows [][]cell, err error) {
	var row []cell
	i := 0
	if bytes.HasPrefix(b, []byte(bom)) {
		i = len(bom)
	}
	for i < len(b) {
		start := i
		if b[i] == '"' {
			for i < len(b) && b[i] == '"' { // the one that opens, or the second of two that stand for one
				n := bytes.IndexByte(b[i+1:], '"')
				if n < 0 {
					return rows, fmt.Errorf("line %d: a quote opens a cell, and none closes it", line(b, start))
				}
				i += 1 + n + 1
			}
		} else {
			for i < len(b) && b[i] != separator && b[i] != '\r' && b[i] != '\n' {
				i++
			}
		}
		row = append(row, cell{start, i})
		switch {
		case i == len(b):
			return append(rows, row), nil
		case b[i] == separator:
			if i++; i == len(b) {
				return append(rows, append(row, cell{i, i})), nil
			}
			continue
		case bytes.HasPrefix(b[i:], []byte("\r\n")):
			i += 2
		case b[i] == '\r' || b[i] == '\n':
			i++
		default:
			return rows, fmt.Errorf("line %d: %q stands between a quote that closes a cell and the end of the cell", line(b, i), b[i])
		}
		rows = append(rows, row)
		row = nil
	}
	return rows, nil
}

// line returns in which line of b the byte at i stands.
func line(b []byte, i int) int { return 1 + bytes.Count(b[:i], []byte("\n")) }

// value returns what stands in a cell.
func value(raw []byte) string {
	if len(raw) >= 2 && raw[0] == '"' {
		return strings.ReplaceAll(string(raw[1:len(raw)-1]), `""`, `"`)
	}
	return string(raw)
}

// raw returns a cell with text in it. It is quoted if it has to be, or if old is, which
// is the cell that it replaces.
func raw(text string, separator byte, old []byte) []byte {
	if !bytes.HasPrefix(old, []byte{'"'}) && !strings.ContainsAny(text, string(separator)+"\"\r\n") {
		return []byte(text)
	}
	return []byte(`"` + strings.ReplaceAll(text, `"`, `""`) + `"`)
}
