package station

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"in43.example/pkg/drone"
)

// droneNames are the columns of a drone log: the fields of a frame.
var droneNames = []string{"date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"}

const droneRow = "date,pitch,roll,yaw,battery,barometer,agx,agy,agz or a frame in 80 hex digits"

// ReadDroneLog reads the text of a drone log. Each line is a frame in one of
// two forms: the nine fields as CSV, with or without a header row,
//
//	date,pitch,roll,yaw,battery,barometer,agx,agy,agz
//	1629293638.2928908,64,10,0,42,102.86,74,91,-891
//
// or the 40 bytes in hex, after which a remark may follow:
//
//	b9be92114347d841400000000a000000000000002a00000052b8cd42000094420000b64200c05ec4
//
// A float may be nan or inf. The units are those of package drone. Each frame
// is a message, with the date that it has in the log.
//
// Errors begin with name and the line number.
func ReadDroneLog(name string, text io.Reader) (*Log, error) {
	var l logBuilder
	var message []byte
	err := readCSV(name, text, droneRow, func(line int, fields []string) error {
		if isHeader(fields, droneNames) {
			return nil
		}
		f, err := parseDroneRow(fields)
		if err != nil {
			return logError(name, line, droneRow, "%v", err)
		}
		message, _ = f.AppendBinary(message[:0])
		return l.row(message, f.Date)
	})
	if err == nil && l.rows == 0 {
		err = fmt.Errorf("%s has no frames; expected at least one: %s", name, droneRow)
	}
	return l.finish(err)
}

func parseDroneRow(fields []string) (f drone.Frame, err error) {
	if len(fields) == 1 {
		return parseHex(fields[0])
	}
	if len(fields) != len(droneNames) {
		return f, fmt.Errorf("the row has %d fields", len(fields))
	}
	p := fieldParser{names: droneNames, fields: fields}
	f.Date = p.float(0, 64)
	f.Pitch = p.int(1)
	f.Roll = p.int(2)
	f.Yaw = p.int(3)
	f.Battery = p.int(4)
	f.Barometer = float32(p.float(5, 32))
	f.AGX = float32(p.float(6, 32))
	f.AGY = float32(p.float(7, 32))
	f.AGZ = float32(p.float(8, 32))
	return f, p.err
}

// parseHex parses the first word of a line as a frame.
func parseHex(line string) (f drone.Frame, err error) {
	word, _, _ := strings.Cut(line, " ")
	b, err := hex.DecodeString(word)
	if err != nil {
		return f, fmt.Errorf("%s is not hex", quote(word))
	}
	if len(b) != drone.Size {
		return f, fmt.Errorf("the frame has %d hex digits", len(word))
	}
	err = f.UnmarshalBinary(b)
	return f, err
}
