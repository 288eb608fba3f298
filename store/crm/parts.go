package crm

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// parts are what a zip archive with a workbook in it consists of.
type parts []*zip.File

// partsOf lists them, and refuses archives that are no workbook or too large,
// before anything is unpacked.
func partsOf(src io.ReadSeeker, size int64) (parts, error) {
	if size > maxUnzipped {
		return nil, fmt.Errorf("%w: %d MB, and the limit for XLSX is %d; save it as CSV", ErrTooLarge, size>>20, maxUnzipped>>20)
	}
	archive, err := zip.NewReader(readerAt{src}, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(archive.File) > maxParts {
		return nil, fmt.Errorf("%w: it holds %d parts; save the sheet with the deals as CSV", ErrTooLarge, len(archive.File))
	}
	var total uint64
	what := ""
	for _, f := range archive.File {
		total += f.UncompressedSize64
		switch name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")); {
		case strings.HasSuffix(name, "xl/workbook.xml"):
			what = "xlsx"
		case strings.HasSuffix(name, "xl/workbook.bin"):
			return nil, fmt.Errorf("%w but a binary Excel file (XLSB); save it as XLSX or CSV", ErrNotText)
		case name == "content.xml":
			return nil, fmt.Errorf("%w but an OpenDocument file; save it as XLSX or CSV", ErrNotText)
		case strings.HasPrefix(name, "word/"):
			return nil, fmt.Errorf("%w but a Word document", ErrNotText)
		}
	}
	switch {
	case what == "":
		return nil, fmt.Errorf("%w but a zip archive; unpack it and import the files in it", ErrNotText)
	case total > maxUnzipped:
		return nil, fmt.Errorf("%w: %d MB unpacked, and the limit for XLSX is %d; save it as CSV", ErrTooLarge, total>>20, maxUnzipped>>20)
	}
	return archive.File, nil
}

// large says that a part does not stay in memory.
func (p parts) large() bool {
	return slices.ContainsFunc(p, func(f *zip.File) bool { return f.UncompressedSize64 > maxUnzippedPart })
}

// whole refuses a workbook one of whose sheets is not XML to the end of its
// rows, such as one with a bare & in a cell: excelize takes what cannot be read
// there for the end, and the rows behind it would be missing without a word.
func (p parts) whole(charset func(string, io.Reader) (io.Reader, error)) error {
	for _, part := range p {
		if !strings.HasSuffix(strings.ToLower(part.Name), ".xml") {
			continue
		}
		if err := wholeSheet(part, charset); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrDamaged, part.Name, err)
		}
	}
	return nil
}

// wholeSheet reads a part to the end of its rows; one that is no sheet has none.
func wholeSheet(part *zip.File, charset func(string, io.Reader) (io.Reader, error)) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	d.CharsetReader = charset
	for sheet := false; ; {
		token, err := d.Token()
		switch t := token.(type) {
		case xml.StartElement:
			if sheet = sheet || t.Name.Local == "worksheet"; !sheet {
				return nil
			}
		case xml.EndElement:
			if t.Name.Local == "sheetData" {
				return nil
			}
		}
		switch {
		case !sheet && err != nil, errors.Is(err, io.EOF):
			return nil // no sheet, or one without rows
		case err != nil:
			return err
		}
	}
}
