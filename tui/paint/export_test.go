package paint

// Break has the next frame panic.
func (p *Painter) Break() {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.canvas.screen = nil
}
