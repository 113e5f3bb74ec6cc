package guard

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"
)

// pieces is a connection over which data comes in pieces of the given sizes, and then its
// end.
type pieces struct {
	net.Conn
	data, sizes []byte
}

func (p *pieces) Read(b []byte) (int, error) {
	n := min(len(b), len(p.data))
	if len(p.sizes) > 0 {
		n, p.sizes = min(n, 1+int(p.sizes[0])), p.sizes[1:]
	}
	copy(b, p.data[:n])
	p.data = p.data[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (p *pieces) SetReadDeadline(time.Time) error { return nil }
func (p *pieces) RemoteAddr() net.Addr            { return new(net.TCPAddr) }

// In whatever pieces a message comes, Recv returns what has come until it was whole, at
// most Size bytes, and asks only once for each piece whether it is.
func FuzzRecv(f *testing.F) {
	f.Add([]byte("hello\nagain\n"), []byte{0, 0, 0}, uint8('\n'))
	f.Add(bytes.Repeat([]byte("x"), Size+1), []byte{255, 255}, uint8('y'))
	f.Add([]byte{}, []byte{}, uint8(0))
	f.Fuzz(func(t *testing.T, data, sizes []byte, end uint8) {
		c := &Conn{conn: &pieces{data: data, sizes: sizes}, ctx: context.Background()}
		asked := 0
		got, err := c.Recv(func(b []byte) bool { asked++; return bytes.IndexByte(b, end) >= 0 })
		if err != nil || len(got) > Size || !bytes.HasPrefix(data, got) {
			t.Fatalf("%q (%v) of %q", got, err, data)
		}
		if bytes.IndexByte(got, end) < 0 && len(got) != min(len(data), Size) {
			t.Errorf("%d of %d bytes, and none is the last", len(got), len(data))
		}
		if asked > len(got) {
			t.Errorf("asked %d times about %d bytes", asked, len(got))
		}
	})
}
