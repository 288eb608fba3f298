// Package packet is a review as one file: a prep, or a finished review with its
// actions, carried from one computer to another and back.
//
// A Packet's Content names deals by what their CRM says of them and people by
// their names, never by ids of one computer alone. What was said in a review is
// a list of Things: an answer, a note, an action. A Thing has Versions, with ids
// of their own. An edit replaces the versions that its author saw; where two
// people each replaced the same one, both versions stand until somebody picks.
// So Merge gives the same, in whatever order packets come and however often.
package packet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"halfhour/agenda"
)

// Schema is the version of the file that this program writes.
const Schema = 1

// Content is what a packet carries. Deals and people are referred to by
// Deal.Ref and by name.
type Content struct {
	MadeAt  time.Time `json:"made_at"`
	MadeBy  string    `json:"made_by"`
	People  []Person  `json:"people"`
	Deals   []Deal    `json:"deals"`
	Reviews []Review  `json:"reviews"`
	Fixes   []Fix     `json:"fixes,omitempty"`
}

// Person is somebody whom the content names.
type Person struct {
	Name  string      `json:"name"`
	Role  agenda.Role `json:"role"`
	Email string      `json:"email,omitempty"`
}

// Deal says which deal is meant.
type Deal struct {
	Ref     string `json:"ref"`
	CRM     string `json:"crm,omitempty"`
	CRMID   string `json:"crm_id,omitempty"`
	Name    string `json:"name"`
	Account string `json:"account,omitempty"`
	Owner   string `json:"owner,omitempty"`
	Created string `json:"created,omitempty"` // YYYY-MM-DD
}

// Review is one review. What changes of it is in its Things, the meeting itself
// included.
type Review struct {
	ID     string   `json:"id"`
	Rep    string   `json:"rep"`
	With   []string `json:"with,omitempty"`
	Things []Thing  `json:"things"`
}

// Fix is what a person says is right in a field of a deal; see agenda.Fix.
type Fix struct {
	ID       string       `json:"id"`
	Deal     string       `json:"deal"`
	Field    agenda.Field `json:"field"`
	Value    string       `json:"value"`
	Was      string       `json:"crm_said,omitempty"`
	Author   string       `json:"author,omitempty"`
	At       time.Time    `json:"at"`
	Review   string       `json:"review,omitempty"` // in which it was said
	Replaced bool         `json:"replaced,omitempty"`
}

// file is a packet as it is written.
type file struct {
	Halfhour string          `json:"halfhour"`
	Schema   int             `json:"schema"`
	Checksum string          `json:"checksum"`
	Content  json.RawMessage `json:"content"`
}

const magic = "packet"

// Write writes a packet that people can read.
func Write(w io.Writer, c Content) error {
	content, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write a packet: %w", err)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(file{magic, Schema, checksum(content), content})
}

// MostBytes is how large a packet may be.
const MostBytes = 16 << 20

// What is wrong with a file that is no packet, or not a whole one.
var (
	ErrNotAPacket = errors.New("this is not a halfhour packet")
	ErrDamaged    = errors.New("the packet was changed or cut short on its way: its checksum is not right; ask for it again")
	ErrNewer      = errors.New("a newer halfhour wrote this packet: update this one first")
	ErrTooLarge   = fmt.Errorf("a packet has at most %d MB", MostBytes>>20)
)

// Read reads a packet and checks everything about it.
func Read(r io.Reader) (Content, error) {
	var c Content
	text, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	switch {
	case err != nil:
		return c, err
	case len(text) > MostBytes:
		return c, ErrTooLarge
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil || f.Halfhour != magic {
		return c, ErrNotAPacket
	}
	if f.Schema > Schema {
		return c, ErrNewer
	}
	var whole bytes.Buffer
	if err := json.Compact(&whole, f.Content); err != nil || checksum(whole.Bytes()) != f.Checksum {
		return c, ErrDamaged
	}
	if err := json.Unmarshal(f.Content, &c); err != nil {
		return c, fmt.Errorf("the packet cannot be read: %w", err)
	}
	return c, c.check()
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}
