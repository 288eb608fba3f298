package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migration is one step of the schema; the version after it is its place in
// the list, from 1.
type migration struct{ name, sql string }

func migrations() []migration {
	list, err := readMigrations(embedded)
	if err != nil {
		panic(err) // the program was built wrong
	}
	return list
}

// readMigrations reads migrations/NNNN_*.sql, which are numbered from 1
// without a gap.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var list []migration
	for i, name := range names { // in order of their names
		var n int
		if _, err := fmt.Sscanf(path.Base(name), "%04d_", &n); err != nil || n != i+1 {
			return nil, fmt.Errorf("%s: migration %d is missing", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list = append(list, migration{path.Base(name), string(text)})
	}
	return list, nil
}

// migrate brings the file to the newest schema. All of it is one transaction,
// so that the file is old or new and never between; before a file that holds
// something is changed, a checked copy of it lies in the backup folder.
func (s *Store) migrate() error {
	var version int
	if err := s.writer.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version == len(s.set.migrations) {
		return nil
	}
	return s.write(context.Background(), "bring the file up to date", func(tx *sql.Tx) error {
		// Another halfhour may have been quicker.
		if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		if version >= len(s.set.migrations) {
			return nil
		}
		if version > 0 {
			// The transaction holds the write lock, so the copy is exactly what
			// the migration will change.
			if err := s.backUpBefore(version + 1); err != nil {
				return err
			}
		}
		for _, m := range s.set.migrations[version:] {
			if _, err := tx.Exec(m.sql); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(s.set.migrations)))
		return err
	})
}
