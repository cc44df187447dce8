package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// [S9] A reader that takes nothing keeps nobody waiting, and hears the newest when it does.
func TestHintsWaitForNobody(t *testing.T) {
	h := newHints(newLogger(t.Output(), "info"))
	h.stop = make(chan struct{})
	asleep, err := h.join("devicesA")
	if err != nil {
		t.Fatal(err)
	}
	awake, _ := h.join("devicesB")
	told := make(chan struct{})
	go func() {
		defer close(told)
		for head := int64(1); head <= 1_000; head++ {
			h.tell(head)
			if got := <-awake.news; got != head {
				t.Errorf("head %d was told as %d", head, got)
			}
		}
	}()
	select {
	case <-told:
	case <-time.After(5 * time.Second):
		t.Fatal("somebody who does not read holds everybody up")
	}
	if got := <-asleep.news; got != 1_000 {
		t.Errorf("the newest is 1000, told was %d", got)
	}
	h.tell(1_000)
	select {
	case head := <-asleep.news:
		t.Errorf("nothing changed, and %d was told", head)
	default:
	}
}

func TestHintsKeepRoomForOthers(t *testing.T) {
	h := newHints(newLogger(t.Output(), "info"))
	if _, err := h.join("devicesA"); err == nil {
		t.Error("nobody reads before the server serves")
	}
	h.stop = make(chan struct{})
	var mine []*reader
	for range hintsOfOne {
		r, err := h.join("devicesA")
		if err != nil {
			t.Fatal(err)
		}
		mine = append(mine, r)
	}
	if _, err := h.join("devicesA"); err == nil {
		t.Error("one device takes as many lines as it likes")
	}
	other, err := h.join("devicesB")
	if err != nil {
		t.Error("another device is kept out")
	}
	for _, r := range append(mine, other) {
		h.leave(r)
	}
	if h.count() != 0 || len(h.of) != 0 {
		t.Errorf("who left is still there: %d readers of %d", h.count(), len(h.of))
	}
}

// [S9] Who does not read is cut off once no more goes into the connection, and its place is free.
func TestHintsCutOffWhoDoesNotRead(t *testing.T) {
	db, err := dbx.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.DB().SetMaxOpenConns(1)
	if _, err := db.NewQuery(`CREATE TABLE "changes" ("seq" BIGINT)`).Execute(); err != nil {
		t.Fatal(err)
	}
	h := newHints(newLogger(t.Output(), "info"))
	h.db = func() dbx.Builder { return db }
	h.write = 100 * time.Millisecond
	h.stop = make(chan struct{})

	ended := make(chan error, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := &core.RequestEvent{Auth: core.NewRecord(core.NewAuthCollection("devices"))}
		e.Response, e.Request = w, r
		ended <- h.handler(e)
	}))
	server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		_ = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
		return ctx
	}
	server.Start()
	defer server.Close()

	asleep, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = asleep.Close() }()
	_ = asleep.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := asleep.Write([]byte("GET /api/sync/hints HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}

	limit := time.After(30 * time.Second)
	for head := int64(1); ; head++ {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("a stream that breaks is no failure: %v", err)
			}
			if h.count() != 0 {
				t.Error("its place is kept")
			}
			return
		case <-limit:
			t.Fatal("nobody cuts it off")
		default:
			h.tell(head)
		}
	}
}
