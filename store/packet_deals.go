package store

import (
	"database/sql"
	"errors"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// shapeOfPacket is the kind of file that brings deals which no export has
// brought yet.
const shapeOfPacket = "packet"

// meetDeal finds the deal that a packet speaks of: by the CRM's id, else by
// name, account and created date, else by name, account and owner. One that is
// not here is kept, as gone, until an export brings it.
func meetDeal(tx *sql.Tx, d packet.Deal, owner string, report *PacketReport) (string, error) {
	created, err := agenda.ParseDate(d.Created)
	if d.Created == "" {
		created, err = 0, nil
	}
	if err != nil {
		return "", err
	}
	var hashed digest
	key := hashed.matchKey(d.Name, d.Account)
	id, kept, err := findDeal(tx, d, key, created, owner)
	if err != nil {
		return "", err
	}
	if id == "" {
		id, err = keepDeal(tx, d, key, created, owner)
		kept = true
	}
	if kept {
		report.Unknown = append(report.Unknown, d)
	}
	return id, err
}

// findDeal returns the deal that is meant, and whether no export has brought it
// yet; "" when there is none. Of several equal ones it is the first.
func findDeal(tx *sql.Tx, d packet.Deal, key int64, created agenda.Date, owner string) (id string, kept bool, err error) {
	const from = `SELECT d.id, s.shape = '` + shapeOfPacket + `' FROM deal d JOIN source s ON s.id = d.source_id WHERE `
	const sameCRM = `(s.crm = $2 OR s.crm = '' OR $2 = '')`
	// Two different CRM ids are two deals, however alike.
	const orNone = ` AND (d.crm_id = '' OR $1 = '' OR d.crm_id = $1 OR NOT ` + sameCRM + `)`
	const first = ` ORDER BY d.gone, d.id LIMIT 1`
	crmID := longID(d.CRMID)
	for _, way := range []struct {
		where string
		on    bool
	}{
		{`$1 <> '' AND d.crm_id <> '' AND (d.crm_id = $1 OR d.crm_id = $7) AND ` + sameCRM, d.CRMID != ""},
		{`d.match_key = $3 AND d.created = $4 AND $4 <> 0 AND COALESCE(d.owner_id, '') = $5` + orNone, true},
		{`d.match_key = $3 AND d.created = $4 AND $4 <> 0` + orNone, true},
		{`d.match_key = $3 AND COALESCE(d.owner_id, '') = $5 AND (d.created = 0 OR $4 = 0)` + orNone, true},
		// An account that one export names and another has by its id.
		{`d.name = $8 AND ` + accountName + ` = $6 AND (d.created = $4 OR (d.created = 0 OR $4 = 0) AND COALESCE(d.owner_id, '') = $5)` + orNone, true},
	} {
		if !way.on {
			continue
		}
		err := tx.QueryRow(from+way.where+first, d.CRMID, d.CRM, key, int(created), owner, d.Account, crmID, d.Name).Scan(&id, &kept)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, kept, err
		}
	}
	return "", false, nil
}

// keepDeal writes down a deal that is only spoken of. An export that brings it
// finds it by the same rules.
func keepDeal(tx *sql.Tx, d packet.Deal, key int64, created agenda.Date, owner string) (string, error) {
	var source, brought int64
	if err := tx.QueryRow(`INSERT INTO source (crm, shape) VALUES ($1, $2) ON CONFLICT (crm, shape) DO UPDATE SET crm = excluded.crm RETURNING id`,
		d.CRM, shapeOfPacket).Scan(&source); err != nil {
		return "", err
	}
	err := tx.QueryRow(`SELECT id FROM import WHERE source_id = $1`, source).Scan(&brought)
	if errors.Is(err, sql.ErrNoRows) {
		// It is older than every export, so that it tells none of them anything.
		err = tx.QueryRow(`INSERT INTO import (source_id, name, hash, at, today, taken_in, sure, covers) VALUES ($1, $2, '', 0, 0, 0, 0, '') RETURNING id`,
			source, shapeOfPacket).Scan(&brought)
	}
	if err != nil {
		return "", err
	}
	id := NewID()
	_, err = tx.Exec(`INSERT INTO deal (id, source_id, import_id, crm_id, match_key, row_hash, name, account, owner_id, pipeline, stage, step, status,
		amount, currency, close_date, created, stage_since, last_activity, activity_kind, next_step, next_step_date, probability, forecast, modified, extra, gone)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, '', '', 0, 'open', 0, '', 0, $9, 0, 0, '', '', 0, -1, '', 0, '', 1)`,
		id, source, brought, d.CRMID, key, d.Name, d.Account, orNull(owner), int(created))
	return id, err
}
