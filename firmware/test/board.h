/* A board in memory, with a clock that a test moves, and everything that it did. */
#ifndef EXES_TEST_BOARD_H
#define EXES_TEST_BOARD_H

#include "exes.h"
#include "port.h"

#include <setjmp.h>

enum { BOARD_RECORDS = 64, BOARD_SENT = 256 };

struct sent {
	char type;
	uint32_t id;
	char json[400];
};

struct board {
	int64_t now;
	/* What survives the loss of power. */
	char records[BOARD_RECORDS][EXES_EVENT_MAX + 1];
	uint32_t next;
	const char *journal_id;
	int journal_fails;
	/* The cabinet. */
	uint8_t is_open[EXES_SLOTS_MAX], is_jammed[EXES_SLOTS_MAX], coil[EXES_SLOTS_MAX];
	int32_t grams[EXES_SLOTS_MAX], tenths[EXES_PROBES_MAX];
	/* What happened. */
	int pulses[EXES_SLOTS_MAX], most_coils, host;
	struct sent sent[BOARD_SENT];
	int sent_count;
	/* Events that were sent and were not in the journal at that moment [P3]. */
	int sent_before_stored, pulsed_before_stored;
	/* Power goes at the so manieth thing that the core asks of the board from now on; 0: it stays. */
	int dies_in;
	jmp_buf power;
};

extern struct board board;

/* A new board, whose journal is empty. */
void board_new(void);
/* One that tells nothing by itself: its journal holds its start alone. */
void board_new_without_probes(void);
/* One with so many slots, without probes. */
void board_new_with_slots(uint8_t slots);
/* Power off and on: the core forgets, the journal stays. */
void board_restart(enum exes_start start);
/* Lets so much time pass, a step of 10 ms at a time. */
void board_pass(int64_t ms);
/* A frame from the host, as bytes on the line. */
void board_hear(char type, uint32_t id, const char *json);
/* Hello of a host that has all up to `last`; -1 where it knows nothing. */
void board_hello(const char *sid, long last);
/* The newest frame of this type, or 0. */
const struct sent *board_last(char type);
/* How many frames of this type were sent. */
int board_count(char type);
void board_forget_sent(void);
/* How many events of the journal have this in their text. */
int board_journal_has(const char *part);
/* A number that differs at each call and is the same in each run with the same seed. */
uint32_t board_chance(uint32_t *seed);

#endif
