package safetext_test

import (
	"fmt"

	"in43.example/pkg/safetext"
)

// A datagram that would clear the screen.
func ExampleForm_Append_ascii() {
	text, clean := safetext.ASCII.Append(nil, []byte("\x1b[2J48.8137,2.3923"))
	fmt.Printf("%s\n%t\n", text, clean)
	// Output:
	// \x1b[2J48.8137,2.3923
	// false
}

// É is valid; its second byte alone is not.
func ExampleForm_Append_utf8() {
	text, clean := safetext.UTF8.Append(nil, []byte("\u00c9"))
	fmt.Printf("%s %t\n", text, clean)
	text, clean = safetext.UTF8.Append(nil, []byte("\x89"))
	fmt.Printf("%s %t\n", text, clean)
	// Output:
	// É true
	// \x89 false
}
