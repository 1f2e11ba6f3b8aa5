package variants

import "testing"

func TestNew(t *testing.T) {
	if New(3) != 1 {
		t.Fail()
	}
}
