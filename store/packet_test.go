package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// laptop is a file with the same three deals, imported on its own.
func laptop(t testing.TB) *Store {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"), deal("", "青岚", "Ana"), deal("3", "Heron", "Ana"))
	return s
}

// prepared is a review of Ana's, with something said about each deal.
func prepared(t testing.TB, s *Store) agenda.Review {
	t.Helper()
	d := named(t, s, "Kestrel")
	r := must(s.CreateReview(ctx, agenda.NewReview(NewID(), d.Owner, "", []string{d.ID, named(t, s, "青岚").ID}, agenda.DateOf(noon))))(t)
	return edit(t, s, r, func(next *agenda.Review) {
		check(t, next.Answer(agenda.Answer{DealID: d.ID, Question: "price-seen", Value: agenda.Yes, Evidence: "mail", Author: d.Owner}, noon))
		check(t, next.AddObstacle(agenda.Obstacle{ID: NewID(), DealID: d.ID, Text: "Legal", Needs: agenda.Executive, Author: d.Owner, At: noon}))
		check(t, next.AddAction(agenda.Action{ID: NewID(), DealID: d.ID, Obstacle: next.Obstacles[0].ID, Text: "Call", Owner: d.Owner, Priority: 1, Author: d.Owner}, noon))
		check(t, next.SetNote(agenda.Note{DealID: d.ID, Author: d.Owner, Text: "one\n\ntwo"}, "", noon))
		check(t, next.Estimate(agenda.Estimate{DealID: d.ID, Author: d.Owner, Percent: 60}, noon))
		check(t, next.Park(agenda.Parked{ID: NewID(), Text: "Holidays", Author: d.Owner}, noon))
		check(t, next.SetNextStep(agenda.NextStep{DealID: d.ID, Text: "Call the CFO", Due: next.Today + 3, Author: d.Owner}, noon))
		check(t, next.SetDraft(agenda.Draft{Author: d.Owner, Place: "park", Text: "half"}))
	})
}

func edit(t testing.TB, s *Store, was agenda.Review, change func(*agenda.Review)) agenda.Review {
	t.Helper()
	next := was.Clone()
	change(&next)
	return must(s.SaveReview(ctx, was, next))(t)
}

func sent(t testing.TB, s *Store, id string) packet.Content {
	t.Helper()
	c := must(s.Packet(ctx, "", id, noon))(t)
	// Through the file, as it really goes.
	var b strings.Builder
	check(t, packet.Write(&b, c))
	c = must(packet.Read(strings.NewReader(b.String())))(t)
	c.MadeAt, c.MadeBy = time.Time{}, ""
	return c
}

func took(t testing.TB, s *Store, c packet.Content) PacketReport {
	t.Helper()
	return must(s.TakePacket(ctx, c, noon))(t)
}

func TestAPrepIsCarriedToAnotherComputer(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	c := sent(t, ana, r.ID)
	report := took(t, dana, c)
	if v := report.Reviews[0]; v.Known || v.Rep != "Ana" || v.New[packet.Answer] != 1 || v.New[packet.Action] != 1 || v.Both+v.Newer != 0 || report.Fixes != 2 || report.Unknown != nil {
		t.Errorf("%+v", report)
	}
	got := must(dana.Review(ctx, r.ID))(t)
	d := named(t, dana, "Kestrel")
	a, ok := got.AnswerTo(d.ID, "price-seen")
	if !ok || a.Evidence != "mail" || got.Actions[0].Obstacle != got.Obstacles[0].ID || got.NoteOf(d.ID, d.Owner) != "one\n\ntwo" ||
		len(got.Drafts) != 0 || !slices.Equal(got.Deals(), []string{d.ID, named(t, dana, "青岚").ID}) {
		t.Errorf("%+v", got)
	}
	if d.NextStep != "Call the CFO" || got.Steps[0].Text != "Call the CFO" {
		t.Errorf("the next step is %q, %+v", d.NextStep, got.Steps)
	}
	// What is sent on is the same, and bringing it in again changes nothing.
	if again := sent(t, dana, r.ID); !reflect.DeepEqual(again, c) {
		t.Errorf("sent on:\n%+v\nnot\n%+v", again, c)
	}
	before := tablesOf(t, dana)
	if report := took(t, dana, c); report.Took() {
		t.Errorf("the second time: %+v", report)
	}
	if after := tablesOf(t, dana); after != before {
		t.Errorf("the second time changes the file:\n%s\nnot\n%s", after, before)
	}
	// Dana's next review starts from it.
	if next, found, err := dana.UnfinishedReview(ctx, d.Owner); err != nil || !found || next.ID != r.ID {
		t.Errorf("the next review is %s, %v, %v", next.ID, found, err)
	}
}

// tablesOf is everything in the tables that a packet touches.
func tablesOf(t testing.TB, s *Store) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"review", "slot", "answer", "obstacle", "action", "note", "estimate", "parked", "fix", "version", "deal", "person", "alias"} {
		rows, err := s.reader.Query(`SELECT * FROM ` + table + ` ORDER BY 1, 2, 3`)
		check(t, err)
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			check(t, rows.Scan(into...))
			fmt.Fprintln(&b, table, values)
		}
		check(t, rows.Close())
	}
	return b.String()
}

func TestBothVersionsStandUntilSomebodyPicks(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	took(t, dana, sent(t, ana, r.ID))
	answer := func(s *Store, v agenda.Value, evidence string, later time.Duration) {
		d := named(t, s, "Kestrel")
		edit(t, s, must(s.Review(ctx, r.ID))(t), func(next *agenda.Review) {
			check(t, next.Answer(agenda.Answer{DealID: d.ID, Question: "price-seen", Value: v, Evidence: evidence, Author: d.Owner}, noon.Add(later)))
		})
	}
	answer(ana, agenda.No, "she never saw it", time.Hour)
	answer(dana, agenda.Yes, "call of Monday", 2*time.Hour)
	if report := took(t, dana, sent(t, ana, r.ID)); report.Reviews[0].Both != 1 {
		t.Errorf("%+v", report.Reviews)
	}
	got := must(dana.Review(ctx, r.ID))(t)
	if len(got.Rivals) != 1 || got.Rivals[0].Words != "no, she never saw it" || got.Rivals[0].Mine != "yes, call of Monday" {
		t.Fatalf("%+v", got.Rivals)
	}
	// On Ana's side they stand as well, and show the same.
	took(t, ana, sent(t, dana, r.ID))
	if theirs := must(ana.Review(ctx, r.ID))(t); len(theirs.Rivals) != 1 || theirs.Rivals[0].Mine != "yes, call of Monday" {
		t.Errorf("%+v", theirs.Rivals)
	}
	if list := must(dana.Undecided(ctx))(t); len(list) != 1 {
		t.Errorf("%d reviews are undecided", len(list))
	}
	check(t, dana.Decide(ctx, r.ID, got.Rivals[0].ID, true))
	d := named(t, dana, "Kestrel")
	got = must(dana.Review(ctx, r.ID))(t)
	if a, _ := got.AnswerTo(d.ID, "price-seen"); len(got.Rivals) != 0 || a.Value != agenda.No {
		t.Errorf("picked: %+v, %+v", a, got.Rivals)
	}
	// The pick is carried too; an old packet does not bring the other one back.
	old := sent(t, ana, r.ID)
	took(t, ana, sent(t, dana, r.ID))
	took(t, dana, old)
	for _, s := range []*Store{ana, dana} {
		got := must(s.Review(ctx, r.ID))(t)
		if a, _ := got.AnswerTo(named(t, s, "Kestrel").ID, "price-seen"); len(got.Rivals) != 0 || a.Value != agenda.No {
			t.Errorf("after it was picked: %+v, %+v", a, got.Rivals)
		}
	}
}

// Whoever writes the same thing anew has picked.
func TestWritingAnewPicks(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	took(t, dana, sent(t, ana, r.ID))
	for i, s := range []*Store{ana, dana} {
		d := named(t, s, "Kestrel")
		edit(t, s, must(s.Review(ctx, r.ID))(t), func(next *agenda.Review) {
			check(t, next.SetNote(agenda.Note{DealID: d.ID, Author: d.Owner, Text: fmt.Sprint("mine ", i)}, "one\n\ntwo", noon.Add(time.Duration(i)*time.Hour)))
		})
	}
	took(t, dana, sent(t, ana, r.ID))
	d := named(t, dana, "Kestrel")
	got := must(dana.Review(ctx, r.ID))(t)
	if len(got.Rivals) != 1 {
		t.Fatalf("%+v", got.Rivals)
	}
	edit(t, dana, got, func(next *agenda.Review) {
		check(t, next.SetNote(agenda.Note{DealID: d.ID, Author: d.Owner, Text: "both"}, "mine 1", noon.Add(3*time.Hour)))
	})
	if got := must(dana.Review(ctx, r.ID))(t); len(got.Rivals) != 0 {
		t.Errorf("%+v", got.Rivals)
	}
	took(t, ana, sent(t, dana, r.ID))
	if got := must(ana.Review(ctx, r.ID))(t); len(got.Rivals) != 0 || got.NoteOf(named(t, ana, "Kestrel").ID, d.Owner) == "mine 0" {
		t.Errorf("on the other side: %+v", got.Notes)
	}
}

func TestDealsOfAPacketAreFoundByWhatTheyAre(t *testing.T) {
	ana := laptop(t)
	r := prepared(t, ana)
	c := sent(t, ana, r.ID)

	// Another CRM's export without ids, other owners' spelling, nothing of 青岚.
	dana := fresh(t)
	noID := deal("", "KESTREL ", "Ana")
	load(t, dana, export(), noID, deal("9", "Kestrel", "Bo"))
	report := took(t, dana, c)
	if len(report.Unknown) != 1 || report.Unknown[0].Name != "青岚" {
		t.Errorf("unknown: %+v", report.Unknown)
	}
	got := must(dana.Review(ctx, r.ID))(t)
	if mine := named(t, dana, "KESTREL "); got.Deals()[0] != mine.ID {
		t.Errorf("the first deal is not %s: %+v", mine.Name, got.Deals())
	}
	if open := must(dana.Deals(ctx, Filter{}))(t); len(open) != 2 {
		t.Errorf("a deal that is only spoken of is open: %d", len(open))
	}
	// What is kept is sent on, and an import that brings the deal finds it.
	if again := sent(t, dana, r.ID); len(again.Deals) != 2 || len(again.Reviews[0].Things) != len(c.Reviews[0].Things) {
		t.Errorf("sent on: %+v", again.Deals)
	}
	load(t, dana, export(), noID, deal("9", "Kestrel", "Bo"), deal("", "青岚", "Ana"))
	if d := named(t, dana, "青岚"); d.Gone || d.ID != got.Deals()[1] || !d.Amount.Known() {
		t.Errorf("after the import: %+v", d)
	}
	if report := took(t, dana, c); report.Unknown != nil {
		t.Errorf("still unknown: %+v", report.Unknown)
	}
}

// What was prepared on both sides alone comes together.
func TestAPrepMeetsAnother(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	d := named(t, dana, "Kestrel")
	own := must(dana.CreateReview(ctx, agenda.NewReview(NewID(), d.Owner, "", []string{d.ID}, agenda.DateOf(noon))))(t)
	boss := must(dana.AddPerson(ctx, agenda.Person{Name: "Dana Lee", Role: agenda.Manager}))(t)
	edit(t, dana, own, func(next *agenda.Review) {
		check(t, next.Answer(agenda.Answer{DealID: d.ID, Question: "price-seen", Value: agenda.No, Author: boss.ID}, noon))
		check(t, next.AddAction(agenda.Action{ID: NewID(), DealID: d.ID, Text: "Ask the VP", Author: boss.ID}, noon))
		check(t, next.SetNote(agenda.Note{DealID: d.ID, Author: boss.ID, Text: "I know their CFO"}, "", noon))
	})
	took(t, dana, sent(t, ana, r.ID))
	got, _, err := dana.UnfinishedReview(ctx, d.Owner)
	check(t, err)
	if got.ID != r.ID || len(got.Actions) != 2 || got.NoteOf(d.ID, boss.ID) != "I know their CFO" || len(got.Rivals) != 1 {
		t.Errorf("%+v", got)
	}
	if aside := must(dana.Review(ctx, own.ID))(t); aside.Stage != agenda.SetAside {
		t.Errorf("the other one is %s", aside.Stage)
	}
}

func TestAFinishedReviewGoesBack(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	took(t, dana, sent(t, ana, r.ID))
	held := edit(t, dana, must(dana.Review(ctx, r.ID))(t), func(next *agenda.Review) {
		check(t, next.Start(noon))
		check(t, next.AddAction(agenda.Action{ID: NewID(), Text: "Agreed in the review"}, noon.Add(time.Minute)))
	})
	if _, err := dana.Packet(ctx, "", r.ID, noon); err == nil {
		t.Error("a review that is being held was sent")
	}
	edit(t, dana, held, func(next *agenda.Review) {
		check(t, next.GoTo(next.WrapUp(), noon.Add(10*time.Minute)))
		check(t, next.Finish(noon.Add(20*time.Minute)))
	})
	took(t, ana, sent(t, dana, r.ID))
	got := must(ana.Review(ctx, r.ID))(t)
	if got.Stage != agenda.Finished || len(got.Actions) != 2 || !got.Clock.Ended.Equal(noon.Add(20*time.Minute)) || len(got.Rivals) != 0 {
		t.Errorf("%+v", got)
	}
	// A prep that was sent before does not open it again.
	took(t, dana, sent(t, ana, r.ID))
	if got := must(dana.Review(ctx, r.ID))(t); got.Stage != agenda.Finished {
		t.Errorf("it is %s again", got.Stage)
	}
}

func TestAHostilePacketBreaksNothing(t *testing.T) {
	ana, dana := laptop(t), laptop(t)
	r := prepared(t, ana)
	c := sent(t, ana, r.ID)
	took(t, dana, c)
	before := tablesOf(t, dana)
	steal := sent(t, ana, r.ID)
	steal.Reviews[0].ID = NewID() // another review with the same actions
	if _, err := dana.TakePacket(ctx, steal, noon); err == nil {
		t.Error("actions of another review were taken")
	}
	other := sent(t, ana, r.ID)
	other.People = append(other.People, packet.Person{Name: "Bo", Role: agenda.Rep})
	other.Reviews[0].Rep = "Bo"
	if _, err := dana.TakePacket(ctx, other, noon); err == nil {
		t.Error("a review changed its rep")
	}
	if after := tablesOf(t, dana); after != before {
		t.Errorf("something of it was written")
	}
	// One that says of everything that it was replaced leaves everything.
	mine := sent(t, dana, r.ID)
	for i, thing := range mine.Reviews[0].Things {
		mine.Reviews[0].Things[i].Replaced = []string{thing.Versions[0].ID}
		mine.Reviews[0].Things[i].Versions = []packet.Version{{ID: thing.Versions[0].ID, Said: thing.Versions[0].Said}}
	}
	took(t, dana, mine)
	if got := must(dana.Review(ctx, r.ID))(t); len(got.Answers) != 1 || len(got.Actions) != 1 {
		t.Errorf("%+v", got)
	}
}

// Two laptops edit what they share, and their packets reach two others in either
// order: all who have both have the same, and send the same on.
func TestPacketsInEitherOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ana, dana, one, two := laptop(t), laptop(t), laptop(t), laptop(t)
		for _, s := range []*Store{ana, dana, one, two} {
			defer func() { check(t, s.Close()) }()
		}
		r := prepared(t, ana)
		took(t, dana, sent(t, ana, r.ID))
		for i, s := range []*Store{ana, dana} {
			d := named(t, s, "Kestrel")
			for n := range rapid.IntRange(0, 4).Draw(rt, "edits") {
				at := noon.Add(time.Duration(10*i+n+1) * time.Minute)
				edit(t, s, must(s.Review(ctx, r.ID))(t), func(next *agenda.Review) {
					switch rapid.IntRange(0, 5).Draw(rt, "edit") {
					case 0:
						check(t, next.Answer(agenda.Answer{DealID: d.ID, Question: "price-seen", Value: rapid.SampledFrom([]agenda.Value{agenda.Yes, agenda.No}).Draw(rt, "value"), Author: d.Owner}, at))
					case 1:
						check(t, next.SetNote(agenda.Note{DealID: d.ID, Author: d.Owner, Text: fmt.Sprint("text ", i, n)}, next.NoteOf(d.ID, d.Owner), at))
					case 2:
						check(t, next.SetActionState(next.Actions[0].ID, rapid.SampledFrom([]agenda.ActionState{agenda.Done, agenda.ToDo}).Draw(rt, "state"), at))
					case 3:
						check(t, next.AddAction(agenda.Action{ID: NewID(), DealID: d.ID, Text: fmt.Sprint("action ", i, n), Author: d.Owner}, at))
					case 4:
						check(t, next.Estimate(agenda.Estimate{DealID: d.ID, Author: d.Owner, Percent: 10 * n}, at))
					case 5:
						check(t, next.SetNextStep(agenda.NextStep{DealID: d.ID, Text: fmt.Sprint("step ", i, n), Author: d.Owner}, at))
					}
				})
			}
		}
		fromAna, fromDana := sent(t, ana, r.ID), sent(t, dana, r.ID)
		took(t, one, fromAna)
		took(t, one, fromDana)
		took(t, two, fromDana)
		took(t, two, fromAna)
		a, b := sent(t, one, r.ID), sent(t, two, r.ID)
		if !reflect.DeepEqual(a, b) {
			rt.Fatalf("one sends\n%+v\nthe other\n%+v", a, b)
		}
		took(t, ana, fromDana)
		took(t, dana, a)
		if c, d := sent(t, ana, r.ID), sent(t, dana, r.ID); !reflect.DeepEqual(c, a) || !reflect.DeepEqual(d, a) {
			rt.Fatalf("those who edited send\n%+v\nand\n%+v\nnot\n%+v", c, d, a)
		}
	})
}
