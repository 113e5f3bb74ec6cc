package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"strconv"

	"in43.example/pkg/drone"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
)

var (
	errTruncated = errors.New("the message is longer than the buffer: only its beginning is shown")
	errNotASCII  = errors.New(`the message is not plain ASCII text: the other bytes are shown as \xNN`)
)

// A textPrinter prints messages as the Python twin does.
type textPrinter struct {
	dronePort uint16
	date      pyfmt.Datetime
}

func newTextPrinter(drone net.PacketConn) *textPrinter {
	return &textPrinter{dronePort: port(drone)}
}

// show prints d: a frame if it came to the drone's port, else text. A frame
// that is too short is shown as its bytes. The error says what is odd in d.
func (p *textPrinter) show(out *bufio.Writer, d *mux.Datagram) error {
	b := out.AvailableBuffer()
	b = pyfmt.AppendAddr(append(b, "#message from: "...), d.Source)
	b = pyfmt.AppendAddr(append(b, "\n#message to   : "...), d.Local)
	b = append(b, "\n#message      : "...)
	var err error
	if d.Local.Port() == p.dronePort {
		b, err = p.appendFrame(b, d.Data)
	} else {
		b, err = appendText(b, d)
	}
	out.Write(append(b, '\n'))
	return err
}

func (p *textPrinter) appendFrame(b, data []byte) ([]byte, error) {
	var frame drone.Frame
	if err := frame.UnmarshalBinary(data); err != nil { // struct.unpack("<diiiiffff", data[0:40])
		return pyfmt.AppendBytes(b, data), err
	}
	b, err := p.date.Append(append(b, "date: "...), frame.Date) // datetime.datetime.fromtimestamp(date)
	b = strconv.AppendInt(append(b, " pitch: "...), int64(frame.Pitch), 10)
	b = strconv.AppendInt(append(b, " roll: "...), int64(frame.Roll), 10)
	b = strconv.AppendInt(append(b, " yaw: "...), int64(frame.Yaw), 10)
	b = strconv.AppendInt(append(b, " battery: "...), int64(frame.Battery), 10)
	b = pyfmt.AppendFloat(append(b, " barometer: "...), float64(frame.Barometer))
	b = pyfmt.AppendFloat(append(b, " agx: "...), float64(frame.AGX))
	b = pyfmt.AppendFloat(append(b, " agy: "...), float64(frame.AGY))
	b = pyfmt.AppendFloat(append(b, " agz: "...), float64(frame.AGZ))
	return b, err
}

// appendText appends the text of a sensor: data.decode("ascii").rstrip("\n").
func appendText(b []byte, d *mux.Datagram) ([]byte, error) {
	b, clean := safetext.AppendASCII(b, bytes.TrimRight(d.Data, "\n"))
	switch {
	case d.Truncated():
		return b, errTruncated
	case !clean:
		return b, errNotASCII
	}
	return b, nil
}

// A jsonPrinter prints each message as one JSON object on a line.
type jsonPrinter struct{ dronePort uint16 }

func newJSONPrinter(drone net.PacketConn) *jsonPrinter { return &jsonPrinter{port(drone)} }

// show prints d, unless it is a frame that is too short. The error says what is
// odd in d.
func (p *jsonPrinter) show(out *bufio.Writer, d *mux.Datagram) error {
	if d.Local.Port() == p.dronePort {
		var frame drone.Frame
		if err := frame.UnmarshalBinary(d.Data); err != nil {
			return err
		}
		return json.NewEncoder(out).Encode(struct {
			*mux.Datagram
			Frame drone.Frame `json:"frame"`
		}{d, frame})
	}
	text, err := appendText(nil, d)
	json.NewEncoder(out).Encode(struct {
		*mux.Datagram
		Text string `json:"text"`
	}{d, string(text)})
	return err
}

// port returns the port that conn is bound to.
func port(conn net.PacketConn) uint16 {
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}
