// Package pyfmt formats values exactly as Python's print does, so that the output
// of a Go program can be compared with that of its Python twin byte for byte.
//
//	Python                                        Go
//	print(addr)                                   AppendAddr
//	print(decoded[5])                             AppendFloat
//	print(data)                                   AppendBytes
//	print(datetime.datetime.fromtimestamp(t))     AppendDatetime, Datetime
//
// "Python" means CPython 3. The functions append to a slice, as those of [strconv]
// do. If the slice has room, they do not allocate: a listener calls them for each
// datagram.
package pyfmt

import (
	"bytes"
	"math"
	"net/netip"
	"strconv"
)

// AppendAddr appends the tuple that recvfrom and accept return for a. It is the
// address and the port, and for IPv6 also the flow label and the scope id.
//
//	('127.0.0.1', 50005)
//	('::1', 50005, 0, 0)
//
// The flow label is always 0, because a has none. The scope id is the zone of a if
// that is a number, and 0 if it is a name: a system call would be needed to find
// the number of an interface. An IPv4 address mapped into IPv6 is shown as Python
// shows it for an IPv6 socket; call [netip.Addr.Unmap] first to show it as IPv4.
// IPv6 addresses have the form of RFC 5952, as in Python. The only exception is
// the obsolete form ::192.0.2.1, which in Python depends on the system.
func AppendAddr(dst []byte, a netip.AddrPort) []byte {
	ip := a.Addr()
	dst = append(dst, "('"...)
	dst = ip.WithZone("").AppendTo(dst)
	dst = append(dst, "', "...)
	dst = strconv.AppendUint(dst, uint64(a.Port()), 10)
	if ip.Is6() {
		dst = append(dst, ", 0, "...)
		dst = strconv.AppendUint(dst, scopeID(ip.Zone()), 10)
	}
	return append(dst, ')')
}

// scopeID returns zone as a number, or 0 if it is not one.
func scopeID(zone string) uint64 {
	if zone == "" {
		return 0 // the usual case, for which ParseUint would allocate an error
	}
	id, err := strconv.ParseUint(zone, 10, 32)
	if err != nil {
		return 0
	}
	return id
}

// AppendFloat appends repr(f): the fewest digits that are f again when they are
// read. There is an exponent from 1e+16 on and below 0.0001, and ".0" after a
// whole number.
//
//	103.5  -31.0  1e+16  1e-05  nan  inf  -0.0
//
// Python's float has 8 bytes, as Go's float64 has: struct.unpack converts a float
// of 4 bytes to one of 8, and print shows all the digits of that. So convert a
// float32 first: AppendFloat(dst, float64(v)) appends 103.62999725341797 for the
// float32 nearest to 103.63.
func AppendFloat(dst []byte, f float64) []byte {
	abs := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	case abs >= 1e16, abs < 1e-4 && f != 0:
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	// Most values of a drone frame are whole numbers. Below 1e16 they have the
	// digits of the integer, which is four times as fast.
	if i := int64(f); float64(i) == f {
		if i == 0 && math.Signbit(f) {
			dst = append(dst, '-')
		}
		dst = strconv.AppendInt(dst, i, 10)
		return append(dst, ".0"...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// AppendBytes appends repr(b), the literal b'...'. In it, a printable ASCII
// character is written as it is, and any other byte as \t, \n, \r or \xNN. The
// quotes are double if b has a single quote and no double one.
func AppendBytes(dst, b []byte) []byte {
	quote := quoteFor(b)
	dst = append(dst, 'b', quote)
	start := 0 // of the bytes that are written as they are, and not yet in dst
	for i, c := range b {
		if ' ' <= c && c < 0x7f && c != quote && c != '\\' {
			continue
		}
		dst = append(dst, b[start:i]...)
		dst = appendEscape(dst, c)
		start = i + 1
	}
	dst = append(dst, b[start:]...)
	return append(dst, quote)
}

// appendEscape appends the escape sequence of c.
func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '\t':
		return append(dst, `\t`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\'', '"', '\\':
		return append(dst, '\\', c)
	}
	return append(dst, '\\', 'x', hex[c>>4], hex[c&0xf])
}

// quoteFor returns the quote that CPython puts around b.
func quoteFor(b []byte) byte {
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		return '"'
	}
	return '\''
}
