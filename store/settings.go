package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"halfhour/agenda"
)

const (
	settingMe       = "me"
	settingCurrency = "home_currency"
)

// Me returns who uses this file; found is false before SetMe.
func (s *Store) Me(ctx context.Context) (me agenda.Person, found bool, err error) {
	err = s.read(ctx, "find who I am", func(tx *sql.Tx) error {
		id, err := setting(tx, settingMe)
		if err != nil || id == "" {
			return err
		}
		me, err = person(tx, id)
		found = err == nil
		return err
	})
	return me, found, err
}

// SetMe says who uses this file: a person's id.
func (s *Store) SetMe(ctx context.Context, id string) error {
	return s.write(ctx, "remember who I am", func(tx *sql.Tx) error {
		if _, err := person(tx, id); err != nil {
			return err
		}
		return setSetting(tx, settingMe, id)
	})
}

// HomeCurrency returns the ISO 4217 code that amounts without a currency take;
// "" while none is set.
func (s *Store) HomeCurrency(ctx context.Context) (code string, err error) {
	err = s.read(ctx, "find the home currency", func(tx *sql.Tx) error {
		code, err = setting(tx, settingCurrency)
		return err
	})
	return code, err
}

// OnlyCurrency returns the currency of all deals that have one; "" when there
// is none, or more than one.
func (s *Store) OnlyCurrency(ctx context.Context) (code string, err error) {
	err = s.read(ctx, "find the deals' currency", func(tx *sql.Tx) error {
		var least, most sql.NullString
		err := tx.QueryRow(`SELECT min(currency), max(currency) FROM deal WHERE currency <> ''`).Scan(&least, &most)
		if least == most {
			code = least.String
		}
		return err
	})
	return code, err
}

// SetHomeCurrency sets it. Amounts stored without a currency, those of the
// deals' history too, become as many major units of it: 84,000 becomes
// $84,000 or ¥84,000. Amounts with a currency stay as they are.
func (s *Store) SetHomeCurrency(ctx context.Context, code string) error {
	if !agenda.ValidCurrency(code) || code == agenda.NoCurrency {
		return fmt.Errorf("set the home currency: %w", agenda.NoSuchCurrency(code))
	}
	return s.write(ctx, "set the home currency", func(tx *sql.Tx) error {
		if err := setSetting(tx, settingCurrency, code); err != nil {
			return err
		}
		return nameCurrency(tx, code)
	})
}

// nameCurrency gives amounts without a currency one.
func nameCurrency(tx *sql.Tx, code string) error {
	up, down := rescale(code)
	for _, c := range []struct{ table, amount, currency, only string }{
		{"deal", "amount", "currency", ""},
		{"deal_change", "old_number", "old_text", " AND field = 'amount'"},
		{"deal_change", "new_number", "new_text", " AND field = 'amount'"},
		{"quota", "amount", "currency", ""},
		{"fix", "number", "text", " AND field = 'amount'"},
		{"fix", "was_number", "was_text", " AND field = 'amount'"},
	} {
		// Whole-number division cuts: half of the divisor first rounds half away
		// from zero.
		_, err := tx.Exec(fmt.Sprintf(`UPDATE %[1]s SET %[3]s = $1,
			%[2]s = (%[2]s * $2 + CASE WHEN %[2]s < 0 THEN -$3 / 2 ELSE $3 / 2 END) / $3
			WHERE %[3]s = $4%[4]s`, c.table, c.amount, c.currency, c.only),
			code, up, down, agenda.NoCurrency)
		if err != nil {
			return err
		}
	}
	return countNorms(tx)
}

// rescale returns by how much to multiply and divide minor units of a plain
// number to get minor units of a currency.
func rescale(code string) (up, down int64) {
	up, down = 1, 1
	switch by := agenda.Digits(code) - agenda.Digits(agenda.NoCurrency); {
	case by > 0:
		up = int64(math.Pow10(by))
	case by < 0:
		down = int64(math.Pow10(-by))
	}
	return up, down
}

// inCurrency returns an amount without a currency in the home currency.
func inCurrency(m agenda.Money, home string) agenda.Money {
	if m.Currency != agenda.NoCurrency || home == "" {
		return m
	}
	up, down := rescale(home)
	half := down / 2
	if m.Minor < 0 {
		half = -half
	}
	return agenda.Money{Minor: (m.Minor*up + half) / down, Currency: home}
}

// setting returns a setting's value, "" when it was never set.
func setting(tx *sql.Tx, key string) (value string, err error) {
	err = tx.QueryRow(`SELECT value FROM setting WHERE key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

func setSetting(tx *sql.Tx, key, value string) error {
	_, err := tx.Exec(`INSERT INTO setting (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
