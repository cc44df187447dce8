package main

import (
	"fmt"
	"net"
	"net/url"
	"time"
)

// examineMail asks the mail server as far as a letter would go, and says what people cannot do without
// one.
func (p patient) examineMail(r *report) {
	inProduction := p.settings["EXES_PROFILE"] == "production"
	if mail := newRelay(p.settings); mail != nil {
		mail.patience = 5 * time.Second
		if err := mail.greet(); err != nil {
			r.add("error", "mail_server", fmt.Sprintf("The mail server %s does not take mail: %s", net.JoinHostPort(mail.host, fmt.Sprint(mail.port)), withoutAddresses(err.Error())),
				"Mend EXES_SMTP_URL or the mail server; until then people sign in with links: npm run exes -- person create")
		}
	} else if inProduction {
		r.add("warning", "no_mail", "People cannot ask for a sign-in code: no mail server is set.",
			"Set EXES_SMTP_URL, or give people links: npm run exes -- person create")
	}
	if public, err := url.Parse(p.settings["EXES_PUBLIC_URL"]); inProduction && err == nil && net.ParseIP(public.Hostname()) != nil && !isLoopback(public.Host) {
		r.add("warning", "no_passkeys", "People cannot use passkeys: EXES_PUBLIC_URL is an address in figures.", "Give it a name that people reach it by.")
	}
}
