package check

import (
	"flag"
	"runtime"
	"strconv"
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) {
	BeReferee()
	// The checks wait more than they compute. A flag on the command line goes
	// before this.
	flag.Set("test.parallel", strconv.Itoa(2*runtime.NumCPU()))
	labtest.Main(m)
}
