package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"halfhour/agenda/safe"
)

// printJSON prints a list as one array, an object a line. What a terminal
// might obey is written as \u escapes; the values stay what they are.
func printJSON[T any](p *program, list []T) error {
	var b strings.Builder
	b.WriteString("[")
	for i, item := range list {
		if i > 0 {
			b.WriteString(",")
		}
		text, err := marshal(item)
		if err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
		b.WriteString("\n  " + text)
	}
	if len(list) > 0 {
		b.WriteString("\n")
	}
	p.printf("%s]\n", b.String())
	return nil
}

func marshal(item any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(item); err != nil {
		return "", err
	}
	return escaped(strings.TrimSuffix(b.String(), "\n")), nil
}

// escaped writes the characters of a JSON text that are not fit for a terminal
// as \u escapes; they can only stand in strings.
func escaped(text string) string {
	if string(safe.Line(text)) == text {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch one := string(r); {
		case r < 0x80 && r != 0x7f, string(safe.Line("a"+one)) == "a"+one:
			b.WriteString(one)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
