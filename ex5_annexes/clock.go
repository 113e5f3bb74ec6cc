package main

import (
	"fmt"
	"io"
	"time"
)

// clock prints the time now, as the four calls of worksheet 5.3.4 do, and the
// date. The time zone of now is the local one.
func clock(now time.Time, stdout io.Writer) error {
	fmt.Fprintln(stdout, structTime(now))           // time.localtime()
	fmt.Fprintln(stdout, structTime(now.UTC()))     // time.gmtime()
	fmt.Fprintln(stdout, now.Format(time.TimeOnly)) // time.strftime("%H:%M:%S")
	fmt.Fprintln(stdout, now.Format(time.ANSIC))    // time.asctime()
	_, err := fmt.Fprintln(stdout, now.Format(time.DateOnly))
	return err
}

// structTime returns t as Python prints a struct_time. There tm_wday is 0 on
// Monday, and tm_yday is 1 on January 1.
func structTime(t time.Time) string {
	dst := 0
	if t.IsDST() {
		dst = 1
	}
	return fmt.Sprintf("time.struct_time(tm_year=%d, tm_mon=%d, tm_mday=%d, tm_hour=%d, tm_min=%d, tm_sec=%d, tm_wday=%d, tm_yday=%d, tm_isdst=%d)",
		t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), (t.Weekday()+6)%7, t.YearDay(), dst)
}
