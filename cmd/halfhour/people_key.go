package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
	"halfhour/tui/live"
)

func (p *program) keyCommand() *cobra.Command {
	var forget bool
	cmd := &cobra.Command{
		Use:   "key NAME [FILE.pub]",
		Short: "List somebody's SSH key: it lets them into shared reviews without a code",
		Long: `List the public SSH key of a rep or a manager. Whoever proves it comes into
their own shared reviews without a code. Without a file it says which keys are
listed; --forget forgets them.`,
		Example: `  halfhour people key "Ana Ruiz" ana.pub
  halfhour people key "Ana Ruiz"
  halfhour people key "Ana Ruiz" --forget`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 || forget && len(args) == 2 {
				return misuse("name a person and the file of their public key, as in: halfhour people key \"Ana Ruiz\" ana.pub")
			}
			return nil
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return p.completeNames(1)(cmd, args, typed)
			}
			return []string{"pub"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case forget:
				return p.forgetKeys(cmd.Context(), args[0])
			case len(args) == 1:
				return p.showKeys(cmd.Context(), args[0])
			}
			return p.listKey(cmd.Context(), args[0], args[1])
		},
	}
	cmd.Flags().BoolVar(&forget, "forget", false, "forget every key of theirs")
	return cmd
}

func (p *program) listKey(ctx context.Context, name, file string) error {
	key, err := p.readKey(ctx, file)
	if err != nil {
		return err
	}
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		err := st.ListKey(ctx, who.ID, live.Key(key), p.now())
		if errors.Is(err, store.ErrTaken) {
			return "", misuse("this key is listed for somebody else already: a key is one person's")
		}
		return fmt.Sprintf("%s comes into their reviews with %s.", who.Name, ssh.FingerprintSHA256(key)), err
	})
}

// mostKey is how long a file with a public key may be.
const mostKey = 64 << 10

// readKey reads a public key as ssh-keygen writes it.
func (p *program) readKey(ctx context.Context, file string) (ssh.PublicKey, error) {
	in, err := p.openInput(ctx, file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(io.LimitReader(in, mostKey))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, disk.Cause(err))
	}
	if strings.Contains(string(text), "PRIVATE KEY") {
		return nil, misuse("%s is a private key, which nobody else should have: the public one ends in .pub", file)
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil, misuse("%s is not a public SSH key: ssh-keygen -t ed25519 makes one, in ~/.ssh/id_ed25519.pub", file)
	}
	if err := live.FitKey(key); err != nil {
		return nil, misuse("%s: %s", file, err)
	}
	return key, nil
}

func (p *program) showKeys(ctx context.Context, name string) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	who, err := findPerson(ctx, st, name)
	if err != nil {
		return err
	}
	keys, err := st.Keys(ctx, who.ID)
	if err != nil {
		return err
	}
	for _, line := range keys {
		if key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line)); err == nil {
			p.printf("%s %s\n", safe.Line(key.Type()), ssh.FingerprintSHA256(key))
		}
	}
	if len(keys) == 0 {
		p.printf("No key of %s is listed: halfhour people key %s FILE.pub lists one.\n", safe.Line(who.Name), safe.Line(quoted(who.Name)))
	}
	return nil
}

func (p *program) forgetKeys(ctx context.Context, name string) error {
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		n, err := st.ForgetKeys(ctx, who.ID)
		return fmt.Sprintf("%s of %s forgotten.", agenda.Counted(int(n), "key"), who.Name), err
	})
}
