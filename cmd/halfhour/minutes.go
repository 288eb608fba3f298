package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/store/disk"
)

// minutesFolder stands beside the file and has the minutes of every review.
const minutesFolder = "reviews"

// writeMinutes writes the minutes of a finished review and returns where they
// are.
func (d *desk) writeMinutes(r agenda.Review, b agenda.Briefing) (string, error) {
	release, err := d.hold()
	if err != nil {
		return "", err
	}
	defer release()
	folder := filepath.Join(filepath.Dir(d.st.Path()), minutesFolder)
	if err := disk.PrivateFolder(folder); err != nil {
		return "", err
	}
	name, err := writeNumbered(folder, minutesName(r.Today, b.RepNames()), func(w io.Writer) error { return writeMinutes(w, r, b) })
	if err != nil {
		return "", fmt.Errorf("write into %s: %w", folder, err)
	}
	d.minutes = filepath.Join(folder, name)
	// What was parked goes by mail: a draft for each person lies beside the minutes.
	for _, mail := range minutes.ParkedMails(r, b, d.now().Round(0)) {
		if _, err := writeNumbered(folder, parkedName(r, mail)+minutes.EML.Ext(), mail.Write); err != nil {
			return d.minutes, fmt.Errorf("write into %s: %w", folder, err)
		}
	}
	return d.minutes, nil
}

// parkedName is the name, without its ending, of the mail about parked topics.
func parkedName(r agenda.Review, mail minutes.Mail) string {
	return fileWords(r.Today.String() + " parked for " + mail.To.Name)
}

// minutesName is the name of a review's file: the date and the reps.
func minutesName(day agenda.Date, reps string) string {
	return fileWords(day.String()+" "+reps) + ".md"
}

// fileWords is a text as a part of a file's name: its letters and digits, with -
// between its words, and no longer than a number and an ending fit behind it.
func fileWords(text string) string {
	const most = 96 // bytes
	words := strings.FieldsFunc(norm.NFC.String(agenda.Fold(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return atMost(strings.Join(words, "-"), most)
}

// atMost is the beginning of a name, of so many bytes, with no character cut.
func atMost(name string, bytes int) string {
	name = name[:min(len(name), bytes)]
	for len(name) > 0 {
		if last, size := utf8.DecodeLastRuneInString(name); last != utf8.RuneError || size > 1 {
			break
		}
		name = name[:len(name)-1]
	}
	return name
}
