package guest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/guest"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

// anybody lets everybody in and keeps nothing.
type anybody struct{}

func (anybody) Admissions(context.Context, string) ([]agenda.Admission, error) { return nil, nil }
func (anybody) SaveAdmission(context.Context, agenda.Admission) error          { return nil }
func (anybody) KeyHolder(_ context.Context, key string) (string, error)        { return key, nil }

// looked is a guest's program, looked at after every message.
type looked struct {
	tea.Model
	secret string
	wrong  *atomic.Pointer[string]
}

func (l looked) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := l.Model.Update(msg)
	if strings.Contains(l.Model.View().Content, l.secret) {
		text := l.Model.View().Content
		l.wrong.Store(&text)
	}
	return l, reaching(cmd)
}

// reaching are the commands of Bubble Tea that reach the host's machine or the
// guest's clipboard; their messages are known by their names only.
func reaching(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		switch name := strings.ToLower(fmt.Sprintf("%T", msg)); {
		case strings.Contains(name, "exec"), strings.Contains(name, "clipboard"), strings.Contains(name, "primary"), strings.Contains(name, "rawmsg"), strings.Contains(name, "printline"):
			panic("a guest reached " + name)
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = reaching(batch[i])
			}
		}
		return msg
	}
}

// Whatever a guest types, as a participant or an observer of one deal: nothing of
// the host's machine is reached, no command of Bubble Tea that could, no other
// deal is seen by the observer, and the clock, the deals and the end stay the
// host's. HALFHOUR_LONG makes it ten minutes.
func TestWhateverAGuestTypes(t *testing.T) {
	end, wrote := time.Now().Add(10*time.Minute), 0
	for n := 0; n < 15 || os.Getenv("HALFHOUR_LONG") != "" && time.Now().Before(end); n++ {
		seed := rand.Uint64()
		if !t.Run("", func(t *testing.T) { wrote += typeAway(t, rand.New(rand.NewPCG(seed, 1)), n%2 == 1) }) {
			t.Fatalf("with the seed %d", seed)
		}
	}
	t.Logf("%d changes were written", wrote)
	if wrote == 0 {
		t.Error("no key came to anything: the test sees nothing")
	}
}

// typeAway returns how many changes of the review came of it.
func typeAway(t *testing.T, random *rand.Rand, observer bool) (wrote int) {
	people := []agenda.Person{{ID: "ana", Name: "Ana Ruiz", Role: agenda.Rep}, {ID: "dana", Name: "Dana Lee", Role: agenda.Manager}, {ID: "odile", Name: "Odile Fabre", Role: agenda.Executive}}
	deals := []agenda.Deal{{ID: "a", Name: "Nordlicht renewal", Owner: "ana", Stage: "Negotiation", Step: agenda.Negotiation, Status: agenda.Open},
		{ID: "b", Name: "Zanzibar secret", Owner: "ana", Stage: "Discovery", Step: agenda.Discovery, Status: agenda.Open}}
	today := agenda.NewDate(2026, 11, 23)
	r := agenda.NewReview("r", "ana", "dana", []string{"a", "b"}, today)
	keeper := livetest.NewKeeper(r)
	room := live.NewRoom(keeper, r, agenda.Briefing{Rep: people[0], Manager: people[1], People: people, Deals: deals, Today: today}, time.Now, error.Error, nil)
	defer room.Close()
	room.Sit()
	var ids atomic.Int64
	id := func() string { return fmt.Sprint("id", ids.Add(1)) }
	door, err := live.NewDoor(t.Context(), room, anybody{}, id)
	if err != nil {
		t.Fatal(err)
	}
	who, secret := "ana", "\x00"
	if observer {
		who, secret = "odile", "Zanzibar"
		if err := door.Invite(t.Context(), live.Invitation{Person: people[2], Part: agenda.Observer, DealID: "a"}); err != nil {
			t.Fatal(err)
		}
	}
	seat, err := door.Enter(t.Context(), who, "")
	if err != nil {
		t.Fatal(err)
	}
	var wrong atomic.Pointer[string]
	model := guest.New(t.Context(), live.Visit{Seat: seat}, id)
	program := tea.NewProgram(looked{model, secret, &wrong}, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24))
	ended := make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	for range 150 {
		program.Send(anyKey(random))
	}
	program.Quit()
	select {
	case err = <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	model.Close()
	if errors.Is(err, tea.ErrProgramPanic) {
		t.Fatal("it broke, or reached for the machine")
	}
	if text := wrong.Load(); text != nil {
		t.Fatalf("the observer sees\n%s", *text)
	}
	if now := room.State().Review; now.Stage != agenda.Ready || now.Current != 0 || len(now.Slots) != len(r.Slots) || now.FollowUp != r.FollowUp {
		t.Errorf("the guest moved the meeting: %+v", now)
	}
	_, wrote, _ = keeper.Saved()
	return wrote
}

// anyKey is a key, a paste or a size.
func anyKey(random *rand.Rand) tea.Msg {
	codes := []rune{tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyBackspace, tea.KeyF1, tea.KeyHome}
	text := []rune("abcdefghijklmnoprstuvwxyzACSXYZ0123456789?+-/@#.,:;!%[]() 客é")
	switch random.IntN(12) {
	case 0, 1, 2, 3:
		return tea.KeyPressMsg{Code: codes[random.IntN(len(codes))]}
	case 4:
		return tea.KeyPressMsg{Code: rune('a' + random.IntN(26)), Mod: tea.ModCtrl}
	case 5:
		return tea.PasteMsg{Content: "two\nlines \x1b[2J\u202e客户名称 @dana !1 tomorrow"}
	case 6:
		return tea.WindowSizeMsg{Width: random.IntN(200), Height: random.IntN(60)}
	}
	r := text[random.IntN(len(text))]
	return tea.KeyPressMsg{Code: r, Text: string(r)}
}
