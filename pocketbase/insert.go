package main

import (
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// inserter runs an INSERT of one row for many rows: a quarter of what it costs to hand them over as one
// JSON text, which the runtime has to write and the database to read again for each column. The
// statements stay prepared on the connection that writes, since one for a table with triggers costs as
// much to prepare as twenty rows to write.
type inserter struct {
	checkpoints *checkpointer

	mu       sync.Mutex
	prepared map[string]*sql.Stmt // nil while it was only asked for
}

func newInserter(c *checkpointer) *inserter {
	return &inserter{checkpoints: c, prepared: map[string]*sql.Stmt{}}
}

// rows runs the statement for each row; its parameters are {:p0}, {:p1} and so on. Everything in a
// transaction that is rolled back if it fails.
func (i *inserter) rows(app core.App, statement string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	i.checkpoints.note(len(rows), time.Now())
	run, end, err := i.open(app, statement, len(rows[0]))
	if err != nil {
		return err
	}
	defer end()
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			return fmt.Errorf("a row has %d values and another %d", len(rows[0]), len(row))
		}
		if err := run(row); err != nil {
			return err
		}
	}
	return nil
}

// open gives what runs the statement for a row, and what to do after its use.
func (i *inserter) open(app core.App, statement string, columns int) (run func([]any) error, end func(), err error) {
	if stmt, tx := i.known(statement), transaction(app); stmt != nil && tx != nil {
		own := tx.Stmt(stmt)
		return func(row []any) error {
			_, err := own.Exec(row...)
			return err
		}, func() { _ = own.Close() }, nil
	}
	query := app.DB().NewQuery(statement).Prepare()
	if query.LastError != nil {
		return nil, nil, query.LastError
	}
	params := make(dbx.Params, columns)
	return func(row []any) error {
		for n, value := range row {
			params["p"+strconv.Itoa(n)] = value
		}
		_, err := query.Bind(params).Execute()
		return err
	}, func() { _ = query.Close() }, nil
}

func (i *inserter) known(statement string) *sql.Stmt {
	i.mu.Lock()
	defer i.mu.Unlock()
	stmt, asked := i.prepared[statement]
	if !asked {
		i.prepared[statement] = nil
	}
	return stmt
}

// placeholder is a parameter; each stands once in a statement, in order.
var placeholder = regexp.MustCompile(`\{:p\d+\}`)

// prepare prepares what was asked for until now; what cannot be is run without. To be called where no
// transaction is open: it waits for the connection that writes.
func (i *inserter) prepare(app core.App) {
	db, ok := app.NonconcurrentDB().(*dbx.DB)
	if !ok {
		return // within somebody's transaction
	}
	for _, statement := range i.asked() {
		n := 0
		text := placeholder.ReplaceAllStringFunc(statement, func(string) string {
			n++
			return db.GeneratePlaceholder(n)
		})
		stmt, err := db.DB().Prepare(text)
		if err != nil {
			return
		}
		i.mu.Lock()
		if i.prepared[statement] == nil {
			i.prepared[statement], stmt = stmt, nil
		}
		i.mu.Unlock()
		if stmt != nil {
			_ = stmt.Close() // another was faster
		}
	}
}

func (i *inserter) asked() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	var asked []string
	for statement, stmt := range i.prepared {
		if stmt == nil {
			asked = append(asked, statement)
		}
	}
	return asked
}

// transaction is what an app in a transaction runs its statements in; nil outside of one.
func transaction(app core.App) *sql.Tx {
	open, ok := app.DB().(*dbx.Tx)
	if !ok {
		return nil
	}
	builder, ok := open.Builder.(interface{ Executor() dbx.Executor })
	if !ok {
		return nil
	}
	tx, _ := builder.Executor().(*sql.Tx)
	return tx
}
