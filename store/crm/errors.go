package crm

import "errors"

// Why a file as a whole cannot be imported. Each is wrapped with the file's
// name and, where that helps, with what to do.
var (
	ErrMissing   = errors.New("there is no such file")
	ErrFolder    = errors.New("it is a folder, not a file")
	ErrNotFile   = errors.New("it is not an ordinary file")
	ErrEmpty     = errors.New("the file is empty")
	ErrNoDeals   = errors.New("the file has a header and no deals under it")
	ErrNoRows    = errors.New("the file has a header and no rows under it") // of another kind than deals
	ErrNotText   = errors.New("it is not a table of text")
	ErrDamaged   = errors.New("the file is damaged")
	ErrTooLarge  = errors.New("the file is too large")
	ErrHeader    = errors.New("no usable header")
	ErrOtherKind = errors.New("this is not an export of deals")
	ErrDates     = errors.New("the dates can be read in two ways")
	ErrCurrency  = errors.New("the currency of the amounts is ambiguous")
	ErrOptions   = errors.New("not a valid option")
)
