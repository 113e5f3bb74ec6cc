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
	// More tests run at once than there are processors, because the checks mostly
	// wait. The flag -parallel on the command line overrides this.
	flag.Set("test.parallel", strconv.Itoa(5*runtime.NumCPU()))
	labtest.Main(m)
}
