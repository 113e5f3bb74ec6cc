package keyboard

import (
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// A line waits in the terminal until somebody reads it.
func TestTyped(t *testing.T) {
	person, program := labtest.Keyboard(t)
	k := New(program)
	if k.Typed() {
		t.Error("nothing is typed")
	}
	person.WriteString("hel")
	if k.Typed() {
		t.Error("the line has no end yet")
	}
	person.WriteString("lo\n")
	for end := time.Now().Add(10 * time.Second); !k.Typed(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the line is not noticed")
		}
	}
	if got, err := k.Input(t.Context()); got != "hello" || err != nil {
		t.Errorf("got %q (%v)", got, err)
	}
	if k.Typed() {
		t.Error("the line is read")
	}
}
