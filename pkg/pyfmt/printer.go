package pyfmt

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"reflect"
	"strconv"
	"sync"

	"in43.example/pkg/safetext"
)

// Values that a Printer prints in a special way.
type (
	// Timestamp is a date in seconds since 1970-01-01 00:00 UTC, shown as
	// datetime.datetime.fromtimestamp(t) in local time.
	Timestamp float64

	// ASCII is text from the network, shown as data.decode("ascii") on one line:
	// a newline in it is shown as \x0a.
	ASCII []byte

	// ASCIILines is the same for text that may have several lines.
	ASCIILines []byte

	// UTF8 is text from the network, shown as data.decode("utf8") on one line.
	UTF8 []byte
)

// bufferSize is how many bytes a Printer keeps, after Hold, before it writes them.
const bufferSize = 64 << 10

// A Printer prints as Python's print does:
//
//	print("from:", addr)        out.Print("from:", addr)
//	print("pitch:", pitch)      out.Print("pitch:", f.Pitch)
//
// Text from the network cannot do harm to the terminal: each string, ASCII,
// ASCIILines and UTF8 is printed in its harmless form (package [safetext]). A string
// may have several lines.
//
// Several goroutines may use a Printer at once: their lines are not mixed.
type Printer struct {
	// Warn, if not nil, is called with a sentence when a value is not shown as
	// in Python, because Python would raise an exception.
	Warn func(sentence string)

	// Width is the width of the terminal in columns. Longer lines are broken
	// at spaces, and go on indented. 0 means that lines are not broken.
	Width int

	// JSON makes Print print nothing: the program uses PrintJSON instead.
	JSON bool

	mu   sync.Mutex
	w    io.Writer
	hold bool
	buf  []byte
	date Datetime
	err  error
}

// NewPrinter returns a Printer that writes each line to w at once, as Python
// does on a terminal.
func NewPrinter(w io.Writer) *Printer { return &Printer{w: w} }

// Hold makes p keep what is printed until Flush is called, or until there are
// 64 KiB. It is for a program that prints much: it calls Flush when it has nothing
// more to do, so that every line is still seen at once.
func (p *Printer) Hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = true
}

// Release ends Hold: p writes what it has kept, and from then on each line at once.
func (p *Printer) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = false
	p.write()
}

// Print prints args with a space between any two, and a newline, as
// print(*args) does. It can print what the lab needs: strings, numbers, bytes
// (as b'...'), addresses (as tuples), Timestamp, ASCII, ASCIILines and UTF8.
//
// Print does not allocate, and does not keep args.
func (p *Printer) Print(args ...any) {
	if p.JSON {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	start := len(p.buf)
	for i, a := range args {
		if i > 0 {
			p.buf = append(p.buf, ' ')
		}
		p.append(a)
	}
	if p.Width > 0 {
		p.buf = wrap(p.buf, start, p.Width)
	}
	p.endLine()
}

// PrintJSON prints v as a JSON object on one line. It returns the error of
// [json.Marshal].
func (p *Printer) PrintJSON(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.buf = append(p.buf, line...)
	p.endLine()
	return nil
}

func (p *Printer) endLine() {
	p.buf = append(p.buf, '\n')
	if !p.hold || len(p.buf) >= bufferSize {
		p.write()
	}
}

// Prompt prints text without a newline, as input(text) does before it waits
// for the keyboard.
func (p *Printer) Prompt(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.append(text)
	p.write()
}

// Flush writes what p has kept. It returns the first error of writing, which may
// be that of an earlier call: after it, nothing more is written.
func (p *Printer) Flush() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write()
	return p.err
}

func (p *Printer) write() {
	if len(p.buf) > 0 && p.err == nil {
		_, p.err = p.w.Write(p.buf)
	}
	p.buf = p.buf[:0]
}

// append appends str(a). It passes only values of known types on to other
// functions. That is why the arguments of Print do not escape to the heap.
func (p *Printer) append(a any) {
	switch a := a.(type) {
	case string:
		p.buf, _ = safetext.UTF8Lines.Append(p.buf, []byte(a))
	case ASCII:
		p.appendText("ASCII", safetext.ASCII, a)
	case ASCIILines:
		p.appendText("ASCII", safetext.ASCIILines, a)
	case UTF8:
		p.appendText("UTF-8", safetext.UTF8, a)
	case []byte:
		p.buf = AppendBytes(p.buf, a)
	case Timestamp:
		var err error
		if p.buf, err = p.date.Append(p.buf, float64(a)); err != nil {
			p.warn(err.Error())
		}
	case float32:
		p.buf = AppendFloat(p.buf, float64(a))
	case float64:
		p.buf = AppendFloat(p.buf, a)
	case int:
		p.buf = strconv.AppendInt(p.buf, int64(a), 10)
	case int32:
		p.buf = strconv.AppendInt(p.buf, int64(a), 10)
	case uint16:
		p.buf = strconv.AppendUint(p.buf, uint64(a), 10)
	case netip.AddrPort:
		p.buf = AppendAddr(p.buf, a)
	case *net.UDPAddr:
		p.buf = AppendAddr(p.buf, a.AddrPort())
	case *net.TCPAddr:
		p.buf = AppendAddr(p.buf, a.AddrPort())
	default:
		panic(fmt.Sprintf("pyfmt: Print of a %v", reflect.TypeOf(a)))
	}
}

// appendText appends text, which should have that encoding and form.
func (p *Printer) appendText(encoding string, form safetext.Form, text []byte) {
	var clean bool
	if p.buf, clean = form.Append(p.buf, text); !clean {
		p.warn("the text is not plain " + encoding + ": " + form.Describe(text))
	}
}

func (p *Printer) warn(sentence string) {
	if p.Warn != nil {
		p.Warn(sentence)
	}
}
