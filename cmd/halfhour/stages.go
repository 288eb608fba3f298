package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

func (p *program) stagesCommand() *cobra.Command {
	var known bool
	cmd := &cobra.Command{
		Use:   "stages",
		Short: "Your stages and the exit questions of each",
		Long: `List your stages in order: the two or three questions that decide whether a
deal may leave each, how long deals usually stay, and which stages of your CRM
it stands for. stages edit changes them; answers stay with their questions.`,
		Example: `  halfhour stages
  halfhour stages --known
  halfhour stages edit
  halfhour stages export -o stages.toml
  halfhour stages import stages.toml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runStages(cmd.Context(), known) },
	}
	p.jsonFlag(cmd)
	cmd.Flags().BoolVar(&known, "known", false, "also the stages of all CRMs that are placed without asking")
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(p.editStagesCommand(), p.exportStagesCommand(), p.importStagesCommand())
	return cmd
}

type stageJSON struct {
	Name      string         `json:"name"`
	Like      string         `json:"like"`
	Status    agenda.Status  `json:"status"`
	Days      int            `json:"days"`
	Questions []questionJSON `json:"questions"`
	CRM       []string       `json:"crm"`
	Deals     []crmStageJSON `json:"open_deals"`
	Known     []knownJSON    `json:"known"`
}

type questionJSON struct {
	ID  string `json:"id"`
	Ask string `json:"ask"`
}

type crmStageJSON struct {
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage"`
	Deals    int    `json:"deals"`
	Lost     string `json:"not_yours"`
}

type knownJSON struct {
	CRM   string `json:"crm"`
	Stage string `json:"stage"`
}

func (p *program) runStages(ctx context.Context, known bool) error {
	process, seen, err := p.readStages(ctx)
	if err != nil {
		return err
	}
	list := describeStages(process, seen)
	if p.json {
		return printJSON(p, list)
	}
	for _, s := range list {
		p.printStage(s, known)
	}
	return nil
}

// readStages reads the team's stages and what is in them. Without a file these
// are the defaults.
func (p *program) readStages(ctx context.Context) (process agenda.Process, seen []store.CRMStage, err error) {
	st, err := p.openToRead(ctx)
	if _, none := errors.AsType[*errNoFile](err); none {
		return process, nil, nil
	}
	if err != nil {
		return process, nil, err
	}
	defer func() { _ = st.Close() }()
	if process, err = st.Process(ctx); err == nil {
		seen, err = st.CRMStages(ctx)
	}
	return process, seen, err
}

func describeStages(process agenda.Process, seen []store.CRMStage) []stageJSON {
	var list []stageJSON
	at := map[string]int{}
	for i, s := range process.All() {
		at[s.Name] = i
		item := stageJSON{
			Name: s.Name, Like: s.Step.String(), Status: s.Status(), Days: s.Days,
			CRM: append([]string{}, s.CRM...), Questions: []questionJSON{}, Deals: []crmStageJSON{}, Known: []knownJSON{},
		}
		for _, q := range s.Questions {
			item.Questions = append(item.Questions, questionJSON{q.ID, q.Text})
		}
		list = append(list, item)
	}
	for _, c := range seen {
		place := process.Of(agenda.Deal{Stage: c.Name, Step: c.Step, Status: agenda.Open})
		s := &list[at[place.Name]]
		s.Deals = append(s.Deals, crmStageJSON{c.Pipeline, c.Name, c.Deals, place.Lost})
	}
	for _, k := range crm.KnownStages() {
		place := process.Of(agenda.Deal{Stage: k.Name, Step: k.Step, Status: (agenda.ProcessStage{Step: k.Step}).Status()})
		if place.Lost == "" {
			s := &list[at[place.Name]]
			s.Known = append(s.Known, knownJSON{k.CRM, k.Name})
		}
	}
	return list
}

func (p *program) printStage(s stageJSON, known bool) {
	head := string(safe.Line(s.Name))
	if !strings.EqualFold(s.Like, s.Name) {
		head += " (like " + s.Like + ")"
	}
	if s.Status == agenda.Open {
		head += fmt.Sprintf(", usually %s", agenda.Counted(s.Days, "day"))
	} else {
		head += ": the end, " + string(s.Status)
	}
	p.printf("%s\n", head)
	for _, q := range s.Questions {
		p.printf("  ? %s\n", safe.Line(q.Ask))
	}
	if len(s.CRM) > 0 {
		p.printf("  in the CRM: %s\n", safe.Line(strings.Join(s.CRM, ", ")))
	}
	for _, d := range s.Deals {
		name := cmp.Or(d.Stage, "no stage")
		if d.Pipeline != "" {
			name = d.Pipeline + ": " + name
		}
		line := fmt.Sprintf("%s in %s", agenda.Counted(d.Deals, "open deal"), name)
		if d.Lost != "" {
			line += ": " + d.Lost + ", so they are asked this"
		}
		p.printf("  %s\n", safe.Line(line))
	}
	if known {
		p.printKnown(s.Known)
	}
	p.printf("\n")
}

// printKnown prints the CRMs' names of a stage, a line a CRM.
func (p *program) printKnown(list []knownJSON) {
	var crms []string
	names := map[string][]string{}
	for _, k := range list {
		of := cmp.Or(k.CRM, "often called")
		if !slices.Contains(crms, of) {
			crms = append(crms, of)
		}
		names[of] = append(names[of], k.Stage)
	}
	for _, of := range crms {
		p.printf("  %s: %s\n", of, safe.Line(strings.Join(names[of], ", ")))
	}
}
