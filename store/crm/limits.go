package crm

// The limits at the door (RELIABILITY rule 11). A file beyond the first three
// is refused; a line beyond maxLine is rejected; a longer cell is cut and
// counted.
const (
	maxFile    = 1 << 30   // bytes
	maxRows    = 2_000_000 // under the header
	maxColumns = 500
	maxLine    = 1 << 20  // bytes of one record, all its lines together
	maxCell    = 64 << 10 // bytes
	maxValue   = 80       // bytes of a date, an amount, a flag or a currency

	maxUnzipped     = 64 << 20 // bytes of an XLSX, packed and unpacked
	maxUnzippedPart = 16 << 20 // bytes of a part of it that is kept in memory
	maxParts        = 1000     // files in it; a sheet is one
)
