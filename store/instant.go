package store

import (
	"fmt"
	"time"
)

// millis returns an instant as the file keeps it; nil, SQL's NULL, for none.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// millisOr0 is millis for columns that have 0 for none.
func millisOr0(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant scans what millis wrote.
type instant struct{ t *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*i.t = time.Time{}
	case int64:
		*i.t = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("%v is not an instant", value)
	}
	return nil
}

// orNull returns nil, SQL's NULL, for a reference to nothing.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}
