package main

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// A letter is one e-mail. It is not worth sending after the instant `until`.
type letter struct {
	To, Language, Subject, Text, HTML string
	until                             time.Time
}

// relay is the mail server that EXES_SMTP_URL names, and who we are to it.
type relay struct {
	host           string
	port           int
	user, password string
	implicitTLS    bool
	from, hello    string
	patience       time.Duration // for each of three steps: to connect, to greet, to deliver
}

const (
	portSubmission  = 587 // STARTTLS (RFC 6409)
	portSubmissions = 465 // TLS from the first byte (RFC 8314)
	mailStep        = 10 * time.Second
)

// newRelay reads checked settings; nothing where EXES_SMTP_URL is empty.
func newRelay(settings config) *relay {
	u, err := url.Parse(settings["EXES_SMTP_URL"])
	if err != nil || u.Hostname() == "" {
		return nil
	}
	password, _ := u.User.Password()
	r := &relay{
		host: u.Hostname(), user: u.User.Username(), password: password,
		implicitTLS: u.Scheme == "smtps", from: settings["EXES_MAIL_FROM"], hello: "localhost", patience: mailStep,
	}
	r.port = portSubmission
	if r.implicitTLS {
		r.port = portSubmissions
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		r.port = port
	}
	if public, err := url.Parse(settings["EXES_PUBLIC_URL"]); err == nil && !isLoopback(public.Host) {
		r.hello = public.Hostname()
	}
	return r
}

// options are those of a connection. Without TLS we speak to this machine alone: a password and a code
// that signs somebody in never cross a network in the clear.
func (r *relay) options() []mail.Option {
	options := []mail.Option{
		mail.WithPort(r.port), mail.WithTimeout(r.patience), mail.WithHELO(r.hello), mail.WithoutNoop(),
	}
	method := mail.SMTPAuthAutoDiscover
	switch {
	case r.implicitTLS:
		options = append(options, mail.WithSSL())
	case isLoopback(r.host):
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
		method = mail.SMTPAuthPlainNoEnc
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if r.user != "" {
		options = append(options, mail.WithSMTPAuth(method), mail.WithUsername(r.user), mail.WithPassword(r.password))
	}
	return options
}

// send delivers one letter to the mail server. It ends within three times its patience.
func (r *relay) send(l letter) error {
	message, err := r.message(l)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(r.host, r.options()...)
	if err != nil {
		return fmt.Errorf("%w: %v", errUnsendable, err)
	}
	return client.DialAndSend(message)
}

// greet goes as far as a letter would, and sends none.
func (r *relay) greet() error {
	client, err := mail.NewClient(r.host, r.options()...)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(context.Background()); err != nil {
		return err
	}
	return client.Close()
}

// errUnsendable is a letter that no mail server would take however often it is tried.
var errUnsendable = errors.New("it cannot be sent")

func (r *relay) message(l letter) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := errors.Join(m.From(r.from), m.To(l.To)); err != nil {
		return nil, fmt.Errorf("%w: no address", errUnsendable) // its own text quotes the address
	}
	m.Subject(l.Subject)
	m.SetDate()
	m.SetGenHeader(mail.HeaderContentLang, l.Language)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no machine answers it
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	return m, nil
}

// isPassing is whether a failure may be another one in a while.
func isPassing(err error) bool {
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() >= 500 {
		return false
	}
	return !errors.Is(err, errUnsendable)
}

var addressLike = regexp.MustCompile(`[^\s<>"'()\[\],;:]+@[^\s<>"'()\[\],;:]+`)

// withoutAddresses is what a mail server said, fit for the log [O9].
func withoutAddresses(text string) string {
	return addressLike.ReplaceAllString(text, "[address]")
}

// isSMTP is whether a URL names a mail server that newRelay can use.
func isSMTP(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != "" &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && (u.Port() == "" || isBetween(1, 65535)(u.Port()))
}

// isMailbox is whether it is an e-mail address, with a name before it or without.
func isMailbox(value string) bool {
	_, err := netmail.ParseAddress(value)
	return err == nil
}
