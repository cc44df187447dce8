package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// passkeyPatience is how long a person may take to answer a challenge.
const passkeyPatience = 5 * time.Minute

// passkeys speaks WebAuthn (level 3) for the hooks, which keep what is made here. All of it goes in and
// out as JSON; nothing is remembered.
type passkeys struct {
	web *webauthn.WebAuthn
	log *logger
}

// newPasskeys binds keys to the host of EXES_PUBLIC_URL. On this machine that is the name localhost,
// because a key is bound to a name and never to an address in figures; where people reach us by such
// an address, there are none.
func newPasskeys(settings config, log *logger) *passkeys {
	p := &passkeys{log: log}
	public, err := url.Parse(settings["EXES_PUBLIC_URL"])
	if err != nil {
		return p
	}
	host, origins := public.Hostname(), []string{public.Scheme + "://" + public.Host}
	if isLoopback(public.Host) {
		host = "localhost"
		origins = append(origins, (&url.URL{Scheme: public.Scheme, Host: localhostWith(public.Port())}).String())
	} else if net.ParseIP(host) != nil {
		return p
	}
	wait := webauthn.TimeoutConfig{Enforce: true, Timeout: passkeyPatience, TimeoutUVD: passkeyPatience}
	p.web, err = webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Exes", RPOrigins: origins,
		AttestationPreference: protocol.PreferNoAttestation, // whoever made the device is none of our business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			// The key names its person by itself, and its holder has unlocked it: it stands in for a code alone.
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Registration: wait, Login: wait},
	})
	if err != nil {
		log.Warn("there are no passkeys: EXES_PUBLIC_URL does not name a site", "cause", err.Error())
	}
	return p
}

func localhostWith(port string) string {
	if port == "" {
		return "localhost"
	}
	return net.JoinHostPort("localhost", port)
}

// bind is what the hooks see of it; hooks/exes.d.ts says what each part does.
func (p *passkeys) bind() map[string]any {
	return map[string]any{
		"available": func() bool { return p.web != nil },
		"creation":  p.creation,
		"made":      p.made,
		"request":   p.request,
		"used":      p.used,
	}
}

// keyholder is a person as the library sees one.
type keyholder struct {
	id, email, name string
	keys            []webauthn.Credential
}

func (k keyholder) WebAuthnID() []byte                         { return []byte(k.id) }
func (k keyholder) WebAuthnName() string                       { return k.email }
func (k keyholder) WebAuthnDisplayName() string                { return k.name }
func (k keyholder) WebAuthnCredentials() []webauthn.Credential { return k.keys }

// creation asks for a new key of a person who has those of the given bodies. It answers the options of
// navigator.credentials.create, and the session that `made` needs.
func (p *passkeys) creation(id, email, name string, bodies []string) (string, error) {
	holder := keyholder{id: id, email: email, name: name}
	for _, body := range bodies {
		var key webauthn.Credential
		if err := json.Unmarshal([]byte(body), &key); err != nil {
			return "", err
		}
		holder.keys = append(holder.keys, key)
	}
	exclusions := webauthn.Credentials(holder.keys).CredentialDescriptors()
	options, session, err := p.web.BeginRegistration(holder, webauthn.WithExclusions(exclusions))
	if err != nil {
		return "", err
	}
	return asJSON(map[string]any{"options": options.Response, "session": session})
}

// made checks the key that a browser made, and answers what to keep of it.
func (p *passkeys) made(session, id, email, name, answer string) (_ string, err error) {
	defer p.survive(&err)
	var begun webauthn.SessionData
	if err := json.Unmarshal([]byte(session), &begun); err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return "", p.refused(err)
	}
	key, err := p.web.CreateCredential(keyholder{id: id, email: email, name: name}, begun, parsed)
	if err != nil {
		return "", p.refused(err)
	}
	return toKeep(key)
}

// request asks for any key that this site made. It answers the options of navigator.credentials.get,
// and the session that `used` needs.
func (p *passkeys) request() (string, error) {
	options, session, err := p.web.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", err
	}
	return asJSON(map[string]any{"options": options.Response, "session": session})
}

// used checks that the key of this body, of this person, has answered. It answers what to keep of it
// now, and whether its counter went back, as that of a copy does.
func (p *passkeys) used(session, id, body, answer string) (_ string, err error) {
	defer p.survive(&err)
	var begun webauthn.SessionData
	var key webauthn.Credential
	if err := errors.Join(json.Unmarshal([]byte(session), &begun), json.Unmarshal([]byte(body), &key)); err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return "", p.refused(err)
	}
	holder := keyholder{id: id, keys: []webauthn.Credential{key}}
	now, err := p.web.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return holder, nil }, begun, parsed)
	if err != nil {
		return "", p.refused(err)
	}
	return toKeep(now)
}

func toKeep(key *webauthn.Credential) (string, error) {
	body, err := asJSON(key)
	if err != nil {
		return "", err
	}
	return asJSON(map[string]any{
		"credentialId": base64.RawURLEncoding.EncodeToString(key.ID),
		"body":         body,
		"suspect":      key.Authenticator.CloneWarning,
	})
}

// survive makes a panic of the library over what a stranger sent an error: it would lose the hooks a
// runtime for good.
func (p *passkeys) survive(err *error) {
	if thrown := recover(); thrown != nil {
		p.log.Error("a passkey broke the library that reads it", "cause", fmt.Sprint(thrown))
		*err = errors.New("the passkey cannot be read")
	}
}

// refused says in the log what was wrong with a key, which a browser is not told: mostly that
// EXES_PUBLIC_URL is not where people are.
func (p *passkeys) refused(err error) error {
	var known *protocol.Error
	if errors.As(err, &known) {
		info := known.DevInfo
		p.log.Info("a passkey was refused", "why", known.Details, "info", info[:min(len(info), 300)])
	}
	return fmt.Errorf("the passkey was refused: %w", err)
}

func asJSON(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
