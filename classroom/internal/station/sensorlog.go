package station

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// sensorNames are the columns of a GPS log.
var sensorNames = []string{"latitude", "longitude", "altitude", "accuracy", "time"}

// sensorHeader is the header row as it is sent in the classroom.
const sensorHeader = `"latitude","longitude","altitude","accuracy","time"` + "\n"

const sensorRow = "latitude,longitude,altitude,accuracy,time (degrees, degrees, m, m, ms since 1970)"

// maxDatagram is the size of the longest message that fits into a UDP datagram
// over IPv4, in bytes.
const maxDatagram = 65507

// maxRow leaves room for the number of a row.
const maxRow = maxDatagram - len("9223372036854775807: ")

// ReadSensorLog reads the text of a GPS log, which is CSV:
//
//	"latitude","longitude","altitude","accuracy","time"
//	48.81121270075116,2.3841758263391872,58,35,1415262788000
//
// Latitude and longitude are in degrees, altitude and accuracy in metres, the
// time is in milliseconds since 1970. Each row is a message that ends in \n,
// with the digits of the file. The header row is a message too, wherever it
// stands: in a recording it may stand in the middle. If the file has no header,
// one is added at the start. A header has no time of its own: it is due with the
// row before it or, at the start, with the first row.
//
// Errors begin with name and the line number.
func ReadSensorLog(name string, text io.Reader) (*Log, error) {
	var l logBuilder
	// Whether the file has a header is known at its end.
	if err := l.add([]byte(sensorHeader), 0); err != nil {
		return nil, err
	}
	afterHeader := l.log.records.size
	var message []byte
	err := readCSV(name, text, sensorRow, func(line int, fields []string) error {
		if isHeader(fields, sensorNames) {
			l.log.first = afterHeader
			return l.header([]byte(sensorHeader))
		}
		ms, err := parseSensorRow(fields)
		if err != nil {
			return logError(name, line, sensorRow, "%v", err)
		}
		message = message[:0]
		for _, field := range fields {
			message = append(append(message, field...), ',')
		}
		message[len(message)-1] = '\n'
		if len(message) > maxRow {
			return logError(name, line, sensorRow, "the row has %d bytes and does not fit into a datagram", len(message))
		}
		return l.row(message, ms/1000)
	})
	if err == nil && l.rows == 0 {
		err = fmt.Errorf("%s has no rows; expected at least one: %s", name, sensorRow)
	}
	return l.finish(err)
}

// parseSensorRow checks that fields are a row of a GPS log and returns its time.
func parseSensorRow(fields []string) (ms float64, err error) {
	if len(fields) != len(sensorNames) {
		return 0, fmt.Errorf("the row has %d fields", len(fields))
	}
	limits := [...]float64{90, 180, math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}
	for i, field := range fields {
		v, err := strconv.ParseFloat(field, 64)
		if errors.Is(err, strconv.ErrSyntax) {
			return 0, fmt.Errorf("%s %s is not a number", sensorNames[i], quote(field))
		}
		if !(math.Abs(v) <= limits[i]) {
			return 0, fmt.Errorf("%s %s is out of range", sensorNames[i], quote(field))
		}
		ms = v
	}
	return ms, nil
}
