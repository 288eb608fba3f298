package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// followUpDay is the day of the week by which managers follow up, and by which
// actions are due that say no other.
func followUpDay(ctx context.Context, st *store.Store) (time.Weekday, error) {
	set, err := st.Settings(ctx)
	if err != nil || set.Calendar.FollowUpDay == nil {
		return time.Friday, err
	}
	return *set.Calendar.FollowUpDay, nil
}

// followUpOptions are the flags of followup.
type followUpOptions struct {
	destination
	reps []string
	log  string
	by   string
}

func (p *program) followUpCommand() *cobra.Command {
	var o followUpOptions
	cmd := &cobra.Command{
		Use:   "followup",
		Short: "Whom a manager owes a call or mail after a review",
		Long: `List whom a manager still owes a call or mail after their review, those first who
were promised something. With --rep: what is open between the two, and a mailto:
link with the mail; -o writes the mail as a draft (.eml), --log writes down in a
line that the call or mail was made.`,
		Example: `  halfhour followup
  halfhour followup --rep ana -o ana.eml
  halfhour followup --rep ana --log "called, CISO is in"
  halfhour followup --rep ana --by mail --log "sent"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runFollowUp(cmd.Context(), o) },
	}
	p.repFlag(cmd, &o.reps, "with whom: the `NAME` of the rep")
	o.flags(cmd)
	cmd.Flags().StringVar(&o.log, "log", "", "write down that it was made, and what came of it in one `LINE`")
	cmd.Flags().StringVar(&o.by, "by", store.ByCall, "how it was made: `call` or mail")
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions([]string{store.ByCall, store.ByMail}, cobra.ShellCompDirectiveNoFileComp))
	p.jsonFlag(cmd)
	return cmd
}

func (p *program) runFollowUp(ctx context.Context, o followUpOptions) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	if o.by != store.ByCall && o.by != store.ByMail {
		return misuse("--by is call or mail, not %q", o.by)
	}
	open := p.openToRead
	if o.log != "" {
		open = p.openToWrite
	}
	st, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	rep, err := findRep(ctx, st, o.reps)
	if err != nil {
		return err
	}
	switch {
	case rep.ID == "" && (o.log != "" || o.to != ""):
		return misuse("say with whom: halfhour followup --rep NAME")
	case rep.ID == "":
		return p.listFollowUps(ctx, st, today)
	}
	r, found, err := st.LatestFinished(ctx, rep.ID)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("no review of %s has been finished yet: halfhour review --rep %s holds one", rep.Name, quoted(rep.Name))
	}
	if o.log != "" {
		return p.logFollowUp(ctx, st, r, rep, o, today)
	}
	return p.showFollowUp(ctx, st, r, rep, o, today)
}

type followUpJSON struct {
	ReviewID string `json:"review_id"`
	Rep      string `json:"rep"`
	Manager  string `json:"manager"`
	Held     string `json:"held"`
	Due      string `json:"due"`
	Overdue  bool   `json:"overdue"`
	Promised int    `json:"promised"`
	Open     int    `json:"open"`
}

func (p *program) listFollowUps(ctx context.Context, st *store.Store, today agenda.Date) error {
	owed, err := st.FollowUpsOwed(ctx)
	if err != nil {
		return err
	}
	if p.json {
		list := make([]followUpJSON, len(owed))
		for i, o := range owed {
			list[i] = followUpJSON{o.ReviewID, o.RepName, o.ManagerName, o.Held.String(), o.Due.String(), o.Due < today, o.Mine, o.Open}
		}
		return printJSON(p, list)
	}
	if len(owed) == 0 {
		p.printf("Nobody is owed a follow-up.\n")
		return nil
	}
	rows := make([][]safe.Text, len(owed))
	for i, o := range owed {
		rows[i] = []safe.Text{
			safe.Line(o.RepName), safe.Text(o.Due.Short(today)), safe.Text(word(o.Due < today, fmt.Sprintf("%d d overdue", today-o.Due))),
			safe.Line(cmp.Or(o.ManagerName, "nobody")), safe.Text(promised(o)), safe.Text("review of " + o.Held.Short(today)),
		}
	}
	p.table([]column{{head: "with", least: 10}, {head: "by"}, {}, {head: "who follows up", least: 10}, {head: "open"}, {head: "after", spare: true}}, rows)
	p.printf("\nhalfhour followup --rep NAME shows what is open between the two, and writes the mail.\n")
	return nil
}

func promised(o store.Owed) string {
	if o.Mine == 0 {
		return fmt.Sprint(o.Open)
	}
	return fmt.Sprintf("%d, %d of them promised", o.Open, o.Mine)
}

// showFollowUp shows what is open between a rep and their manager, or writes
// the mail.
func (p *program) showFollowUp(ctx context.Context, st *store.Store, r agenda.Review, rep agenda.Person, o followUpOptions, today agenda.Date) error {
	rows, err := st.Actions(ctx, store.ActionFilter{Rep: rep.ID})
	if err != nil {
		return err
	}
	list, err := itemsOf(ctx, st, exportOptions{}, rows, today)
	if err != nil {
		return err
	}
	list.Rep = rep
	var manager agenda.Person
	for _, who := range list.People {
		if who.ID == r.Manager {
			manager = who
		}
	}
	mail := minutes.FollowUpMail(list, manager, r.Today, p.now().Round(0))
	if o.to != "" {
		if err := p.writeOut(o.destination, mail.Write); err != nil {
			return err
		}
		if o.to != "-" {
			p.printf("When it is sent: halfhour followup --rep %s --by mail --log sent\n", safe.Line(quoted(rep.Name)))
		}
		return nil
	}
	made, err := st.FollowUpsOf(ctx, r.ID)
	if err != nil {
		return err
	}
	set, err := st.Settings(ctx)
	if err != nil {
		return err
	}
	p.printf("%s\n", safe.Line(whenOwed(r, made, rep, manager, today, set.FollowUpHour)))
	for _, f := range made {
		p.printf("  %s\n", safe.Line(followedWords(f, today)))
	}
	p.printf("\n")
	slices.SortStableFunc(rows, func(a, b store.ActionRow) int { // the manager's own promises first
		return cmp.Or(boolFirst(a.Owner == r.Manager, b.Owner == r.Manager), byPersonAndDue(a, b))
	})
	if len(rows) == 0 {
		p.printf("Nothing is open between the two.\n")
	} else {
		p.printActions(rows, shortest(actionIDs(rows)), today, false)
	}
	p.printf("\n%s\n", safe.Line(mail.Link()))
	return nil
}

// boolFirst orders what is before what is not.
func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// whenOwed says what became of a review's follow-up, or by when it is owed: by
// the hour of its day that the settings name.
func whenOwed(r agenda.Review, made []store.Followed, rep, manager agenda.Person, today agenda.Date, hour int) string {
	who := cmp.Or(manager.Name, "Nobody named")
	switch {
	case len(made) > 0:
		return fmt.Sprintf("%s followed up with %s on the review of %s.", who, rep.Name, r.Today.Short(today))
	case r.FollowUp < today:
		return fmt.Sprintf("%s owes %s a call or mail since %s, %d d overdue.", who, rep.Name, r.FollowUp.Short(today), today-r.FollowUp)
	}
	return fmt.Sprintf("%s owes %s a call or mail by %s, %d:00.", who, rep.Name, r.FollowUp.Short(today), hour)
}

func followedWords(f store.Followed, today agenda.Date) string {
	return strings.TrimSuffix(f.Day.Short(today)+" by "+f.How+": "+f.Text, ": ")
}

func (p *program) logFollowUp(ctx context.Context, st *store.Store, r agenda.Review, rep agenda.Person, o followUpOptions, today agenda.Date) error {
	me, _, err := st.Me(ctx)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(o.log)
	if text == "" {
		return misuse(`say what came of it in a line, as in: --log "called, CISO is in"`)
	}
	f := store.Followed{ReviewID: r.ID, Day: today, How: o.by, Text: text, Author: me.ID, At: p.now().Round(0)}
	if err := st.FollowUp(ctx, f); err != nil {
		return err
	}
	p.printf("%s\n", safe.Line("Follow-up with "+rep.Name+", "+followedWords(f, today)))
	return nil
}
