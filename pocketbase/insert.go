package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// inserter runs an INSERT of one row for many rows: a quarter of what it costs to hand them over as one
// JSON text, which the runtime has to write and the database to read again for each column. A statement
// stays prepared to the end of its transaction, since one of a table with triggers costs as much to
// prepare as twenty rows to write.
type inserter struct {
	checkpoints *checkpointer

	mu       sync.Mutex
	prepared map[*core.TxAppInfo]map[string]*dbx.Query
}

func newInserter(c *checkpointer) *inserter {
	return &inserter{checkpoints: c, prepared: map[*core.TxAppInfo]map[string]*dbx.Query{}}
}

// rows runs the statement for each row; its parameters are {:p0}, {:p1} and so on.
func (i *inserter) rows(app core.App, statement string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	query, end := i.query(app, statement)
	defer end()
	i.checkpoints.note(len(rows), time.Now())
	params := make(dbx.Params, len(rows[0]))
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			return fmt.Errorf("a row has %d values and another %d", len(rows[0]), len(row))
		}
		for n, value := range row {
			params[placeholder(n)] = value
		}
		if _, err := query.Bind(params).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// query is the prepared statement, and what to do after its use.
func (i *inserter) query(app core.App, statement string) (*dbx.Query, func()) {
	tx := app.TxInfo()
	if tx == nil {
		query := app.DB().NewQuery(statement).Prepare()
		return query, func() { _ = query.Close() }
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	known, ok := i.prepared[tx]
	if !ok {
		known = map[string]*dbx.Query{}
		i.prepared[tx] = known
		tx.OnComplete(func(error) error {
			i.mu.Lock()
			defer i.mu.Unlock()
			delete(i.prepared, tx) // database/sql has closed them with their transaction
			return nil
		})
	}
	query, ok := known[statement]
	if !ok {
		query = app.DB().NewQuery(statement).Prepare()
		known[statement] = query
	}
	return query, func() {}
}

var placeholders = func() (names [40]string) {
	for i := range names {
		names[i] = "p" + strconv.Itoa(i)
	}
	return names
}()

func placeholder(i int) string {
	if i < len(placeholders) {
		return placeholders[i]
	}
	return "p" + strconv.Itoa(i)
}
