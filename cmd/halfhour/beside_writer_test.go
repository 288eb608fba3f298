package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Commands that only look neither wait for somebody who writes nor say a word
// about it, and take no lock themselves.
func TestLookingWhileSomebodyWrites(t *testing.T) {
	file := filepath.Join(t.TempDir(), "h.db")
	st, err := openDemo(context.Background(), file, testToday, testToday.Time().Add(15*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }() // a window that stays open, as while others look
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("UPDATE deal SET next_step = 'written halfway'"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{}, {"deals"}, {"actions"}, {"export", "actions"}, {"export", "review"}, {"people"}, {"hygiene"}, {"changes", "--since", "2026-11-01"}} {
		cmd := exec.Command("halfhour", args...)
		cmd.Env = append(os.Environ(), "HALFHOUR_DB="+file, "HALFHOUR_TODAY="+testToday.String())
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		start := time.Now()
		if err := cmd.Run(); err != nil {
			t.Errorf("%q: %v: %s", args, err, said.String())
		}
		if took := time.Since(start); took > 4*time.Second { // somebody who waits does so for five
			t.Errorf("%q took %s", args, took)
		}
		if text := out.String() + said.String(); strings.Contains(text, "halfway") || strings.Contains(text, "locked") || strings.Contains(text, "busy") {
			t.Errorf("%q: %s", args, text)
		}
	}
	if _, err := tx.Exec("UPDATE deal SET next_step = 'written wholly'"); err != nil {
		t.Errorf("they came in between: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Errorf("they came in between: %v", err)
	}
}
