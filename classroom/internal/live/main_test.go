package live

import (
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }
