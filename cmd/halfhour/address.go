package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"

	"halfhour/store/disk"
)

// sharePort is where a review listens unless another port is named; the next
// ones are tried when nobody named any.
const (
	sharePort   = 2222
	moreSharing = 10
)

// here is what --share without an address stands for: this computer only.
const here = "here"

// listen opens the door of a shared review. outside says that other computers
// reach it.
func listen(address string) (l net.Listener, outside bool, err error) {
	if address == here {
		for port := sharePort; port < sharePort+moreSharing; port++ {
			l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
			if !errors.Is(err, syscall.EADDRINUSE) {
				break
			}
		}
		return l, false, refusal(err, "127.0.0.1", strconv.Itoa(sharePort))
	}
	host, port := hostPort(address)
	if host == "" && len(ownAddresses()) == 0 {
		return nil, true, errors.New("this computer is in no network: --share without an address is for this computer alone")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return nil, true, misuse("%q is not a port: say --share=:2222 or --share=192.168.1.20:2222", port)
	}
	l, err = net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, true, refusal(err, host, port)
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	return l, !ok || !addr.IP.IsLoopback(), nil
}

// hostPort reads an address as people type it: with or without a port, or the
// port alone.
func hostPort(address string) (host, port string) {
	address = strings.TrimSpace(address)
	if _, err := strconv.Atoi(address); err == nil {
		return "127.0.0.1", address
	}
	if host, port, err := net.SplitHostPort(address); err == nil {
		return host, port
	}
	return strings.Trim(address, "[]"), strconv.Itoa(sharePort)
}

// refusal says why an address cannot be listened on, and what can be done.
func refusal(err error, host, port string) error {
	var dns *net.DNSError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		next, _ := strconv.Atoi(port)
		return fmt.Errorf("port %s is in use on this computer: --share=%s takes another", port, net.JoinHostPort(host, strconv.Itoa(next+1)))
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, &dns):
		own := strings.Join(ownAddresses(), " and ")
		if own == "" {
			return fmt.Errorf("%s is not an address of this computer, which is in no network: --share alone is for this computer", host)
		}
		return fmt.Errorf("%s is not an address of this computer; it has %s", host, own)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %s is not for everybody: take one above 1023, as in --share=%s", port, net.JoinHostPort(host, strconv.Itoa(sharePort)))
	}
	return fmt.Errorf("nobody can join at %s: %w", net.JoinHostPort(host, port), disk.Cause(err))
}

// ownAddresses are those at which other computers reach this one, the likeliest
// first.
func ownAddresses() []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var four, six []string
	for _, a := range all {
		ip, ok := a.(*net.IPNet)
		switch {
		case !ok || ip.IP.IsLoopback() || ip.IP.IsLinkLocalUnicast():
		case ip.IP.To4() != nil:
			four = append(four, ip.IP.String())
		default:
			six = append(six, ip.IP.String())
		}
	}
	return append(four, six...)
}

// joinCommand is what a guest types, and the names that known_hosts has for the
// computer then.
func joinCommand(addr net.Addr) (command string, names []string) {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "", nil
	}
	ip := net.ParseIP(host)
	switch {
	case ip.IsLoopback():
		host, names = "localhost", []string{"localhost", ip.String()}
	case ip.IsUnspecified():
		names = append(ownAddresses(), "localhost")
		host = names[0]
	default:
		names = []string{host}
	}
	for i, name := range names {
		if names[i] = name; port != "22" {
			names[i] = "[" + name + "]:" + port
		}
	}
	return "ssh -p " + port + " " + host, names
}
