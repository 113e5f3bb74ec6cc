package station

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The offsets of a log that is longer than a century do not overflow: no message
// is due before the one before it.
func TestLongLog(t *testing.T) {
	const rows = 1_000_000
	var b logBuilder
	for i := range rows {
		if err := b.row(nil, float64(i)*1e6); err != nil {
			t.Fatal(err)
		}
	}
	l, err := b.finish(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := l.Replay()
	last := r.Offset(0)
	for i := int64(1); i < rows+2; i++ {
		offset := r.Offset(i)
		if offset < last {
			t.Fatalf("message %d is due at %v, after %v", i, offset, last)
		}
		last = offset
	}
}

// A log whose times stand still has at most 1,000 messages a second. Where its
// times go on, it catches up with them.
func TestTimesStandStill(t *testing.T) {
	const ms = time.Millisecond
	row := "48.5,2.25,105,5,1000\n"
	l, err := ReadSensorLog("f", strings.NewReader(strings.Repeat(row, 3)+strings.Repeat(sensorHeader, 2)+row+"48.5,2.25,105,5,1010\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, offsets := pass(t, l); !slices.Equal(offsets, []time.Duration{0, ms, 2 * ms, 3 * ms, 4 * ms, 5 * ms, 10 * ms, 10*ms + time.Second}) {
		t.Errorf("due at %v", offsets)
	}
}

// ones is an endless text.
type ones struct{}

func (ones) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '1'
	}
	return len(b), nil
}

// A log may be large, and a line too: neither costs memory.
func TestLargeLog(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // on Windows
	allocated := func(f func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for name, start := range map[string]string{"line": "", "remark": "#", "field": "\"1\n", "lines of a field": strings.Repeat("\"1\n", 1e6)} {
		n := allocated(func() {
			_, err := ReadSensorLog("f", io.MultiReader(strings.NewReader(start), io.LimitReader(ones{}, maxLog)))
			if err == nil {
				t.Errorf("an endless %s is no error", name)
				return
			}
			checkText(t, err)
		})
		if n > 10<<20 {
			t.Errorf("an endless %s takes %d MB", name, n>>20)
		}
	}

	// More than what is kept in memory comes back as it was written, again and again.
	var text strings.Builder
	const rows = 300_000
	for i := range rows {
		fmt.Fprintf(&text, "%d.5,2.25,105,5,%d\n", i%90, i)
	}
	l, err := ReadSensorLog("f", strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if n := cap(l.records.buf); n > 0 || l.records.size <= maxInMemory {
		t.Errorf("%d of %d bytes are in memory", n, l.records.size)
	}
	r := l.Replay()
	for turn := range int64(2) {
		want := sensorHeader + text.String()
		for i := turn * (rows + 1); i < (turn+1)*(rows+1); i++ {
			b, err := r.Append(nil, i, time.Time{})
			if err != nil || !strings.HasPrefix(want, string(b)) {
				t.Fatalf("message %d is %q (error %v)", i, b, err)
			}
			want = want[len(b):]
		}
	}
	l.Close()
	if _, err := r.Append(nil, 3*rows, time.Time{}); err == nil {
		t.Error("it can read a file that is closed")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v (error %v)", left, err)
	}
}

// If there is no room for a large log, the error says so.
func TestNoRoomForLog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "no")
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // on Windows
	row := "48." + strings.Repeat("1", 60_000) + ",2,3,4,5\n"
	_, err := ReadSensorLog("f", strings.NewReader(strings.Repeat(row, maxInMemory/60_000+1)))
	if err == nil || !strings.HasPrefix(err.Error(), "cannot keep the log in a temporary file: ") {
		t.Errorf("error %v", err)
	}
}
