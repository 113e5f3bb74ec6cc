package main

import (
	"bufio"
	"bytes"
	"net/http"
	"testing"
)

// The head of a request is whole for emptyLine where it is for net/http: at its empty
// line, and not before.
func FuzzEmptyLine(f *testing.F) {
	f.Add([]byte(get))
	f.Add([]byte("GET / HTTP/1.1\nHost: x\n\n"))
	f.Add([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r"))
	f.Add([]byte("\r\n\n\r\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bufio.NewReader(bytes.NewReader(data))
		if _, err := http.ReadRequest(r); err != nil {
			return
		}
		rest := r.Buffered()
		if rest+len(data) == 0 || len(data) > 4096 { // longer than the buffer of r
			return
		}
		head := data[:len(data)-rest]
		if !emptyLine(head) {
			t.Errorf("the head %q is not whole", head)
		}
		if emptyLine(head[:len(head)-1]) {
			t.Errorf("the head %q is whole without its last byte", head)
		}
	})
}
