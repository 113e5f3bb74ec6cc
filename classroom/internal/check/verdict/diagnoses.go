package verdict

import "slices"

// A Code names a diagnosis. Codes must not change: graders count them.
type Code string

const (
	ByteOrder      Code = "byte-order"
	FormatSize     Code = "format-size"
	FormatType     Code = "format-type"
	FieldOrder     Code = "field-order"
	MissingField   Code = "missing-field"
	Truncated      Code = "truncated"
	WrongPort      Code = "wrong-port"
	WrongAddress   Code = "wrong-address"
	NoBind         Code = "no-bind"
	DeafBind       Code = "deaf-bind"
	StreamsSwapped Code = "streams-swapped"
	BytesPrinted   Code = "bytes-printed"
	DecodeError    Code = "decode-error"
	FirstOnly      Code = "first-only"
	Starved        Code = "starved"
	TooSlow        Code = "too-slow"
	CrashShort     Code = "crash-short-frame"
	CrashLong      Code = "crash-long-frame"
	CrashNonASCII  Code = "crash-non-ascii"
	Crashed        Code = "crashed"
	Buffered       Code = "buffered"
	NoOutput       Code = "no-output"
	WrongOutput    Code = "wrong-output"
	AddressShown   Code = "address-shown"
	NoEcho         Code = "no-echo"
	RolesSwapped   Code = "roles-swapped"
	NoConnect      Code = "no-connect"
	NotSent        Code = "not-sent"
	WrongMessage   Code = "wrong-message"
	WrongEncoding  Code = "wrong-encoding"
	NoLoop         Code = "no-loop"
	NoTurns        Code = "no-turns"
	NoEnd          Code = "no-end"
	EmptyDeadlock  Code = "empty-deadlock"
	CutReply       Code = "cut-reply"
	NoBlankLine    Code = "no-blank-line"
	BareNewline    Code = "bare-newline"
	NoCharset      Code = "no-charset"
	NeverClosed    Code = "never-closed"
	ResetReply     Code = "reset-reply"
	BadReply       Code = "bad-reply"
	OneClient      Code = "one-client"
	Hangs          Code = "hangs"
	StopsOnCtrlC   Code = "stops-on-ctrl-c"
	NoReuseaddr    Code = "no-reuseaddr"
	TooMuch        Code = "too-much"
)

// A Diagnosis says what a code stands for.
type Diagnosis struct {
	Code    Code
	Meaning string // as CHECK.md has it, for the instructor
	Why     string // the usual cause, for the student
}

// Diagnoses are all diagnoses, in the order of CHECK.md.
var Diagnoses = []Diagnosis{
	{ByteOrder, "the numbers were read big-endian",
		"The bytes of each number were read from the wrong end. The drone sends little-endian numbers, the order of the usual PC: write \"<\" before the format, or nothing, not \">\" or \"!\"."},
	{FormatSize, "the format of struct.unpack is not 40 bytes long",
		"The format does not have the length of a frame. One double of 8 bytes, four ints and four floats of 4 bytes make 40: \"diiiiffff\". d is 8 bytes, i and f are 4, h is 2."},
	{FormatType, "a letter of the format has the wrong type (`d` for `f`, `i` for `f`, `f` for `i`, unsigned)",
		"A letter of the format has the wrong type: d is a double (8 bytes), i an int, f a float (4 bytes each). The same bytes read as another type give other numbers."},
	{FieldOrder, "the fields are read, or named, in the wrong order",
		"The fields stand in another order than in the frame: date, pitch, roll, yaw, battery, barometer, agx, agy, agz."},
	{MissingField, "some of the nine values of a frame, or of the five of a row, are not shown",
		"Not all nine fields are printed. Print each of them."},
	{Truncated, "only the start of a message is received or shown",
		"Only a part of the message was received or printed. The number in recvfrom(1024) is the most that is taken at once: the rest of a datagram is lost, the rest of a TCP stream comes with the next recv."},
	{WrongPort, "bound, connected or sent to the wrong port",
		"The port in the program is not the port of this step. Look at the number in bind or connect."},
	{WrongAddress, "an address that the step does not use, or that no machine has",
		"The address in the program is not one that this step uses, or not one of this machine."},
	{NoBind, "no socket is bound, or one of the wrong kind (TCP instead of UDP)",
		"A program that waits for messages must say where: create the socket, then bind it to the address and the port."},
	{DeafBind, "bound to an address that hears no broadcast of the LAN on any system, or connected to one sender",
		"A socket that is bound to this address does not get what is sent to the LAN's broadcast address 10.9.255.255. Bind to '' or 0.0.0.0 (every system), to your own address (Windows), or to 10.9.255.255 (macOS, Linux)."},
	{StreamsSwapped, "the messages of one port are decoded with the method for the other port",
		"The messages of one port are decoded with the method of the other. Port 52001 carries ASCII text, port 52002 frames for struct.unpack. Choose by s.getsockname()[1]."},
	{BytesPrinted, "`b'...'` (or a Buffer, or a list of bytes) is printed",
		"The bytes are printed as they came, as b'...'. Text comes out of them with data.decode('utf8') (in JavaScript msg.toString()), numbers with struct.unpack."},
	{DecodeError, "UnicodeDecodeError, or a similar error",
		"decode() met a byte that its encoding does not have. Text with accents needs 'utf8'. The frames of the drone are not text at all: struct.unpack reads them."},
	{FirstOnly, "only one of two sockets is ever read",
		"Only one of the two sockets is ever read. Go through all the sockets that select returns, and read from that socket s, not from a fixed one."},
	{Starved, "the messages of one stream are not read while the other is silent, or none are read when both have some",
		"One recvfrom after the other: while the program waits for the quiet port, the messages of the other pile up and get lost. Ask select first which socket has something to read."},
	{TooSlow, "messages come faster than the program shows them, or it takes seconds to answer",
		"The program takes more time for a message than there is between two, ten frames a second come. What it has not read waits, and is lost in the end. Is there a sleep in the loop? recvfrom and select wait by themselves."},
	{CrashShort, "a short frame ends the program",
		"struct.unpack raises an error if the data has another length. Compare len(data) with 40 first, and go on."},
	{CrashLong, "a frame with more bytes after it ends the program",
		"struct.unpack raises an error if the data has another length. Take the bytes of the frame only: struct.unpack(format, data[0:40])."},
	{CrashNonASCII, "a byte that is not in the encoding ends the program",
		"One byte that is not in the encoding ended the program. Anybody on the network can send it. Catch UnicodeDecodeError, or give decode a second argument: 'replace'."},
	{Crashed, "the program ended with an error",
		"The program ended with an error. Its message says what happened, and in which line of the program."},
	{Buffered, "the output stays in a buffer",
		"The output is kept in a buffer and not written when it is printed. Flush it: print(..., flush=True), fflush(stdout), or Flush after each message."},
	{NoOutput, "what was received is not shown",
		"The data was sent to the program, and nothing of it is printed. Is it received (recv, recvfrom), and is it printed after that line?"},
	{WrongOutput, "what was received is changed before it is shown: capitals, another unit, no decimals, another date",
		"What is printed is not what was sent. Print what was received, without changing it."},
	{AddressShown, "the address of the machine is shown, not its name",
		"An address stands for one network of the machine, the name for the machine: socket.gethostname() returns it. gethostbyname turns it into an address."},
	{NoEcho, "the server does not send back what it gets",
		"The server must send back what it received: s.send(rawdata), on the socket that accept returned."},
	{RolesSwapped, "the program is the client where the server is checked, or the other way round",
		"This is the other program of the pair: the server binds, listens and accepts; the client connects."},
	{NoConnect, "the program makes no TCP connection",
		"The client must connect to the server: socket.SOCK_STREAM, then s.connect((TCP_IP, TCP_PORT))."},
	{NotSent, "nothing was sent",
		"Nothing was sent. Is the line with send or sendto reached, with a message that is not empty?"},
	{WrongMessage, "something else was sent",
		"Something was sent, but not the text of the worksheet."},
	{WrongEncoding, "UTF-16, Latin-1 or another encoding instead of UTF-8 or ASCII",
		"The text was turned into bytes with another encoding than the other side expects."},
	{NoLoop, "handles one message, or some, then no more",
		"The program deals with one message and stops. Put receiving and printing into while True."},
	{NoTurns, "sends twice without waiting for an answer, or only listens",
		"The two sides do not take turns: after sending, wait for the answer (recv) before you send again."},
	{NoEnd, "does not end at `end`, when the other side or the input ends, or when all is sent",
		"The loop does not end where it should. Before it, give the variable a value: data = ''. Then compare the whole line, without its line end, with the word: while data != 'end'. (Two != with or between them are always true; in Java use equals.)"},
	{EmptyDeadlock, "an empty line blocks both sides",
		"send(b'') sends nothing, so the other side goes on waiting, and so do you. Do not send an empty line: ask again."},
	{CutReply, "only a part of a reply is received, or Content-Length is wrong",
		"TCP may deliver a message in several pieces. One recv returns the first piece only: receive until all of it is there."},
	{NoBlankLine, "the head of the reply has no blank line after it",
		"The head of a reply ends with an empty line: \"\\r\\n\" once more after the last header. Without it the browser takes the page for headers."},
	{BareNewline, "a line of the head ends with `\\n` alone",
		"Each line of the head must end with \"\\r\\n\". Here some end with \"\\n\" alone."},
	{NoCharset, "Content-Type does not say charset=utf-8",
		"The header Content-Type does not say charset=utf-8, so the browser guesses how to read É and Ç."},
	{NeverClosed, "the browser waits for the end of the reply",
		"Without a Content-Length the browser takes the end of the connection for the end of the page. Close the socket after the reply: s.close()."},
	{ResetReply, "the connection is reset after the reply: browsers throw it away",
		"The server closes the socket before it has received all of the request. Then the system sends RST (reset), which means that something was lost, not FIN, the normal end, and the browser shows an error, not the page. A browser's request has 600 bytes and more: receive all of it before s.close(), with s.recv(4096), or until the empty line has come."},
	{BadReply, "not an HTTP reply that begins with HTTP/1.1 200",
		"A browser does not understand this reply. Its first line must be HTTP/1.1 200 OK."},
	{OneClient, "a second, or a spare, connection is not answered",
		"The server does not answer the next connection. A browser opens several, and the first may say nothing: put accept, recv, send and close into while True."},
	{Hangs, "the program does not end where it should",
		"The program waits for something that does not come."},
	{StopsOnCtrlC, "ctrl-c does not end it, or its port is still in use afterwards",
		"ctrl-c does not end the program. A bare except: catches KeyboardInterrupt too; a thread that is not a daemon keeps the program alive."},
	{NoReuseaddr, "it cannot start again at once",
		"After a connection the system keeps the port for a minute. Set SO_REUSEADDR on the socket that listens, before bind. In C: int on = 1; setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)."},
	{TooMuch, "too much output, memory, or too many processes",
		"The program took more than the checker allows, so it was stopped. Is there a loop that does not wait for anything?"},
}

// Why returns the usual cause of c, for the student.
func (c Code) Why() string {
	i := slices.IndexFunc(Diagnoses, func(d Diagnosis) bool { return d.Code == c })
	if i < 0 {
		return ""
	}
	return Diagnoses[i].Why
}
