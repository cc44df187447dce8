package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Keys are bound to the site's name, and to its own pages.
func TestPasskeysAreBound(t *testing.T) {
	table := []struct {
		public, host string
		origins      []string
	}{
		{"https://food.example", "food.example", []string{"https://food.example"}},
		{"https://food.example:8443", "food.example", []string{"https://food.example:8443"}},
		{"http://127.0.0.1:8090", "localhost", []string{"http://127.0.0.1:8090", "http://localhost:8090"}},
		{"http://localhost", "localhost", []string{"http://localhost", "http://localhost"}},
		{"http://[::1]:8090", "localhost", []string{"http://[::1]:8090", "http://localhost:8090"}},
		{"https://192.0.2.7", "", nil},
		{"https://[2001:db8::7]:8443", "", nil},
	}
	for _, row := range table {
		p := newPasskeys(config{"EXES_PUBLIC_URL": row.public}, newLogger(&lockedBuffer{}, "json"))
		if row.host == "" {
			if p.web != nil {
				t.Errorf("%s binds keys to %s", row.public, p.web.Config.RPID)
			}
			continue
		}
		if p.web == nil || p.web.Config.RPID != row.host || fmt.Sprint(p.web.Config.RPOrigins) != fmt.Sprint(row.origins) {
			t.Errorf("%s binds keys to %+v", row.public, p.web)
		}
	}
}

// Whatever a stranger sends in the place of a key is an error, and never the end of a runtime.
func TestPasskeysBearNonsense(t *testing.T) {
	out := &lockedBuffer{}
	p := newPasskeys(config{"EXES_PUBLIC_URL": "https://food.example"}, newLogger(out, "json"))
	session := func(begun string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		var parts struct {
			Session json.RawMessage `json:"session"`
		}
		if err := json.Unmarshal([]byte(begun), &parts); err != nil {
			t.Fatal(err)
		}
		return string(parts.Session)
	}
	creation := session(p.creation("person000000001", "ada@x.example", "Ada", nil))
	request := session(p.request())
	random := rand.New(rand.NewPCG(1, 2))
	bytes := func(most int) string {
		raw := make([]byte, random.IntN(most))
		for i := range raw {
			raw[i] = byte(random.Uint32())
		}
		// Now and then as CBOR begins: a map with the names that are looked for.
		if random.IntN(2) == 0 {
			raw = append([]byte("\xa3cfmtdnonegattStmt\xa0hauthData\x58"), raw...)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	for range 3_000 {
		client := base64.RawURLEncoding.EncodeToString([]byte(`{"type":"webauthn.create","challenge":"","origin":"https://food.example"}`))
		answer, err := json.Marshal(map[string]any{
			"id": "a2V5", "rawId": "a2V5", "type": "public-key", "clientExtensionResults": map[string]any{"appid": random.IntN(2) == 0},
			"response": map[string]any{"clientDataJSON": client, "attestationObject": bytes(300), "authenticatorData": bytes(80), "signature": bytes(80), "userHandle": bytes(70)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.made(creation, "person000000001", "ada@x.example", "Ada", string(answer)); err == nil {
			t.Fatalf("it takes %s", answer)
		}
		if _, err := p.used(request, "person000000001", `{"id":"a2V5","publicKey":"AAAA"}`, string(answer)); err == nil {
			t.Fatalf("it takes %s", answer)
		}
	}
	p.log.flush()
	if strings.Contains(out.String(), "broke the library") {
		t.Errorf("the library panics: %s", out)
	}
}

// A panic is an error, in the log too.
func TestPasskeysSurvive(t *testing.T) {
	out := &lockedBuffer{}
	p := &passkeys{log: newLogger(out, "json")} // without the library's settings, over which it stumbles
	client := base64.RawURLEncoding.EncodeToString([]byte(`{"type":"webauthn.get","challenge":"YXNrZWQ","origin":"https://food.example"}`))
	authData := make([]byte, 37)
	authData[32] = 5 // present and verified
	answer := fmt.Sprintf(`{"id":"a2V5","rawId":"a2V5","type":"public-key","clientExtensionResults":{},
		"response":{"clientDataJSON":%q,"authenticatorData":%q,"signature":"AAAA","userHandle":"cA"}}`,
		client, base64.RawURLEncoding.EncodeToString(authData))
	session := `{"challenge":"YXNrZWRhc2tlZGFza2VkYXNrZWQ","expires":"2999-01-01T00:00:00Z"}`
	if _, err := p.used(session, "p", `{"id":"a2V5","publicKey":"AAAA"}`, answer); err == nil {
		t.Error("it takes that")
	}
	p.log.flush()
	if !strings.Contains(out.String(), "broke the library") {
		t.Errorf("nothing was thrown: %s", out)
	}
}
