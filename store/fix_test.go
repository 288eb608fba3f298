package store

import (
	"testing"
	"time"

	"halfhour/agenda"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// mended says right what a person says of one field of a deal.
func mended(t *testing.T, s *Store, name string, f agenda.Field, value string) {
	t.Helper()
	check(t, s.Mend(ctx, named(t, s, name).ID, map[agenda.Field]string{f: value}, "ana", noon))
}

func TestAFixStandsBesideWhatTheCRMSays(t *testing.T) {
	s := fresh(t)
	bare := deal("1", "Kestrel", "Ana")
	bare.Amount, bare.NextStep = agenda.Money{}, ""
	load(t, s, export(), bare)
	mended(t, s, "Kestrel", agenda.FieldAmount, "84000.00 USD")
	mended(t, s, "Kestrel", agenda.FieldNextStep, "Call the CFO")

	s = reopen(t, s)
	d := named(t, s, "Kestrel")
	if d.Amount != (agenda.Money{Minor: 8400000, Currency: "USD"}) || d.NextStep != "Call the CFO" {
		t.Errorf("the deal has %v and %q", d.Amount, d.NextStep)
	}
	if x, ok := d.Fix(agenda.FieldAmount); !ok || x.Was != "" || x.CRM != "" || x.Author != "ana" || !x.At.Equal(noon) {
		t.Errorf("the fix is %+v", x)
	}
	if p := must(s.PipelineOf(ctx, d.Owner, agenda.DateOf(noon)))(t); p.Open["USD"] != 8400000 || p.NoAmount != 0 {
		t.Errorf("the pipeline adds up to %v, %d without an amount", p.Open, p.NoAmount)
	}

	// An import that knows better or otherwise overwrites nothing.
	bare.Amount = agenda.Money{Minor: 7000000, Currency: "USD"}
	load(t, s, export(), bare)
	d = named(t, s, "Kestrel")
	if x, _ := d.Fix(agenda.FieldAmount); d.Amount.Minor != 8400000 || x.CRM != "70000.00 USD" || x.Was != "" {
		t.Errorf("after an import the deal has %v; %+v", d.Amount, x)
	}

	// One that says the same settles it.
	bare.Amount.Minor = 8400000
	load(t, s, export(), bare)
	d = named(t, s, "Kestrel")
	if _, open := d.Fix(agenda.FieldAmount); open || !d.Confirmed(agenda.FieldAmount) || d.Amount.Minor != 8400000 {
		t.Errorf("a fix that the CRM agrees with: %+v", d.Fixes)
	}

	// From then on the CRM's word counts.
	bare.Amount.Minor = 9000000
	load(t, s, export(), bare)
	if d = named(t, s, "Kestrel"); d.Amount.Minor != 9000000 || d.Confirmed(agenda.FieldAmount) {
		t.Errorf("after it was settled the deal has %v, %+v", d.Amount, d.Fixes)
	}
}

func TestMendingAgainReplaces(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"))
	mended(t, s, "Kestrel", agenda.FieldClose, "2026-12-01")
	mended(t, s, "Kestrel", agenda.FieldClose, "2026-12-15")
	d := named(t, s, "Kestrel")
	if d.Close != agenda.NewDate(2026, time.December, 15) || len(d.Fixes) != 1 || d.Rivals(agenda.FieldClose) != nil {
		t.Errorf("closes %s, fixes %+v", d.Close, d.Fixes)
	}
	was := d.Fixes[0].CRM
	check(t, s.Unmend(ctx, d.ID, agenda.FieldClose))
	if d = named(t, s, "Kestrel"); d.Close.String() != was || d.Fixes != nil {
		t.Errorf("taken back it closes %s, not %s: %+v", d.Close, was, d.Fixes)
	}
}

func TestSayingWhatTheCRMSaysConfirms(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"))
	d := named(t, s, "Kestrel")
	mended(t, s, "Kestrel", agenda.FieldClose, d.Close.String())
	d = named(t, s, "Kestrel")
	if _, open := d.Fix(agenda.FieldClose); open || !d.Confirmed(agenda.FieldClose) {
		t.Errorf("fixes %+v", d.Fixes)
	}
}

func TestAnotherOwner(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"), deal("2", "Heron", "Bo"))
	ana, bo := named(t, s, "Kestrel").Owner, named(t, s, "Heron").Owner
	mended(t, s, "Kestrel", agenda.FieldOwner, bo)
	for who, want := range map[string]int{ana: 0, bo: 2} {
		if list := must(s.Deals(ctx, Filter{Owner: who}))(t); len(list) != want {
			t.Errorf("%s has %d deals, not %d", who, len(list), want)
		}
		if open := must(s.OpenDeals(ctx, who))(t); open[who] != want {
			t.Errorf("%s is counted with %d deals, not %d", who, open[who], want)
		}
	}
	// Both turn out to be one: what was mended is what the CRM says.
	if _, _, err := s.MergePeople(ctx, bo, ana); err != nil {
		t.Fatal(err)
	}
	load(t, s, export(), deal("1", "Kestrel", "Ana"), deal("2", "Heron", "Bo"))
	if d := named(t, s, "Kestrel"); d.Owner != bo {
		t.Errorf("the owner is %s", d.Owner)
	}
}

func TestContactsAreSettledWhenTheCRMKnowsThem(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"))
	mended(t, s, "Kestrel", agenda.FieldContact, "Zoë Ñandú <zoe@kestrel.example>; 王伟")
	if d := named(t, s, "Kestrel"); d.Contacts != 2 {
		t.Errorf("%d contacts", d.Contacts)
	}
	with := deal("1", "Kestrel", "Ana")
	with.Contacts = []string{"zoe nandu", "王伟"}
	with.NextStep = "now with contacts"
	load(t, s, export("contact"), with)
	if d := named(t, s, "Kestrel"); d.Contacts != 2 || !d.Confirmed(agenda.FieldContact) && len(d.Fixes) == 1 && !d.Fixes[0].Settled {
		t.Errorf("%d contacts, %+v", d.Contacts, d.Fixes)
	}
}

func TestPlainAmountsTakeTheHomeCurrency(t *testing.T) {
	s := fresh(t)
	bare := deal("1", "Kestrel", "Ana")
	bare.Amount = agenda.Money{}
	load(t, s, export(), bare)
	mended(t, s, "Kestrel", agenda.FieldAmount, "84000.00 XXX")
	check(t, s.SetHomeCurrency(ctx, "JPY"))
	if d := named(t, s, "Kestrel"); d.Amount != (agenda.Money{Minor: 84000, Currency: "JPY"}) {
		t.Errorf("the amount is %+v", d.Amount)
	}
}

func TestWhatCannotBeMendedIsRefused(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"))
	id := named(t, s, "Kestrel").ID
	for f, value := range map[agenda.Field]string{
		agenda.FieldAmount: "a lot", agenda.FieldClose: "soon", agenda.FieldOwner: "nobody known",
	} {
		if err := s.Mend(ctx, id, map[agenda.Field]string{f: value}, "ana", noon); err == nil {
			t.Errorf("%s: %q was taken", f, value)
		}
	}
	if err := s.Mend(ctx, "none", map[agenda.Field]string{agenda.FieldNextStep: "x"}, "ana", noon); err == nil {
		t.Error("a deal that is not there was mended")
	}
	if d := named(t, s, "Kestrel"); d.Fixes != nil {
		t.Errorf("%+v", d.Fixes)
	}
}

func TestANameAndAConfirmedOne(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"), deal("2", "Heron", "Ana"))
	id := named(t, s, "Heron").ID
	mended(t, s, "Kestrel", agenda.FieldName, "Kestrel")
	mended(t, s, "Heron", agenda.FieldName, "Heron, second phase")
	if d := named(t, s, "Kestrel"); !d.Confirmed(agenda.FieldName) {
		t.Errorf("%+v", d.Fixes)
	}
	if d := named(t, s, "Heron, second phase"); d.ID != id {
		t.Error("another deal has the name")
	}
	// The export still finds it by the name that the CRM has.
	if r := load(t, s, export(), deal("1", "Kestrel", "Ana"), deal("2", "Heron", "Ana")); r.New != 0 {
		t.Errorf("%d new deals", r.New)
	}
	if err := s.Mend(ctx, id, map[agenda.Field]string{agenda.FieldStatus: "won"}, "ana", noon); err == nil {
		t.Error("a field that cannot be mended was taken")
	}
}
