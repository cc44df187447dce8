package main

import (
	"fmt"
	"io"
	"os"
	"os/user"
	"unicode/utf8"
)

// userName is who runs this command, by the operating system: what the audit keeps. Behind sudo it
// tells both, since everybody may be the same user there.
func userName() string {
	name := fmt.Sprintf("uid %d", os.Getuid())
	if account, err := user.Current(); err == nil && account.Username != "" {
		name = account.Username
	}
	if caller := os.Getenv("SUDO_USER"); caller != "" && caller != name {
		return caller + " as " + name
	}
	return name
}

// readInput reads what a command was given on standard input. The server itself never reads it [O2].
func readInput(from io.Reader, limit int64) (string, error) {
	text, err := io.ReadAll(io.LimitReader(from, limit+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("standard input cannot be read: %w", err)
	case int64(len(text)) > limit:
		return "", fmt.Errorf("standard input is longer than %d bytes", limit)
	case !utf8.Valid(text):
		return "", fmt.Errorf("standard input is no UTF-8")
	}
	return string(text), nil
}
