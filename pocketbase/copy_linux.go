package main

import (
	"fmt"
	"os"
	"syscall"
)

// copyMark tells a file from every copy of it, older and newer: by its number, and by the time when
// it was made there, which nobody can set.
func copyMark(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", fmt.Errorf("the file system does not number %s", path)
	}
	return fmt.Sprintf("%d.%d.%09d", stat.Ino, stat.Ctim.Sec, stat.Ctim.Nsec), nil
}
