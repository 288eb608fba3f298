package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/term"

	"halfhour/agenda/fault"
	"halfhour/store/crm"
	"halfhour/store/disk"
	"halfhour/tui/aside"
)

// input is a file or pipe that a command reads until its context ends, even
// while it waits for more.
type input struct {
	f     *os.File
	ctx   context.Context
	broke func(*fault.Fault)
}

// openInput opens a file that somebody named, or standard input for "-". A named
// pipe that nobody writes is empty.
func (p *program) openInput(ctx context.Context, name string) (*input, error) {
	if name == "-" {
		if term.IsTerminal(int(p.in.Fd())) {
			return nil, misuse("- is standard input, and that is the keyboard: say which file to read with < FILE behind it")
		}
		return &input{p.in, ctx, p.broke}, nil
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, advised(fmt.Errorf("%s: %w", name, crm.ErrMissing))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, disk.Cause(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file in it", name)
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, disk.Cause(err))
	}
	return &input{f, ctx, p.broke}, nil
}

// Read implements io.Reader. A read that waits cannot be ended; it is left
// behind with bytes of its own.
func (in *input) Read(b []byte) (int, error) {
	type read struct {
		bytes []byte
		err   error
	}
	r, err := aside.Await(in.ctx, func() read {
		own := make([]byte, len(b))
		n, err := in.f.Read(own)
		return read{own[:n], err}
	}, in.broke)
	if err != nil {
		return 0, err
	}
	return copy(b, r.bytes), r.err
}

// Close implements io.Closer.
func (in *input) Close() error { return in.f.Close() }
