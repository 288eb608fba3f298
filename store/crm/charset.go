package crm

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// charset is the encoding of a text file.
type charset struct {
	name string
	enc  encoding.Encoding // nil for UTF-8 that was checked, which needs no decoding
	skip int64             // bytes of the byte order mark
	seen bool              // found by looking at letters, which may deceive
}

// charsets are the names that Options.Encoding knows, folded.
var charsets = map[string]charset{
	"utf8":        {name: "UTF-8", enc: unicode.UTF8BOM},
	"utf8bom":     {name: "UTF-8", enc: unicode.UTF8BOM},
	"utf16":       {name: "UTF-16", enc: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	"utf16le":     {name: "UTF-16LE", enc: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	"utf16be":     {name: "UTF-16BE", enc: unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
	"windows1252": {name: "Windows-1252", enc: charmap.Windows1252},
	"cp1252":      {name: "Windows-1252", enc: charmap.Windows1252},
	"ansi":        {name: "Windows-1252", enc: charmap.Windows1252},
	"latin1":      {name: "Latin-1", enc: charmap.ISO8859_1},
	"iso88591":    {name: "Latin-1", enc: charmap.ISO8859_1},
	"gb18030":     {name: "GB18030", enc: simplifiedchinese.GB18030},
	"gbk":         {name: "GB18030", enc: simplifiedchinese.GB18030},
	"gb2312":      {name: "GB18030", enc: simplifiedchinese.GB18030},
	"cp936":       {name: "GB18030", enc: simplifiedchinese.GB18030},
	"big5":        {name: "Big5", enc: traditionalchinese.Big5},
	"cp950":       {name: "Big5", enc: traditionalchinese.Big5},
	"eucjp":       {name: "EUC-JP", enc: japanese.EUCJP},
	"euckr":       {name: "EUC-KR", enc: korean.EUCKR},
	"cp949":       {name: "EUC-KR", enc: korean.EUCKR},
	"uhc":         {name: "EUC-KR", enc: korean.EUCKR},
	"windows1254": {name: "Windows-1254", enc: charmap.Windows1254},
	"cp1254":      {name: "Windows-1254", enc: charmap.Windows1254},
	"windows1253": {name: "Windows-1253", enc: charmap.Windows1253},
	"cp1253":      {name: "Windows-1253", enc: charmap.Windows1253},
	"windows1250": {name: "Windows-1250", enc: charmap.Windows1250},
	"cp1250":      {name: "Windows-1250", enc: charmap.Windows1250},
	"windows1251": {name: "Windows-1251", enc: charmap.Windows1251},
	"cp1251":      {name: "Windows-1251", enc: charmap.Windows1251},
	"latin9":      {name: "Latin-9", enc: charmap.ISO8859_15},
	"iso885915":   {name: "Latin-9", enc: charmap.ISO8859_15},
	"macintosh":   {name: "Mac Roman", enc: charmap.Macintosh},
	"macroman":    {name: "Mac Roman", enc: charmap.Macintosh},
	"shiftjis":    {name: "Shift-JIS", enc: japanese.ShiftJIS},
	"sjis":        {name: "Shift-JIS", enc: japanese.ShiftJIS},
	"cp932":       {name: "Shift-JIS", enc: japanese.ShiftJIS},
}

func charsetNamed(name string) (charset, error) {
	if c, ok := charsets[fold(name)]; ok {
		return c, nil
	}
	return charset{}, fmt.Errorf("%w: encoding %q; known are UTF-8, UTF-16, Windows-1252, Latin-1, GB18030, Big5 and Shift-JIS", ErrOptions, name)
}

// decode reads src from its start as UTF-8.
func (c charset) decode(src io.ReadSeeker) (io.Reader, error) {
	if _, err := src.Seek(c.skip, io.SeekStart); err != nil {
		return nil, err
	}
	if c.enc == nil {
		return src, nil
	}
	return c.enc.NewDecoder().Reader(src), nil
}

// look finds the encoding of a text file by looking at all of it: by its byte
// order mark, else UTF-8 where everything is, else what guess says.
func look(src io.ReadSeeker) (charset, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(src, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return charset{}, err
	}
	head = head[:n]
	var skip int64
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		skip = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return withSkip(charsets["utf16le"], 2), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return withSkip(charsets["utf16be"], 2), nil
	}
	if c, ok := wideText(head); ok {
		return c, nil
	}
	if what := binary(head); what != "" {
		return charset{}, fmt.Errorf("%w but %s", ErrNotText, what)
	}
	strange, err := notUTF8(src, skip)
	switch {
	case err != nil:
		return charset{}, err
	case strange == nil:
		return charset{name: "UTF-8", skip: skip}, nil
	case skip > 0 || mostlyUTF8(strange):
		return withSkip(charsets["utf8"], skip), nil
	}
	c := charsets[guess(strange)]
	c.seen = true
	return c, nil
}

func withSkip(c charset, n int64) charset {
	c.skip = n
	return c
}

// wideText recognises UTF-16 without a byte order mark: Latin text in it has a
// zero in every other byte.
func wideText(head []byte) (charset, bool) {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	switch {
	case pairs < 4:
	case zeros[1] > pairs*6/10 && zeros[0] < pairs/10:
		return charsets["utf16le"], true
	case zeros[0] > pairs*6/10 && zeros[1] < pairs/10:
		return charsets["utf16be"], true
	}
	return charset{}, false
}

// notUTF8 returns nil when everything after skip bytes is UTF-8, else a sample
// of the pieces of the file that are not plain ASCII.
func notUTF8(src io.ReadSeeker, skip int64) (strange []byte, err error) {
	if _, err := src.Seek(skip, io.SeekStart); err != nil {
		return nil, err
	}
	const sample = 256 << 10
	buf := make([]byte, 64<<10)
	kept, valid := 0, true
	for {
		n, err := src.Read(buf[kept:])
		b := buf[:kept+n]
		whole := len(b)
		if err == nil {
			whole = completeRunes(b)
		}
		if !ascii(b[:whole]) {
			valid = valid && utf8.Valid(b[:whole])
			if len(strange) < sample {
				strange = append(strange, b[:whole]...)
			}
			if !valid && len(strange) >= sample {
				return strange, nil
			}
		}
		kept = copy(buf, b[whole:])
		switch {
		case err == io.EOF && valid:
			return nil, nil
		case err == io.EOF:
			return strange, nil
		case err != nil:
			return nil, err
		}
	}
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// completeRunes returns the length of b without a rune that is cut off at its
// end.
func completeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax, len(b)); i++ {
		at := len(b) - i
		if utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return at
			}
			break
		}
	}
	return len(b)
}
