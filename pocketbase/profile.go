package main

import (
	"fmt"
	"net/url"
	"strings"
	"syscall"

	"github.com/pocketbase/dbx"
)

// checkProfile refuses settings that do not fit the profile [O6]. It runs before anything is opened.
func checkProfile(c config) error {
	if c["EXES_PROFILE"] != "production" {
		if !isLoopback(c["EXES_ADDR"]) {
			return fmt.Errorf("%w: EXES_ADDR is %q, but the %s profile listens on this machine only; take 127.0.0.1 or set EXES_PROFILE=production", errUsage, c["EXES_ADDR"], c["EXES_PROFILE"])
		}
		return nil
	}
	public, err := url.Parse(c["EXES_PUBLIC_URL"])
	if err != nil || public.Scheme != "https" && !isLoopback(public.Host) {
		return fmt.Errorf("%w: EXES_PUBLIC_URL is %q; production needs https, because location, serial ports and the service worker do", errUsage, c["EXES_PUBLIC_URL"])
	}
	if c["EXES_DEMO"] == "on" {
		return fmt.Errorf("%w: EXES_DEMO is on; production takes no demo data", errUsage)
	}
	if c.number("EXES_LIMITS") > 100 {
		return fmt.Errorf("%w: EXES_LIMITS is %q; production takes 100 at most, or the limits are none", errUsage, c["EXES_LIMITS"])
	}
	if name := networkFileSystem(c["EXES_DATA_DIR"]); name != "" {
		return fmt.Errorf("%w: EXES_DATA_DIR is on a network file system (%s), where SQLite loses data; take a local disk", errUsage, name)
	}
	return nil
}

// checkDemo refuses a production start on a directory with demo data in it [O6].
func checkDemo(db dbx.Builder, c config) error {
	if c["EXES_PROFILE"] != "production" {
		return nil
	}
	for _, table := range []string{"machines", "people"} {
		n, err := number(db, `SELECT COUNT(*) FROM "`+table+`" WHERE "demo" = TRUE`)
		if err == nil && n > 0 {
			return fmt.Errorf("%w: the data directory holds demo data (%d in %s); production takes a directory of its own: set EXES_DATA_DIR", errUsage, n, table)
		}
	}
	return nil
}

// The magic numbers of statfs(2) of file systems that are not on this machine.
var networkFileSystems = map[int64]string{
	0x6969: "nfs", 0xff534d42: "cifs", 0xfe534d42: "smb2", 0x517b: "smb", 0x65735546: "fuse",
	0x00c36400: "ceph", 0x01021997: "9p", 0x5346414f: "afs", 0x47504653: "gpfs", 0x0bd00bd0: "lustre",
}

// networkFileSystem names the network file system that holds the nearest existing parent of a path.
func networkFileSystem(path string) string {
	var stat syscall.Statfs_t
	if syscall.Statfs(existing(path), &stat) != nil {
		return ""
	}
	return networkFileSystems[int64(stat.Type)&0xffffffff]
}

// freeMegabytes is what an ordinary user may still write beside a path; -1 where nobody knows.
func freeMegabytes(path string) int64 {
	var stat syscall.Statfs_t
	if syscall.Statfs(existing(path), &stat) != nil {
		return -1
	}
	return int64(stat.Bavail) * stat.Bsize / (1 << 20)
}

func existing(path string) string {
	var stat syscall.Stat_t
	for path != "" && syscall.Stat(path, &stat) != nil {
		cut := strings.LastIndexByte(strings.TrimRight(path, "/"), '/')
		if cut <= 0 {
			if strings.HasPrefix(path, "/") {
				return "/"
			}
			return "."
		}
		path = path[:cut]
	}
	return path
}
