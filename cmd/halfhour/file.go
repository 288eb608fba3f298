package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/disk"
)

// fileExists says whether there is a file already.
func fileExists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// errNoFile says that there is nothing to read yet.
type errNoFile struct{ path string }

func (e *errNoFile) Error() string {
	return fmt.Sprintf("there are no deals yet (%s does not exist): %s", e.path, bringsIn)
}

// openToWrite opens the file as openForScreen does, and makes the day's copy
// meanwhile.
func (p *program) openToWrite(ctx context.Context) (*store.Store, error) {
	st, err := p.openForScreen(ctx)
	if err != nil {
		return nil, err
	}
	st.CopyDaily(ctx, func(err error) { p.say("%s; halfhour goes on without it", err) })
	return st, nil
}

// openForScreen opens the file, makes it if it has to, and stores what the flags
// say of who is at the keyboard. The desk makes the day's copy.
func (p *program) openForScreen(ctx context.Context) (*store.Store, error) {
	path := p.path()
	open := disk.OthersMay(path)
	st, err := store.Open(path)
	if err != nil {
		return nil, err
	}
	if open && !disk.OthersMay(path) {
		p.say("other users could read %s until now; only you can from here on", path)
	}
	if err := p.remember(ctx, st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// openToRead opens the file without a lock for those who only look. It is
// opened for writing when the flags have something to remember, or when it has
// to be brought up to date.
func (p *program) openToRead(ctx context.Context) (*store.Store, error) {
	if p.name != "" || p.role != "" || p.currency != "" {
		return p.openToWrite(ctx)
	}
	path := p.path()
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &errNoFile{path}
	}
	st, err := store.OpenReadOnly(path)
	if errors.Is(err, store.ErrOlder) {
		return store.Open(path)
	}
	return st, err
}

// remember stores --me, --role and --currency.
func (p *program) remember(ctx context.Context, st *store.Store) error {
	me, known, err := st.Me(ctx)
	if err != nil {
		return err
	}
	if p.name == "" && p.role != "" && !known {
		return misuse("--role says what somebody is: name them too, as in --me \"Dana Lee\" --role %s", p.role)
	}
	role, _ := agenda.ParseRole(p.role) // checked already
	if p.name != "" {
		if me, err = introduce(ctx, st, p.name, role); err != nil {
			return err
		}
	} else if role != "" && me.Role != role {
		if err := st.SetRole(ctx, me.ID, role); err != nil {
			return err
		}
	}
	return setHome(ctx, st, p.currency)
}

func setHome(ctx context.Context, st *store.Store, code string) error {
	if code == "" {
		return nil
	}
	home, err := st.HomeCurrency(ctx)
	if err != nil || home == code || home == "" && code == agenda.NoCurrency {
		return err
	}
	return st.SetHomeCurrency(ctx, code)
}

// introduce stores who is at the keyboard. Somebody known keeps their role
// unless another is given; somebody new without one is a manager.
func introduce(ctx context.Context, st *store.Store, name string, role agenda.Role) (agenda.Person, error) {
	me, err := st.PersonByName(ctx, name)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if role == "" {
			role = agenda.Manager
		}
		me, err = st.AddPerson(ctx, agenda.Person{Name: name, Role: role})
	case err == nil && role != "" && me.Role != role:
		err = st.SetRole(ctx, me.ID, role)
		me.Role = role
	}
	if err != nil {
		return me, err
	}
	return me, st.SetMe(ctx, me.ID)
}

// introduceAccount takes the account for who is at the keyboard while nobody
// has said so, aloud. On a terminal nobody is taken for anybody: the first
// review asks.
func (p *program) introduceAccount(ctx context.Context, st *store.Store) error {
	if _, known, err := st.Me(ctx); err != nil || known || p.onTerminal() {
		return err
	}
	me, err := introduce(ctx, st, accountName(), "")
	if err != nil {
		return err
	}
	p.say("you are %s, %s; to change that: halfhour --me \"Your Name\" --role rep --currency EUR people", me.Name, me.Role)
	return nil
}

// accountName is who the computer says is at the keyboard: the full name, or
// the login.
func accountName() string {
	u, err := user.Current()
	if err != nil {
		return "Me"
	}
	// Unix keeps office and telephone numbers behind commas.
	name, _, _ := strings.Cut(u.Name, ",")
	login := u.Username[strings.LastIndexByte(u.Username, '\\')+1:] // Windows puts the domain first
	for _, candidate := range []string{strings.TrimSpace(name), login} {
		if candidate != "" {
			return candidate
		}
	}
	return "Me"
}

// shortest returns how many characters from the end of ids are enough to tell
// them apart, at least six.
func shortest(ids []string) int {
	n := 6
	for ; n < 36; n++ {
		seen := make(map[string]bool, len(ids))
		for _, id := range ids {
			seen[ending(id, n)] = true
		}
		if len(seen) == len(ids) {
			break
		}
	}
	return n
}

// ending is the last n characters of an id; ids of one minute begin alike.
func ending(id string, n int) string { return id[max(len(id)-n, 0):] }
