package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/settings"
)

const settingSettings = "settings"

// Settings returns what the team set for itself, with the home currency's name
// in its amounts.
func (s *Store) Settings(ctx context.Context) (set settings.Settings, err error) {
	err = s.read(ctx, "read the settings", func(tx *sql.Tx) error {
		set, err = settingsOf(tx)
		return err
	})
	return set, err
}

func settingsOf(tx *sql.Tx) (settings.Settings, error) {
	text, err := setting(tx, settingSettings)
	if err != nil || text == "" {
		return settings.Default(), err
	}
	// Names were checked when they were taken; people and stages may be called
	// otherwise since.
	set, err := settings.Parse([]byte(text), settings.Known{})
	if err != nil {
		return set, fmt.Errorf("the settings in this file: %w; halfhour settings edit mends them", err)
	}
	home, err := setting(tx, settingCurrency)
	for i, q := range set.Quotas {
		set.Quotas[i].Amount = inCurrency(q.Amount, home)
	}
	return set, err
}

// SettingsText returns the settings as they were written; the explained
// defaults while nobody wrote any.
func (s *Store) SettingsText(ctx context.Context) (text []byte, err error) {
	err = s.read(ctx, "read the settings", func(tx *sql.Tx) error {
		text, err = settingsText(tx)
		return err
	})
	return text, err
}

func settingsText(tx *sql.Tx) ([]byte, error) {
	text, err := setting(tx, settingSettings)
	if text == "" {
		return settings.Defaults(), err
	}
	return []byte(text), err
}

// SetSettings takes a text in place of another; refused with agenda.ErrChanged
// when that is no longer what holds, with a *tomlfile.Mistake when something in
// it makes no sense.
func (s *Store) SetSettings(ctx context.Context, was, text []byte) error {
	return s.write(ctx, "change the settings", func(tx *sql.Tx) error {
		now, err := settingsText(tx)
		if err != nil {
			return err
		}
		if string(now) != string(was) {
			return agenda.ErrChanged
		}
		known, err := knownNames(tx)
		if err != nil {
			return err
		}
		if _, err := settings.Parse(text, known); err != nil {
			return err
		}
		return setSetting(tx, settingSettings, string(text))
	})
}

// knownNames knows the people and stages of a file.
func knownNames(tx *sql.Tx) (settings.Known, error) {
	process, err := processOf(tx)
	if err != nil {
		return settings.Known{}, err
	}
	stages := map[string]bool{}
	err = each(tx, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		stages[strings.ToLower(name)] = true
		return err
	}, `SELECT DISTINCT name FROM stage`)
	for _, stage := range process.All() {
		stages[strings.ToLower(stage.Name)] = true
	}
	return settings.Known{
		Rep: func(name string) bool {
			_, err := called(tx, name)
			return !errors.Is(err, ErrNotFound)
		},
		Stage: func(name string) bool { return stages[strings.ToLower(name)] },
	}, err
}

// ratesOf are the user's exchange rates.
func ratesOf(tx *sql.Tx, set settings.Settings) (agenda.Rates, error) {
	home, err := setting(tx, settingCurrency)
	return agenda.Rates{Home: home, Per: set.Rates}, err
}
