package main

import (
	"bytes"
	"time"
)

// Steps 1 and 2: whatever arrives is sent back.

func anything(rawdata []byte) bool { return true }
func echo(rawdata []byte) []byte   { return rawdata }

// Step 3: a request, which ends with an empty line, is answered with a page.

// emptyLine reports whether rawdata has an empty line. Lines end with \r\n; a
// server may accept \n too (RFC 9112, 2.2).
func emptyLine(rawdata []byte) bool {
	return bytes.Contains(rawdata, []byte("\n\r\n")) || bytes.Contains(rawdata, []byte("\n\n"))
}

// answer is the worksheet's reply, byte for byte. The README says what is wrong
// with it.
func answer(rawdata []byte) []byte {
	head := "HTTP/1.1 200 OK\r\n"
	head += "Date:" + time.Now().Format(time.ANSIC) + "GMT\r\n" // time.asctime()
	head += "Expires: -1\r\n"
	head += "Cache-Control: private, max-age=0\r\n"
	head += "Content-Type: text/html;charset=utf-8\r\n"
	head += "\r\n"
	return []byte(head + page) // head.encode("ascii") + page.encode("utf-8"): a Go string is bytes already
}

// page is the worksheet's page.
const page = "<html><head><meta charset='utf-8'/></head>" +
	"<body><h1>In43 is the best course ! ÉÇ </h1>" +
	"</body></html>\r\n" +
	"\r\n"
