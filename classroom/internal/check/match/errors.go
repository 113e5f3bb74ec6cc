package match

import "regexp"

// Patterns in the error messages of languages and systems.
var (
	InUse        = regexp.MustCompile(`(?i)address already in use|EADDRINUSE|WinError 10048`)
	NotAvailable = regexp.MustCompile(`(?i)cannot assign requested address|can't assign requested address|EADDRNOTAVAIL|WinError 10049`)
	Refused      = regexp.MustCompile(`(?i)connection refused|ECONNREFUSED|WinError 10061`)
	Unreachable  = regexp.MustCompile(`(?i)network is unreachable|no route to host|ENETUNREACH|EHOSTUNREACH|WinError 100(51|65)`)
	CannotDecode = regexp.MustCompile(`UnicodeDecodeError|codec can't decode byte|invalid (start|continuation) byte|ERR_ENCODING_INVALID_ENCODED_DATA|MalformedInputException`)
	NotPermitted = regexp.MustCompile(`(?m)(Errno 13\]|send:|sendto:|connect:) Permission denied$|(send|connect) EACCES|WinError 10013`) // of a socket, not of a file
	Invalid      = regexp.MustCompile(`Invalid argument|EINVAL|WinError 10022`)
	NotConnected = regexp.MustCompile(`endpoint is not connected|ENOTCONN|WinError 10057`)
	NotSupported = regexp.MustCompile(`Operation not supported|EOPNOTSUPP|WinError 10045`)
	NeedsBytes   = regexp.MustCompile(`unpack requires a buffer of (\d+) bytes|unpack_from requires a buffer of at least (\d+) bytes`)
)

// NoAttribute is what Python says if a module, or a file in its place, lacks a name.
var NoAttribute = regexp.MustCompile(`module '(\w+)' has no attribute`)

// TimedOut is what a program says if its own time limit ends it.
var TimedOut = regexp.MustCompile(`(?i)timed? ?out|temporarily unavailable|EAGAIN`)

// Signs in what a program prints.
var (
	SaysUTF16 = regexp.MustCompile(`(?i)utf-?(16|32)`)
	SaysError = regexp.MustCompile(`(?i)\berr(or|eur)\b|exception|not defined|has no attribute|requires a`)
)
