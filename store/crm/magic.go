package crm

import "strings"

// binary names what a file is when it is no text, "" when it may be text.
func binary(head []byte) string {
	for _, m := range magics {
		if strings.HasPrefix(string(head), m.start) {
			return m.what
		}
	}
	if start := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head[:min(len(head), 200)]), "\ufeff"))); strings.HasPrefix(start, "<") {
		for _, tag := range []string{"<html", "<!doctype", "<table", "<meta", "<head", "<style", "<?xml", "<div"} {
			if strings.HasPrefix(start, tag) {
				return "a web page or XML, as some CRMs write for Excel; open it in a spreadsheet and save it as XLSX or CSV"
			}
		}
	}
	controls := 0
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != 0x1b {
			controls++
		}
	}
	if controls > 8 && controls > len(head)/50 {
		return "something binary"
	}
	return ""
}

var magics = []struct{ start, what string }{
	{"\x89PNG", "a picture (PNG)"},
	{"\xff\xd8\xff", "a picture (JPEG)"},
	{"GIF8", "a picture (GIF)"},
	{"RIFF", "a picture or sound (RIFF)"},
	{"II*\x00", "a picture (TIFF)"},
	{"MM\x00*", "a picture (TIFF)"},
	{"%PDF", "a PDF; export the list as CSV"},
	{"\xd0\xcf\x11\xe0", "an old Excel or Word file; save it as XLSX or CSV"},
	{"\x1f\x8b", "a gzip archive; unpack it first"},
	{"PK\x03\x04", "a zip archive"},
	{"7z\xbc\xaf", "a 7-Zip archive; unpack it first"},
	{"SQLite format 3", "a SQLite database"},
	{"\x7fELF", "a program"},
	{"{\\rtf", "an RTF document"},
}
