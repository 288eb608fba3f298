package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

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
	_, _ = p.out.Write([]byte(b.String() + "]\n"))
	return nil
}

func marshal(item any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(item); err != nil {
		return "", err
	}
	return safe.JSON(strings.TrimSuffix(b.String(), "\n")), nil
}
