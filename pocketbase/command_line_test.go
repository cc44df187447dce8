package main

import (
	"os/user"
	"strings"
	"testing"
)

func TestUserName(t *testing.T) {
	account, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ sudo, want string }{
		{"", account.Username},
		{account.Username, account.Username},
		{"anna-who-calls", "anna-who-calls as " + account.Username},
	} {
		t.Setenv("SUDO_USER", row.sudo)
		if got := userName(); got != row.want {
			t.Errorf("SUDO_USER %q: got %q, want %q", row.sudo, got, row.want)
		}
	}
}

func TestReadInput(t *testing.T) {
	for _, row := range []struct{ given, want, err string }{
		{"", "", ""},
		{"0123456789", "0123456789", ""},
		{"01234567890", "", "longer than 10"},
		{"\xff", "", "UTF-8"},
	} {
		got, err := readInput(strings.NewReader(row.given), 10)
		if got != row.want || (err == nil) != (row.err == "") || err != nil && !strings.Contains(err.Error(), row.err) {
			t.Errorf("%q: got %q, %v; want %q, %q", row.given, got, err, row.want, row.err)
		}
	}
}
