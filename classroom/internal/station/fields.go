package station

import (
	"errors"
	"fmt"
	"strconv"
)

// A fieldParser parses named fields and remembers the first error.
type fieldParser struct {
	names, fields []string
	err           error
}

func (p *fieldParser) float(i, bits int) float64 {
	v, err := strconv.ParseFloat(p.fields[i], bits)
	p.check(i, "a number", err)
	return v
}

func (p *fieldParser) int(i int) int32 {
	v, err := strconv.ParseInt(p.fields[i], 10, 32)
	p.check(i, "a whole number", err)
	return int32(v)
}

func (p *fieldParser) check(i int, kind string, err error) {
	switch {
	case err == nil || p.err != nil:
	case errors.Is(err, strconv.ErrRange):
		p.err = fmt.Errorf("%s %s is out of range", p.names[i], quote(p.fields[i]))
	default:
		p.err = fmt.Errorf("%s %s is not %s", p.names[i], quote(p.fields[i]), kind)
	}
}

// quote returns the text of a field for an error message: shortened if it is
// long, and escaped, so that it is harmless on a terminal.
func quote(s string) string {
	const most = 40
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "..."
	}
	return strconv.QuoteToASCII(s)
}
