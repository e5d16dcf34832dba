package trial

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// allowed tells whether a request may come in. The trial has no login and its
// token is no secret, so a page of another site in the same browser must not
// reach it: neither by a plain request, nor under a name of its own that it
// lets point to this machine. The latter needs a name, so numbers are let in:
// a phone in the same network may use the page by the machine's address.
func allowed(r *http.Request) bool {
	return isOwnHost(r.Host) && !isCrossSite(r)
}

func isOwnHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host) != nil
}

// isCrossSite believes what browsers say of where a request comes from; what
// is no browser says nothing. A link from elsewhere may still open the page.
func isCrossSite(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return true
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	return r.Method != http.MethodGet || r.URL.Path != "/" || r.Header.Get("Sec-Fetch-Mode") != "navigate"
}
