package main

import (
	"context"
	"io"

	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/pyfmt"
)

// untilEnd prints each line that is typed, up to one that says "end", which it
// prints too (worksheet 5.3.1), or up to the end of the input. It takes the
// steps of python/until_end.py.
func untilEnd(ctx context.Context, keys *keyboard.Keyboard, out *pyfmt.Printer) error {
	for data := ""; data != "end"; { // while data != "end":
		var err error
		data, err = keys.Input(ctx) // data = input()
		if err == io.EOF {          // except EOFError:
			break // pass
		} else if err != nil {
			return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ...")
		}
		out.Print(data) // print(data)
	}
	return graceful.End(ctx, out, nil)
}
