package crm

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// wholeSheets refuses a workbook one of whose sheets is not XML to the end of its
// rows, such as one with a bare & in a cell: excelize takes what cannot be read
// there for the end, and the rows behind it would be missing without a word.
func wholeSheets(src io.ReadSeeker, size int64, charset func(string, io.Reader) (io.Reader, error)) error {
	archive, err := zip.NewReader(readerAt{src}, size)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for _, part := range archive.File {
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
