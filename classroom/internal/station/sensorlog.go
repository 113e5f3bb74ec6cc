package station

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// sensorNames are the columns of a GPS log.
var sensorNames = []string{"latitude", "longitude", "altitude", "accuracy", "time"}

// sensorHeader is the header row as it is sent in the classroom.
const sensorHeader = `"latitude","longitude","altitude","accuracy","time"` + "\n"

const sensorRow = "latitude,longitude,altitude,accuracy,time (degrees, degrees, m, m, ms since 1970)"

// maxDatagram is the size of the longest message that fits into a UDP datagram
// over IPv4, in bytes.
const maxDatagram = 65507

// ReadSensorLog reads the text of a GPS log, which is CSV:
//
//	"latitude","longitude","altitude","accuracy","time"
//	48.81121270075116,2.3841758263391872,58,35,1415262788000
//
// Latitude and longitude are in degrees, altitude and accuracy in metres, the
// time is in milliseconds since 1970. Each row is a message that ends in \n,
// with the digits of the file. The header row is a message too, wherever it
// stands: in a recording it may stand in the middle. If the file has no header,
// one is added at the start. A header has no time of its own: it is due together
// with the row before it or, at the start, with the first row.
//
// Errors begin with name and the line number.
func ReadSensorLog(name string, text []byte) (*Log, error) {
	var l logBuilder
	headers := 0
	err := readCSV(name, text, sensorRow, func(line int, fields []string) error {
		if isHeader(fields, sensorNames) {
			headers++
			l.header([]byte(sensorHeader))
			return nil
		}
		ms, err := parseSensorRow(fields)
		if err != nil {
			return logError(name, line, sensorRow, "%v", err)
		}
		message := []byte(strings.Join(fields, ",") + "\n")
		if len(message) > maxDatagram {
			return logError(name, line, sensorRow, "the row has %d bytes and does not fit into a datagram", len(message))
		}
		l.row(message, ms/1000)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if l.rows == 0 {
		return nil, fmt.Errorf("%s has no rows; expected at least one: %s", name, sensorRow)
	}
	log := l.log()
	if headers == 0 {
		log.messages = append([][]byte{[]byte(sensorHeader)}, log.messages...)
		log.offsets = append([]time.Duration{0}, log.offsets...)
	}
	return log, nil
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
