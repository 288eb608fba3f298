package crm

import (
	"testing"
	"time"

	"halfhour/agenda"
)

func TestInstants(t *testing.T) {
	at := func(y int, m time.Month, d, h, min, s, ms int) time.Time {
		return time.Date(y, m, d, h, min, s, ms*1e6, time.UTC)
	}
	for _, tt := range []struct {
		cell string
		in   order
		want time.Time
	}{
		{"2026-11-27", mdy, at(2026, 11, 27, 0, 0, 0, 0)},
		{"2026-11-27 14:10", mdy, at(2026, 11, 27, 14, 10, 0, 0)},
		{"2024-07-11T21:22:07.000+0000", mdy, at(2024, 7, 11, 21, 22, 7, 0)},
		{"2024-07-11T21:22:07.250+02:00", mdy, at(2024, 7, 11, 19, 22, 7, 250)},
		{"2024-07-11T01:22:07-0330", mdy, at(2024, 7, 11, 4, 52, 7, 0)},
		{"2024-07-11T21:22:07Z", mdy, at(2024, 7, 11, 21, 22, 7, 0)},
		{"5/20/2024 7:42", mdy, at(2024, 5, 20, 7, 42, 0, 0)},
		{"5/20/2024 7:42 PM", mdy, at(2024, 5, 20, 19, 42, 0, 0)},
		{"20/05/2024 12:05 a.m.", dmy, at(2024, 5, 20, 0, 5, 0, 0)},
		{"2024年5月20日 下午3:20", mdy, at(2024, 5, 20, 15, 20, 0, 0)},
		{"45631.5", mdy, at(2024, 12, 5, 12, 0, 0, 0)},
		{"1732619096", mdy, at(2024, 11, 26, 11, 4, 56, 0)},
		{"1732619096500", mdy, at(2024, 11, 26, 11, 4, 56, 500)},
		{"20241126", mdy, at(2024, 11, 26, 0, 0, 0, 0)},
	} {
		got, ok := dateStyle{order: tt.in, serials: true}.instant(tt.cell)
		if !ok || !got.Equal(tt.want) {
			t.Errorf("%q is %v, %v, not %v", tt.cell, got, ok, tt.want)
		}
	}
	for _, cell := range []string{"soon", "2026-13-40 10:00", "12"} {
		if got, ok := (dateStyle{order: mdy}).instant(cell); ok {
			t.Errorf("%q is %v", cell, got)
		}
	}
	if got, ok := (dateStyle{}).instant("-"); !ok || !got.IsZero() {
		t.Errorf("nothing is %v, %v", got, ok)
	}
}

func FuzzInstant(f *testing.F) {
	for _, cell := range []string{"2026-11-27 14:10", "5/20/2024 7:42 PM", "45631.5", "1732619096500", "2024-07-11T21:22:07.000+0000", "99:99", "1/1/1 1:1"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		s := dateStyle{order: dmy, serials: true}
		at, ok := s.instant(cell)
		if d, date := s.parse(cell); ok && date && !at.IsZero() {
			if off := agenda.DateOf(at) - d; off < -2 || off > 2 {
				t.Errorf("%q is on %v, and the moment is %v", cell, d, at)
			}
		}
	})
}

func TestExtraFieldsAndModified(t *testing.T) {
	f, deals, _ := read(t, "Deal Name,Stage,Region,Region,Note,Last Modified Date\n"+
		"Fønix,Won,North,\"a \"\"b\"\" <c>\",,2026-11-20 10:00\nTwo,Won,,,,\n",
		Options{Map: map[string]string{"Region": "extra", "Note": "extra"}})
	if len(deals) != 2 || deals[0].Extra != `{"Region":"North","Region (2)":"a \"b\" \u003cc\u003e"}` || deals[1].Extra != "" {
		t.Errorf("got %+v", deals)
	}
	if got := deals[0].Modified; !got.Equal(time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)) || !deals[1].Modified.IsZero() {
		t.Errorf("modified %v", got)
	}
	if !f.Covers(FieldExtra) || !f.Covers(FieldModified) || f.Columns()[3].Field != FieldExtra {
		t.Errorf("columns %+v", f.Columns())
	}
}
