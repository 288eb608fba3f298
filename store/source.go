package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"halfhour/agenda"
)

// LastExport is the newest export of a kind that came in.
type LastExport struct {
	Name     string
	AsOf     time.Time // when it was made
	Sure     bool      // that is known, not guessed
	FileTime time.Time // when its file was written; zero when not known
}

// LastExport returns the newest export of a kind, by CRM and shape; found is
// false when none came in.
func (s *Store) LastExport(ctx context.Context, crm, shape string) (last LastExport, found bool, err error) {
	err = s.read(ctx, "find the last export of a kind", func(tx *sql.Tx) error {
		err := tx.QueryRow(`SELECT i.name, i.at, i.sure, i.file_at FROM import i JOIN source s ON s.id = i.source_id
			WHERE s.crm = $1 AND s.shape = $2 ORDER BY i.at DESC, i.id DESC LIMIT 1`, crm, shape).
			Scan(&last.Name, instant{&last.AsOf}, &last.Sure, instant{&last.FileTime})
		found = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return err
	})
	return last, found, err
}

// FirstOf returns when a file with this hash was taken in first, zero for never.
func (s *Store) FirstOf(ctx context.Context, hash string) (at time.Time, err error) {
	return at, s.read(ctx, "look for a file that came in before", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT min(at) FROM import WHERE hash = $1 AND hash <> ''`, hash).Scan(instant{&at})
	})
}

// addImport writes an import down with the deals that it should hold.
func (st *staging) addImport(tx *sql.Tx, source int64) (id int64, err error) {
	covers := " "
	for _, f := range st.covered() {
		covers += string(f.name) + " "
	}
	err = tx.QueryRow(`INSERT INTO import (source_id, name, hash, at, today, taken_in, sure, file_at, covers)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		source, st.src.Name, st.src.Hash, st.src.AsOf.UnixMilli(), int(st.src.Today), st.src.Now.UnixMilli(),
		st.src.Sure, millis(st.src.FileTime), covers).Scan(&id)
	if err != nil {
		return 0, err
	}
	if st.src.Part {
		return id, sawNothing(tx, id)
	}
	owners, pipelines := false, false
	for _, f := range st.covered() {
		owners = owners || f.name == agenda.FieldOwner
		pipelines = pipelines || f.name == agenda.FieldPipeline
	}
	_, err = tx.Exec(`INSERT INTO import_scope (import_id, kind, value) SELECT $1, kind, value FROM import_holds
		WHERE kind = $2 OR kind = $3 AND $4 OR kind = $5 AND $6`, id, scopeOpen, scopeOwner, owners, scopePipeline, pipelines)
	return id, err
}

// The kinds of scope.
const (
	scopeOwner    = "owner"
	scopePipeline = "pipeline"
	scopeOpen     = "open"
)

// sawNothing keeps that an import should not have held any deal beside those
// that it told about.
func sawNothing(tx *sql.Tx, importID int64) error {
	_, err := tx.Exec(`DELETE FROM import_scope WHERE import_id = $1`, importID)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO import_scope (import_id, kind, value) VALUES ($1, $2, 'none')`, importID, scopeOpen)
	}
	return err
}

// KeepMissing takes the imports of a file, by its hash, for a part of what
// there is: the deals that they marked gone, and that are so still, are there as
// before. It returns how many.
func (s *Store) KeepMissing(ctx context.Context, hash string) (back int, err error) {
	const marked = `c.import_id = $1 AND c.field = 'gone' AND c.new_number = 1 AND NOT EXISTS (SELECT 1 FROM deal_change l
		WHERE l.deal_id = c.deal_id AND l.field = 'gone' AND (l.at, l.id) > (c.at, c.id))`
	err = s.write(ctx, "keep the deals that a part does not hold", func(tx *sql.Tx) error {
		var imports []int64
		if err := each(tx, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			imports = append(imports, id)
			return err
		}, `SELECT id FROM import WHERE hash = $1 AND hash <> ''`, hash); err != nil {
			return err
		}
		for _, id := range imports {
			result, err := tx.Exec(`UPDATE deal SET gone = 0 WHERE id IN (SELECT c.deal_id FROM deal_change c WHERE `+marked+`)`, id)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			back += int(n)
			if _, err := tx.Exec(`DELETE FROM deal_change AS c WHERE `+marked, id); err != nil {
				return err
			}
			if err := sawNothing(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return back, err
}

// note keeps that an export told nothing new, if it is one of a known moment
// that is not in the file yet: until then nothing had changed.
func (st *staging) note(tx *sql.Tx) error {
	if st.source == 0 || st.report.Deals == 0 || st.src.AsOf.Equal(st.src.Now) {
		return nil
	}
	var known bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM import WHERE source_id = $1 AND (at = $2 OR hash = $3 AND hash <> ''))`,
		st.source, st.src.AsOf.UnixMilli(), st.src.Hash).Scan(&known); err != nil || known {
		return err
	}
	_, err := st.addImport(tx, st.source)
	return err
}

// unwrite takes an import back that turned out to have told nothing.
func (st *staging) unwrite(tx *sql.Tx) error {
	for _, text := range []string{`DELETE FROM import_scope WHERE import_id = $1`, `DELETE FROM import WHERE id = $1`} {
		if _, err := tx.Exec(text, st.report.Import); err != nil {
			return err
		}
	}
	st.report.Import = 0
	return st.note(tx)
}

// laterImport is one that was made after the one that is coming in.
type laterImport struct {
	id, source, at int64
	today          agenda.Date
	scopes         string // the kinds that it has
}

// in is the condition that a deal with these values is one that the import
// should hold.
func (l laterImport) in(owner, pipeline, status string) string {
	text := "1 = 1"
	for _, s := range [][2]string{{scopeOwner, owner}, {scopePipeline, pipeline}, {scopeOpen, "CASE WHEN " + status + " = 'open' THEN '1' ELSE '0' END"}} {
		if strings.Contains(l.scopes, s[0]) {
			text += fmt.Sprintf(" AND EXISTS (SELECT 1 FROM import_scope s WHERE s.import_id = %d AND s.kind = '%s' AND s.value = %s)", l.id, s[0], s[1])
		}
	}
	return text
}

// laterImports returns the imports made after an instant, the oldest first.
func laterImports(tx *sql.Tx, at time.Time) ([]laterImport, error) {
	var list []laterImport
	return list, each(tx, func(scan func(...any) error) error {
		var l laterImport
		err := scan(&l.id, &l.source, &l.at, &l.today, &l.scopes)
		list = append(list, l)
		return err
	}, `SELECT i.id, i.source_id, i.at, i.today,
		COALESCE((SELECT string_agg(k.kind, ',') FROM (SELECT DISTINCT s.kind FROM import_scope s WHERE s.import_id = i.id) k), '')
		FROM import i WHERE i.at > $1 ORDER BY i.at, i.id`, at.UnixMilli())
}
