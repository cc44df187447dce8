package main

import (
	"sync"
	"time"
	_ "time/tzdata" // a minimal image has no zone database of its own
)

var locations sync.Map // name to *time.Location

func location(zone string) (*time.Location, error) {
	if known, ok := locations.Load(zone); ok {
		return known.(*time.Location), nil
	}
	// "Local" is whatever the server's machine is set to, which no machine means.
	if zone == "" || zone == "Local" {
		return nil, &time.ParseError{Layout: "IANA zone", Value: zone, Message: ": not a time zone"}
	}
	loaded, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	locations.Store(zone, loaded)
	return loaded, nil
}

// localDate is the calendar day in a zone at an instant in milliseconds, YYYY-MM-DD.
func localDate(ms int64, zone string) (string, error) {
	where, err := location(zone)
	if err != nil {
		return "", err
	}
	return time.UnixMilli(ms).In(where).Format(time.DateOnly), nil
}

// offsetMinutes is how far a zone's clocks are ahead of UTC at an instant in milliseconds.
func offsetMinutes(ms int64, zone string) (int, error) {
	where, err := location(zone)
	if err != nil {
		return 0, err
	}
	_, seconds := time.UnixMilli(ms).In(where).Zone()
	return seconds / 60, nil
}

func isZone(zone string) bool {
	_, err := location(zone)
	return err == nil
}
