package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wneessen/go-mail"
)

// [O5] What EXES_SMTP_URL says, and what it leaves to us.
func TestRelay(t *testing.T) {
	table := []struct {
		url, public string
		want        relay
	}{
		{"smtps://u:p%40ss@mail.example.org", "https://food.example",
			relay{host: "mail.example.org", port: 465, user: "u", password: "p@ss", implicitTLS: true, from: "exes@food.example", hello: "food.example"}},
		{"smtp://mail.example.org", "https://food.example:8443",
			relay{host: "mail.example.org", port: 587, from: "exes@food.example", hello: "food.example"}},
		{"smtp://127.0.0.1:2525/", "",
			relay{host: "127.0.0.1", port: 2525, from: "exes@localhost", hello: "localhost"}},
		{"smtp://[::1]:25", "http://localhost:8090",
			relay{host: "::1", port: 25, from: "exes@localhost", hello: "localhost"}},
	}
	for _, row := range table {
		clean(t)
		t.Setenv("EXES_SMTP_URL", row.url)
		t.Setenv("EXES_PUBLIC_URL", row.public)
		settings, err := loadConfig(filepath.Join(t.TempDir(), ".env"), os.Stderr)
		if err != nil {
			t.Fatal(err)
		}
		row.want.patience = mailStep
		if got := newRelay(settings); *got != row.want {
			t.Errorf("%s is %+v", row.url, *got)
		}
	}
	clean(t)
	settings, _ := loadConfig(filepath.Join(t.TempDir(), ".env"), os.Stderr)
	if r := newRelay(settings); r != nil {
		t.Errorf("without a mail server there is %+v", r)
	}
}

// [O9] Nothing that a mail server says brings an address into the log.
func TestWithoutAddresses(t *testing.T) {
	for said, logged := range map[string]string{
		"550 5.1.1 <ada@x.example>: unknown": "550 5.1.1 <[address]>: unknown",
		"no user ada.b+c@x.example, sorry":   "no user [address], sorry",
		`to "a@b.c"; from (exes@d.e)`:        `to "[address]"; from ([address])`,
		"connection refused":                 "connection refused",
		"ädä@müller.example: x":              "[address]: x",
	} {
		if got := withoutAddresses(said); got != logged {
			t.Errorf("%q becomes %q", said, got)
		}
	}
}

// certificate is one that a system does not know, unless it is told.
func certificate(t *testing.T, host string) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// smtpServer speaks as much SMTP as one letter needs. It tells what it was sent, in clear or within TLS.
func smtpServer(t *testing.T, cert tls.Certificate, implicit, starttls bool) (port int, said <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	lines := make(chan string, 100)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if implicit {
				conn = tls.Server(conn, config)
			}
			go speak(conn, config, implicit, starttls, lines)
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port, lines
}

func speak(conn net.Conn, config *tls.Config, secret, starttls bool, said chan<- string) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	tell := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	tell("220 test")
	inData := false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		said <- fmt.Sprintf("%t %s", secret, line)
		switch {
		case inData && line != ".":
		case inData:
			inData = false
			tell("250 taken")
		case strings.HasPrefix(line, "EHLO") && starttls && !secret:
			tell("250-test\r\n250 STARTTLS")
		case strings.HasPrefix(line, "EHLO"):
			tell("250-test\r\n250 AUTH PLAIN")
		case line == "STARTTLS":
			tell("220 go on")
			wrapped := tls.Server(conn, config)
			conn, in, secret = wrapped, bufio.NewReader(wrapped), true
		case strings.HasPrefix(line, "AUTH"):
			tell("235 welcome")
		case line == "DATA":
			inData = true
			tell("354 go on")
		case line == "QUIT":
			tell("221 bye")
			return
		default:
			tell("250 yes")
		}
	}
}

// A password and a code cross a network within TLS alone, to a server whose certificate is good.
func TestMailIsSecret(t *testing.T) {
	cert, authority := certificate(t, "mail.test")
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	table := []struct {
		name               string
		implicit, starttls bool
		trusted            bool
		host               string
		arrives            bool
	}{
		{"smtps", true, false, true, "mail.test", true},
		{"smtp with STARTTLS", false, true, true, "mail.test", true},
		{"smtps, a stranger's certificate", true, false, false, "mail.test", false},
		{"STARTTLS, a stranger's certificate", false, true, false, "mail.test", false},
		{"smtps, another's name", true, false, true, "other.test", false},
		{"smtp that offers no TLS", false, false, true, "mail.test", false},
		{"smtp that offers no TLS, on this machine", false, false, true, "localhost", true},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			port, said := smtpServer(t, cert, row.implicit, row.starttls)
			r := &relay{host: row.host, port: port, user: "u", password: "hunter2", implicitTLS: row.implicit, from: "exes@food.example", hello: "food.example", patience: mailStep}
			names := &tls.Config{ServerName: row.host}
			if row.trusted {
				names.RootCAs = pool
			}
			options := append(r.options(), mail.WithTLSConfig(names))
			if row.implicit {
				r.host = "127.0.0.1"
			} else {
				options = append(options, mail.WithDialContextFunc(func(ctx context.Context, network, _ string) (net.Conn, error) {
					return (&net.Dialer{}).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
				}))
			}
			client, err := mail.NewClient(r.host, options...)
			if err != nil {
				t.Fatal(err)
			}
			message, err := r.message(letter{To: "ada@x.example", Language: "en", Subject: "s", Text: "code 123456", HTML: "<p>"})
			if err != nil {
				t.Fatal(err)
			}
			err = client.DialAndSend(message)
			if (err == nil) != row.arrives {
				t.Fatalf("got %v", err)
			}
			if err != nil && !isPassing(err) {
				t.Errorf("%v ends it: a server that is mended may take it in a minute", err)
			}
			var clear, all string
			for len(said) > 0 {
				line := <-said
				if all += line; strings.HasPrefix(line, "false") {
					clear += line + "\n"
				}
			}
			if row.host != "localhost" && (strings.Contains(clear, "AUTH") || strings.Contains(clear, "123456")) {
				t.Errorf("in the clear: %s", clear)
			}
			if row.arrives && !(strings.Contains(all, "123456") && strings.Contains(all, "AUTH PLAIN")) {
				t.Errorf("it heard %s", all)
			}
		})
	}
}

// A server that takes the connection and says nothing is left.
func TestMailServerHangs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	r := &relay{host: "127.0.0.1", port: listener.Addr().(*net.TCPAddr).Port, from: "exes@food.example", hello: "localhost", patience: 200 * time.Millisecond}
	began := time.Now()
	err = r.send(letter{To: "ada@x.example"})
	if err == nil || !isPassing(err) || time.Since(began) > 5*time.Second {
		t.Errorf("got %v after %s", err, time.Since(began))
	}
}

func TestUnsendable(t *testing.T) {
	r := &relay{host: "127.0.0.1", port: 1, from: "exes@food.example", hello: "localhost", patience: mailStep}
	err := r.send(letter{To: "ada @x"})
	if !errors.Is(err, errUnsendable) || isPassing(err) || strings.Contains(err.Error(), "ada") {
		t.Errorf("got %v", err)
	}
	if err := r.send(letter{To: "ada@x.example"}); err == nil || !isPassing(err) {
		t.Errorf("a server that is down: %v", err)
	}
}
