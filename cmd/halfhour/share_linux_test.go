package main

import (
	"os/exec"
	"testing"
)

// A computer that is in no network says so, and what it can do instead; that
// works there.
func TestWithoutANetwork(t *testing.T) {
	const cut = "-rn" // a network of its own, with nothing in it
	if err := exec.Command("unshare", cut, "true").Run(); err != nil {
		t.Skip("a process cannot be cut off from the network here:", err)
	}
	env := fileWithDeals(t)
	x := startTerminal(t, 100, 30, env, "unshare", cut, "halfhour", "review", "--rep", "ana", "--share=:2222")
	if code := x.exit(); code == 0 {
		t.Error("it succeeds")
	}
	x.has("in no network: --share")
	x = startTerminal(t, 100, 30, env, "unshare", cut, "sh", "-c", "ip link set lo up; exec halfhour review --rep ana --share")
	x.wait("ssh -p 2222 localhost")
}
