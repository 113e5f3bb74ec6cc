package check

// A Code names a diagnosis. Codes must not change: graders count them.
type Code string

const (
	byteOrder      Code = "byte-order"
	formatSize     Code = "format-size"
	formatType     Code = "format-type"
	fieldOrder     Code = "field-order"
	missingField   Code = "missing-field"
	truncated      Code = "truncated"
	wrongPort      Code = "wrong-port"
	wrongAddress   Code = "wrong-address"
	noBind         Code = "no-bind"
	deafBind       Code = "deaf-bind"
	streamsSwapped Code = "streams-swapped"
	bytesPrinted   Code = "bytes-printed"
	decodeError    Code = "decode-error"
	firstOnly      Code = "first-only"
	starved        Code = "starved"
	tooSlow        Code = "too-slow"
	crashShort     Code = "crash-short-frame"
	crashNonASCII  Code = "crash-non-ascii"
	crashed        Code = "crashed"
	buffered       Code = "buffered"
	noOutput       Code = "no-output"
	wrongOutput    Code = "wrong-output"
	noEcho         Code = "no-echo"
	rolesSwapped   Code = "roles-swapped"
	noConnect      Code = "no-connect"
	notSent        Code = "not-sent"
	wrongMessage   Code = "wrong-message"
	wrongEncoding  Code = "wrong-encoding"
	noLoop         Code = "no-loop"
	noTurns        Code = "no-turns"
	noEnd          Code = "no-end"
	emptyDeadlock  Code = "empty-deadlock"
	cutReply       Code = "cut-reply"
	noBlankLine    Code = "no-blank-line"
	bareNewline    Code = "bare-newline"
	noCharset      Code = "no-charset"
	neverClosed    Code = "never-closed"
	badReply       Code = "bad-reply"
	oneClient      Code = "one-client"
	hangs          Code = "hangs"
	stopsOnCtrlC   Code = "stops-on-ctrl-c"
	noReuseaddr    Code = "no-reuseaddr"
	tooMuch        Code = "too-much"
)

// whys explains to the student, for each code, the usual cause.
var whys = map[Code]string{
	byteOrder:      "The bytes of each number were read from the wrong end. The drone sends little-endian numbers, the order of the usual PC: write \"<\" before the format, or nothing, not \">\" or \"!\".",
	formatSize:     "The format does not have the length of a frame. One double of 8 bytes, four ints and four floats of 4 bytes make 40: \"diiiiffff\". d is 8 bytes, i and f are 4, h is 2.",
	formatType:     "A letter of the format has the wrong type: d is a double (8 bytes), i an int, f a float (4 bytes each). The same bytes read as another type give other numbers.",
	fieldOrder:     "The fields stand in another order than in the frame: date, pitch, roll, yaw, battery, barometer, agx, agy, agz.",
	missingField:   "Not all nine fields are printed. Print each of them.",
	truncated:      "Only a part of the message was received or printed. The number in recvfrom(1024) is the most that is taken at once: the rest of a datagram is lost, the rest of a TCP stream comes with the next recv.",
	wrongPort:      "The port in the program is not the port of this step. Look at the number in bind or connect.",
	wrongAddress:   "The address in the program is not one that this step uses, or not one of this machine.",
	noBind:         "A program that waits for messages must say where: create the socket, then bind it to the address and the port.",
	deafBind:       "A socket that is bound to this address does not get what is sent to the LAN's broadcast address 10.9.255.255. Bind to '' or 0.0.0.0 (every system), to your own address (Windows), or to 10.9.255.255 (macOS, Linux).",
	streamsSwapped: "The messages of one port are decoded with the method of the other. Port 52001 carries ASCII text, port 52002 frames for struct.unpack. Choose by s.getsockname()[1].",
	bytesPrinted:   "The bytes are printed as they came, as b'...'. Turn them into text with data.decode('ascii') or decode('utf8') (in JavaScript msg.toString()), or into numbers with struct.unpack.",
	decodeError:    "decode() met a byte that its encoding does not have. Text with accents needs 'utf8'. The frames of the drone are not text at all: struct.unpack reads them.",
	firstOnly:      "Only one of the two sockets is ever read. Go through all the sockets that select returns, and read from that socket s, not from a fixed one.",
	starved:        "One recvfrom after the other: while the program waits for the quiet port, the messages of the other pile up and get lost. Ask select first which socket has something to read.",
	tooSlow:        "The program takes more time for a message than there is between two, ten frames a second come. What it has not read waits, and is lost in the end. Is there a sleep in the loop? recvfrom and select wait by themselves.",
	crashShort:     "struct.unpack raises an error if the data has another length. Compare len(data) with 40 first, and go on.",
	crashNonASCII:  "One byte that is not in the encoding ended the program. Anybody on the network can send it. Catch UnicodeDecodeError, or use decode('ascii', 'replace').",
	crashed:        "The program ended with an error. The last line of its error message says what happened and, above it, in which line of the program.",
	buffered:       "The output is kept in a buffer and not written when it is printed. Flush it: print(..., flush=True), fflush(stdout), or Flush after each message.",
	noOutput:       "The data was sent to the program, and nothing of it is printed. Is it received (recv, recvfrom), and is there a print in the loop, after that line?",
	wrongOutput:    "What is printed is not what was sent. Print what was received, without changing it.",
	noEcho:         "The server must send back what it received: s.send(rawdata), on the socket that accept returned.",
	rolesSwapped:   "This is the other program of the pair: the server binds, listens and accepts; the client connects.",
	noConnect:      "The client must connect to the server: socket.SOCK_STREAM, then s.connect((TCP_IP, TCP_PORT)).",
	notSent:        "Nothing was sent. Is the line with send or sendto reached, with a message that is not empty?",
	wrongMessage:   "Something was sent, but not the text of the worksheet.",
	wrongEncoding:  "The text was turned into bytes with another encoding than the other side expects.",
	noLoop:         "The program deals with one message and stops. Put receiving and printing into while True.",
	noTurns:        "The two sides do not take turns: after sending, wait for the answer (recv) before you send again.",
	noEnd:          "The loop does not end where it should. Compare the whole line, without its line end, with the word: while data != 'end'. (Two != with or between them are always true; in Java use equals.)",
	emptyDeadlock:  "send(b'') sends nothing, so the other side goes on waiting, and so do you. Do not send an empty line: ask again.",
	cutReply:       "TCP may deliver a message in several pieces. One recv returns the first piece only: receive until all of it is there.",
	noBlankLine:    "The head of a reply ends with an empty line: \"\\r\\n\" once more after the last header. Without it the browser takes the page for headers.",
	bareNewline:    "Each line of the head must end with \"\\r\\n\". Here some end with \"\\n\" alone.",
	noCharset:      "The header Content-Type does not say charset=utf-8, so the browser guesses how to read É and Ç.",
	neverClosed:    "Without a Content-Length the browser takes the end of the connection for the end of the page. Close the socket after the reply: s.close().",
	badReply:       "This is no HTTP reply that a browser understands. The first line is HTTP/1.1 200 OK.",
	oneClient:      "The server does not answer the next connection. A browser opens several, and the first may say nothing: put accept, recv, send and close into while True.",
	hangs:          "The program waits for something that does not come.",
	stopsOnCtrlC:   "ctrl-c does not end the program. A bare except: catches KeyboardInterrupt too; a thread that is not a daemon keeps the program alive.",
	noReuseaddr:    "After a connection the system keeps the port for a minute. Before bind: sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1).",
	tooMuch:        "The program took more than the checker allows, so it was stopped. Is there a loop that does not wait for anything?",
}
