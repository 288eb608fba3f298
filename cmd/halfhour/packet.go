package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/packet"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func (p *program) packetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "packet",
		Short: "Carry a prep or a finished review to another computer",
		Long: `Carry a prep, or a finished review with its actions, from one computer to
another, in either direction: one readable file. Deals are found by what the CRM
says of them. Bringing a packet in twice changes nothing. Where both sides wrote
the same thing, both versions are kept until somebody picks.`,
		Example: `  halfhour packet export --rep "Ana Ruiz" -o ana.halfhour
  halfhour packet import ana.halfhour
  halfhour packet versions`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("say what to do: halfhour packet export, or halfhour packet import FILE")
			}
			return noArguments(cmd, args)
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(p.packetExportCommand(), p.packetImportCommand(), p.versionsCommand(), p.pickCommand())
	return cmd
}

func (p *program) packetExportCommand() *cobra.Command {
	var reps []string
	var to destination
	cmd := &cobra.Command{
		Use:   "export [REVIEW]",
		Short: "Write a prep or a finished review into one file",
		Long: `Write the prep of a rep into one file, with what was mended in their deals; where
nothing is prepared, their latest finished review with its actions. An id names
another review. Half-typed text stays here.`,
		Example: `  halfhour packet export -o ana.halfhour
  halfhour packet export --rep "Ana Ruiz" -o ana.halfhour`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.runPacketExport(cmd.Context(), reps, args, to) },
	}
	p.repFlag(cmd, &reps, "whose: the `NAME` of one rep; without it your own")
	to.flags(cmd)
	return cmd
}

func (p *program) packetImportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Bring in what another computer wrote",
		Long: `Bring in a packet: all of it or nothing. What was said here stays; where both
sides wrote the same thing, both versions are kept and shown until somebody
picks. Deals that are not in this file are kept until an import brings them.`,
		Example:           `  halfhour packet import ana.halfhour`,
		Args:              arguments(1, "name one packet: halfhour packet import FILE (- is the standard input)"),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.runPacketImport(cmd.Context(), args[0]) },
		ValidArgsFunction: cobra.FixedCompletions([]string{"halfhour"}, cobra.ShellCompDirectiveFilterFileExt),
	}
	p.jsonFlag(cmd)
	return cmd
}

func (p *program) runPacketExport(ctx context.Context, reps, args []string, to destination) error {
	if !fileExists(p.path()) {
		return &errNoFile{p.path()}
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := p.introduceAccount(ctx, st); err != nil {
		return err
	}
	rep, err := findRep(ctx, st, reps)
	if err != nil {
		return err
	}
	id := ""
	if len(args) > 0 {
		rows, err := st.Reviews(ctx)
		if err != nil {
			return err
		}
		if id, err = pickReview(rows, rep, args); err != nil {
			return err
		}
	} else if rep.ID == "" {
		if rep, err = ownDeals(ctx, st); err != nil {
			return err
		}
	}
	c, err := st.Packet(ctx, rep.ID, id, p.now())
	if errors.Is(err, store.ErrNothingToSend) {
		return fmt.Errorf("nothing of %s can be sent yet: halfhour prep --rep %s prepares a review, halfhour review holds one", rep.Name, quoted(rep.Name))
	}
	if err != nil {
		return err
	}
	if to.to == "" && p.onTerminal() {
		stem := strings.Trim(strings.TrimSuffix(minutesName(0, c.Reviews[0].Rep), ".md"), "-")
		name, err := writeNumbered(".", stem+".halfhour", func(w io.Writer) error { return packet.Write(w, c) })
		if err == nil {
			p.say("wrote %s", name)
		}
		return err
	}
	return p.writeOut(to, func(w io.Writer) error { return packet.Write(w, c) })
}

// ownDeals is who is at the keyboard, if they are a rep.
func ownDeals(ctx context.Context, st *store.Store) (agenda.Person, error) {
	me, known, err := st.Me(ctx)
	if err == nil && (!known || me.Role != agenda.Rep) {
		err = misuse("whose prep or review? Name the rep, as in: halfhour packet export --rep \"Ana Ruiz\"")
	}
	return me, err
}

func (p *program) runPacketImport(ctx context.Context, path string) error {
	c, err := p.readPacket(ctx, path)
	if err != nil {
		return err
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := p.introduceAccount(ctx, st); err != nil {
		return err
	}
	report, err := st.TakePacket(ctx, c, p.now())
	if err != nil {
		return err
	}
	if p.json {
		return printJSON(p, packetJSON(report))
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	p.printPacket(c, report, today)
	return nil
}

func (p *program) readPacket(ctx context.Context, path string) (packet.Content, error) {
	in, err := p.openInput(ctx, path)
	if err != nil {
		return packet.Content{}, err
	}
	defer func() { _ = in.Close() }()
	c, err := packet.Read(in)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return c, err
}

// saidKinds are the kinds of things in the order they are counted.
var saidKinds = []packet.Kind{packet.Answer, packet.Obstacle, packet.Action, packet.Note, packet.Chance, packet.Topic}

// printPacket says what came in.
func (p *program) printPacket(c packet.Content, report store.PacketReport, today agenda.Date) {
	by := ""
	if c.MadeBy != "" {
		by = ", made by " + c.MadeBy
	}
	for _, r := range report.Reviews {
		what := "A prep"
		if r.Stage == agenda.Finished {
			what = "A finished review"
		}
		made := c.MadeAt.Local()
		p.printf("%s of %s%s on %s at %s\n", what, safe.Line(r.Rep), safe.Line(by), agenda.DateOf(made).Short(today), made.Format("15:04"))
		var parts []string
		for _, kind := range saidKinds {
			if n := r.New[kind]; n > 0 {
				parts = append(parts, several(n, string(kind)))
			}
		}
		if len(parts) > 0 {
			p.printf("  new: %s\n", strings.Join(parts, ", "))
		}
		if r.Newer > 0 {
			p.printf("  newer there: %s\n", several(r.Newer, "thing"))
		}
		if r.Both > 0 {
			p.printf("  written on both sides, both kept: %s; halfhour packet versions shows them\n", several(r.Both, "thing"))
		}
		if r.Same > 0 {
			p.printf("  as it was here: %s\n", several(r.Same, "thing"))
		}
	}
	if report.Fixes > 0 {
		p.printf("%s\n", several(report.Fixes, "mended value"))
	}
	if report.FixRivals > 0 {
		p.printf("%s mended otherwise here too: halfhour hygiene --mended shows both\n", several(report.FixRivals, "value"))
	}
	for _, name := range report.NewPeople {
		p.printf("New here: %s\n", safe.Line(name))
	}
	if n := len(report.Unknown); n > 0 {
		p.printf("Not in this file, kept until an import brings it: %s\n", several(n, "deal"))
		for _, d := range report.Unknown[:min(len(report.Unknown), mostListed)] {
			p.printf("  %s\n", safe.Line(strings.Join(nonEmpty(d.Name, d.Account, d.Owner, d.CRMID), ", ")))
		}
		if more := len(report.Unknown) - mostListed; more > 0 {
			p.printf("  and %d more\n", more)
		}
	}
	if !report.Took() {
		p.printf("All of it was here already.\n")
	}
}

func nonEmpty(texts ...string) []string {
	var list []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			list = append(list, t)
		}
	}
	return list
}

// several counts things whose plural may end in -ies.
func several(n int, noun string) string {
	if stem, ok := strings.CutSuffix(noun, "ity"); ok && n != 1 {
		return agenda.Count(n) + " " + stem + "ities"
	}
	return agenda.Counted(n, noun)
}

type packetReviewJSON struct {
	ID      string         `json:"id"`
	Rep     string         `json:"rep"`
	Stage   string         `json:"stage"`
	Known   bool           `json:"known"`
	New     map[string]int `json:"new"`
	Newer   int            `json:"newer"`
	Both    int            `json:"both"`
	Same    int            `json:"same"`
	Fixes   int            `json:"fixes"`
	Unknown []packet.Deal  `json:"unknown_deals"`
}

func packetJSON(report store.PacketReport) []packetReviewJSON {
	list := []packetReviewJSON{}
	for _, r := range report.Reviews {
		item := packetReviewJSON{ID: r.ID, Rep: r.Rep, Stage: string(r.Stage), Known: r.Known, New: map[string]int{},
			Newer: r.Newer, Both: r.Both, Same: r.Same, Fixes: report.Fixes, Unknown: report.Unknown}
		for kind, n := range r.New {
			item.New[string(kind)] = n
		}
		if item.Unknown == nil {
			item.Unknown = []packet.Deal{}
		}
		list = append(list, item)
	}
	return list
}
