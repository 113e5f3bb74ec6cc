package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// A replyFunc reads from a client through in, shows what it sends, and answers
// it. The connection ends when it returns.
type replyFunc func(s *server, conn net.Conn, in *bufio.Reader)

// replies are the values of --reply.
var replies = map[string]replyFunc{
	"echo":      (*server).echo,
	"worksheet": (*server).worksheet,
	"rfc":       (*server).rfc,
}

// echo sends back the first piece that arrives, as the server of section 3
// does (steps 1 and 2).
func (s *server) echo(conn net.Conn, in *bufio.Reader) {
	conn.SetReadDeadline(time.Now().Add(idleLimit))
	_, err := in.Peek(1) // rawdata = s.recv(BUFFER_SIZE)
	data, _ := in.Peek(in.Buffered())
	if len(data) > 0 || err == io.EOF {
		s.show(conn, data)
		send(conn, data)
	}
}

// worksheet answers anything with the worksheet's reply (step 3). Python calls
// recv once and takes what it returns for the request; worksheet reads up to
// the blank line.
func (s *server) worksheet(conn net.Conn, in *bufio.Reader) {
	head, err := readHead(conn, in)
	if len(head) == 0 && err != io.EOF {
		return // silent for too long
	}
	s.show(conn, head)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		s.log.Warn().Msgf("the request of %v is longer than %d bytes: the rest is not shown", conn.RemoteAddr(), headSize)
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.log.Warn().Msgf("the request of %v had no blank line after %v", conn.RemoteAddr(), headLimit)
	}
	send(conn, worksheetReply(time.Now()))
}

// page is the worksheet's page, UTF-8.
const page = "<html><head><meta charset='utf-8'/></head>" +
	"<body><h1>In43 is the best course ! ÉÇ </h1>" +
	"</body></html>\r\n" +
	"\r\n"

// worksheetReply returns the reply of step 3, byte for byte. The README says
// what is wrong with it.
//
// Python: time.asctime() is the layout time.ANSIC, in local time.
func worksheetReply(now time.Time) []byte {
	return []byte("HTTP/1.1 200 OK\r\n" +
		"Date:" + now.Format(time.ANSIC) + "GMT\r\n" +
		"Expires: -1\r\n" +
		"Cache-Control: private, max-age=0\r\n" +
		"Content-Type: text/html;charset=utf-8\r\n" +
		"\r\n" +
		page)
}
