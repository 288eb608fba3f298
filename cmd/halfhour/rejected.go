package main

import (
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

// mostShown is how many rows are shown one by one.
const mostShown = 5

// keepRejected shows the rows that nobody could read and writes them down; a dry
// run only shows them.
func (j *job) keepRejected(e *export, n int, rows []crm.Rejected) error {
	if n == 0 {
		return nil
	}
	if !j.o.dry {
		return j.p.keepRejected(e, store.Report{Rejected: n, RejectedRows: rows})
	}
	j.p.showRejected(n, rows)
	return nil
}

// keepRejected shows the first rows that nobody could read, and writes all of
// them into the current directory.
func (p *program) keepRejected(e *export, r store.Report) error {
	p.showRejected(r.Rejected, r.RejectedRows)
	name, err := writeNumbered(".", rejectedName(e.source.name), func(w io.Writer) error {
		return crm.WriteRejected(w, e.headers(), r.RejectedRows)
	})
	if err != nil {
		return fmt.Errorf("%s could not be written here: %w; import again from a folder you can write to", agenda.Counted(r.Rejected, "rejected row"), err)
	}
	p.printf("%s in %s: mend them there, then halfhour import %s\n", agenda.Counted(r.Rejected, "rejected row"), safe.Line(name), safe.Line(name))
	return nil
}

// showRejected shows the first of n rows that nobody could read.
func (p *program) showRejected(n int, rows []crm.Rejected) {
	p.printf("\n")
	for _, row := range rows[:min(len(rows), mostShown)] {
		p.printf("  %s\n", safe.Line(row.Error()))
	}
	if more := n - mostShown; more > 0 {
		p.printf("  and %s more\n", agenda.Count(more))
	}
}

var rejectedAgain = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.rejected(-\d+)?$`) })

// rejectedName is the file for the rows of path that nobody could read. Those
// of a mended file keep its name, with a number.
func rejectedName(path string) string {
	base := filepath.Base(path)
	base = strings.TrimSuffix(base, filepath.Ext(base))
	const most = 200 // bytes; a file's name has up to 255
	return atMost(rejectedAgain().ReplaceAllString(base, ""), most) + ".rejected.csv"
}
