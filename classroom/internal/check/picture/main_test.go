package picture

import (
	"testing"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) {
	check.BeReferee()
	labtest.Main(m)
}
