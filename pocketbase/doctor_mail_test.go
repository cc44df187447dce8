package main

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
)

// [O7] What the doctor says of mail and passkeys, without a letter and without a password.
func TestDoctorMail(t *testing.T) {
	cert, _ := certificate(t, "mail.test")
	port, said := smtpServer(t, cert, false, false)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	table := []struct {
		name, profile, smtp, public string
		finds                       []string
	}{
		{"a mail server that answers", "production", fmt.Sprintf("smtp://u:hunter2@127.0.0.1:%d", port), "https://food.example", nil},
		{"one that is away", "development", "smtp://u:hunter2@" + closed.Addr().String(), "http://127.0.0.1:8090", []string{"mail_server"}},
		{"one without TLS where it has to have it", "test", fmt.Sprintf("smtps://u:hunter2@127.0.0.1:%d", port), "", []string{"mail_server"}},
		{"none, for a trial", "development", "", "http://127.0.0.1:8090", nil},
		{"none, in production", "production", "", "https://food.example", []string{"no_mail"}},
		{"an address in figures", "production", "", "https://192.0.2.7", []string{"no_mail", "no_passkeys"}},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			r := &report{}
			patient{settings: config{"EXES_PROFILE": row.profile, "EXES_SMTP_URL": row.smtp, "EXES_PUBLIC_URL": row.public}}.examineMail(r)
			var codes []string
			for _, f := range r.Findings {
				codes = append(codes, f.Code)
				if strings.Contains(f.Message+f.Cure, "hunter2") {
					t.Errorf("it tells the password: %s", f.Message)
				}
			}
			if !slices.Equal(codes, row.finds) {
				t.Errorf("it finds %v: %+v", codes, r.Findings)
			}
		})
	}
	for len(said) > 0 {
		if line := <-said; strings.Contains(line, "MAIL FROM") {
			t.Error("it sent a letter")
		}
	}
}
