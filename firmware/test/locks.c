#include "board.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static uint32_t next_id;

static const char *unlock_by(uint8_t slot, const char *key, int64_t by) {
	char json[128];
	(void)snprintf(json, sizeof json, "{\"op\":\"unlock\",\"c\":%d,\"key\":\"%s\",\"by\":%ld}", slot, key,
	               (long)by);
	board_hear('q', ++next_id, json);
	return board.sent[board.sent_count - 1].json;
}

static const char *unlock(uint8_t slot, const char *key) {
	return unlock_by(slot, key, board.now + 5000);
}

static void begin(void) {
	board_new();
	next_id = 0;
	board_hello("a1b2c3d4", 1);
}

static const char *doors(void) {
	board_hear('q', ++next_id, "{\"op\":\"state\"}");
	return board_last('r')->json;
}

static void the_pulse_comes_after_the_journal_and_ends(void) {
	begin();
	EXPECT(strcmp(unlock(3, "01JD8Z5R9N3T"), "{\"ok\":1}") == 0);
	EXPECT(board.coil[2] == 1 && board.pulsed_before_stored == 0);
	EXPECT(board_journal_has("\"k\":\"unlock\",\"c\":3,\"key\":\"01JD8Z5R9N3T\"") == 1);
	board_pass(490);
	EXPECT(board.coil[2] == 1);
	board_pass(20);
	EXPECT(board.coil[2] == 0);
}

static void a_key_opens_once_also_after_a_reset(void) {
	begin();
	(void)unlock(3, "KEY");
	board_restart(EXES_WATCHDOG);
	board_hello("b1b2c3d4", 1);
	EXPECT(strcmp(unlock(3, "KEY"), "{\"dup\":1}") == 0);
	EXPECT(board.pulses[2] == 1);
	EXPECT(board_journal_has("\"boot\",\"why\":1") == 1);
}

static void sixteen_keys_are_remembered(void) {
	char key[16];
	begin();
	for (int each = 0; each < 16; each++) {
		(void)snprintf(key, sizeof key, "K%d", each);
		EXPECT(strcmp(unlock((uint8_t)(1 + each % 9), key), "{\"ok\":1}") == 0);
		board_pass(600);
	}
	board_restart(EXES_POWER);
	board_hello("b1b2c3d4", 1);
	for (int each = 0; each < 16; each++) {
		(void)snprintf(key, sizeof key, "K%d", each);
		EXPECT(strcmp(unlock(1, key), "{\"dup\":1}") == 0);
	}
}

/* A key that the journal would write otherwise would not be known again. */
static void a_key_is_printable_ascii(void) {
	static const char *const KEYS[] = {"K\xFF", "\xC3\x9C", "K\x7F", "K\\u0041", "K\\\""};
	for (unsigned each = 0; each < sizeof KEYS / sizeof *KEYS; each++) {
		begin();
		EXPECT(strstr(unlock(3, KEYS[each]), "BADARG"));
		EXPECT(board.pulses[2] == 0);
	}
}

static void what_is_late_opens_nothing_and_may_be_asked_again(void) {
	begin();
	EXPECT(strstr(unlock_by(3, "KEY", board.now - 1), "LATE"));
	EXPECT(board.pulses[2] == 0);
	EXPECT(strcmp(unlock(3, "KEY"), "{\"ok\":1}") == 0);
	/* A deadline far beyond 32 bits. */
	EXPECT(strcmp(unlock_by(4, "KEY2", 9007199254740991), "{\"ok\":1}") == 0);
}

static void a_journal_that_cannot_be_written_opens_nothing(void) {
	begin();
	board.journal_fails = 1;
	EXPECT(strstr(unlock(3, "KEY"), "FAULT"));
	EXPECT(board.pulses[2] == 0);
}

static void two_locks_at_once_are_the_most(void) {
	begin();
	(void)unlock(1, "A");
	(void)unlock(2, "B");
	EXPECT(strstr(unlock(3, "C"), "BUSY"));
	EXPECT(strstr(unlock(1, "D"), "BUSY"));
	board_pass(600);
	EXPECT(strcmp(unlock(3, "C"), "{\"ok\":1}") == 0);
	EXPECT(board.most_coils == 2);
}

static void a_jammed_lock_is_told_once(void) {
	begin();
	board.is_jammed[4] = 1;
	board_pass(1000);
	EXPECT(board_journal_has("\"fault\",\"dev\":\"lock\",\"c\":5") == 1);
	EXPECT(strstr(unlock(5, "KEY"), "FAULT"));
	EXPECT(board.pulses[4] == 0);
	EXPECT(strstr(doors(), "\"LLLLFLLLL\""));
}

static void bad_arguments_open_nothing(void) {
	static const char *const BODIES[] = {
	    "{\"op\":\"unlock\",\"c\":0,\"key\":\"K\",\"by\":99999}",
	    "{\"op\":\"unlock\",\"c\":10,\"key\":\"K\",\"by\":99999}",
	    "{\"op\":\"unlock\",\"c\":1,\"key\":\"\",\"by\":99999}",
	    "{\"op\":\"unlock\",\"c\":1,\"by\":99999}",
	    "{\"op\":\"unlock\",\"c\":1,\"key\":\"K\"}",
	    "{\"op\":\"unlock\",\"c\":\"1\",\"key\":\"K\",\"by\":99999}",
	    "{\"op\":\"unlock\",\"c\":1,\"key\":\"0123456789012345678901234567890123456\",\"by\":99999}",
	};
	begin();
	for (unsigned each = 0; each < sizeof BODIES / sizeof *BODIES; each++) {
		board_hear('q', ++next_id, BODIES[each]);
		EXPECT(strstr(board_last('x')->json, "BADARG"));
		EXPECT(board_last('x')->id == next_id);
	}
	EXPECT(board.pulses[0] == 0);
}

static void a_door_is_told_once_it_does_not_bounce(void) {
	begin();
	(void)unlock(3, "KEY");
	for (int each = 0; each < 5; each++) {
		board.is_open[2] = (uint8_t)(each % 2 == 0);
		board_pass(10);
	}
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":1") == 1);
	EXPECT(board_journal_has("forced") == 0);
	EXPECT(strstr(doors(), "\"LLOLLLLLL\""));
	board.is_open[2] = 0;
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":0") == 1);
	EXPECT(strstr(doors(), "\"LLLLLLLLL\""));
}

static void an_open_door_is_not_pulsed_and_its_key_is_kept(void) {
	begin();
	board.is_open[2] = 1;
	board_pass(100);
	EXPECT(strcmp(unlock(3, "KEY"), "{\"open\":1}") == 0);
	EXPECT(strcmp(unlock(3, "KEY"), "{\"dup\":1}") == 0);
	EXPECT(board.pulses[2] == 0);
}

static void nobody_came_is_told(void) {
	begin();
	(void)unlock(3, "KEY");
	EXPECT(strstr(doors(), "\"LLULLLLLL\""));
	board_pass(7900);
	board_hear('p', 1, "{}");
	EXPECT(board_journal_has("relock") == 0);
	board_pass(200);
	EXPECT(board_journal_has("\"relock\",\"c\":3") == 1);
}

/* Pulled in the last moment: while its contact still bounces it is not locked again. */
static void a_door_that_is_pulled_at_the_last_moment_is_not_forced(void) {
	for (int64_t pulled = 7950; pulled < 8000; pulled += 10) {
		begin();
		(void)unlock(3, "KEY");
		board_pass(7000);
		board_hear('p', 1, "{}");
		board_pass(pulled - 7000);
		board.is_open[2] = 1;
		board_pass(10);
		board.is_open[2] = 0;
		board_pass(10);
		board.is_open[2] = 1;
		board_pass(200);
		EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":1") == 1);
		EXPECT(board_journal_has("relock") == 0 && board_journal_has("forced") == 0);
	}
}

static void a_door_that_swings_back_is_not_forced(void) {
	begin();
	(void)unlock(3, "KEY");
	board.is_open[2] = 1;
	board_pass(1000);
	for (int64_t after = 60; after < 1900; after += 170) {
		board.is_open[2] = 0;
		board_pass(after);
		board.is_open[2] = 1;
		board_pass(100);
	}
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":1") == 12);
	EXPECT(board_journal_has("forced") == 0);
	board.is_open[2] = 0;
	board_pass(2100);
	board.is_open[2] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"forced\",\"c\":3") == 1);
	/* Of what was closed before the start nobody knows since when. */
	board.is_open[2] = 0;
	board_restart(EXES_POWER);
	board_pass(100);
	board.is_open[2] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"forced\",\"c\":3") == 2);
}

/* The journal has forgotten how a door was told: it is told as it stands. */
static void a_door_that_the_ring_has_lost_is_told_at_the_start(void) {
	begin();
	board.is_open[2] = 1;
	board_pass(100);
	for (int each = 0; each < BOARD_RECORDS; each++) exes_tampered();
	board.is_open[2] = 0;
	board_restart(EXES_POWER);
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":0") == 1);
	board_restart(EXES_POWER);
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":0") == 1);
}

static void a_door_says_what_rests_behind_it(void) {
	begin();
	board.grams[0] = 400;
	board_pass(3000);
	board.is_open[0] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":1,\"open\":1,\"g\":400,") == 1);
	board.grams[0] = 1000;
	board_pass(3000);
	board.is_open[0] = 0;
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":1,\"open\":0,\"g\":1000,") == 1);
	/* The second pot has not come to rest. */
	board.is_open[0] = 1;
	board_pass(3000);
	board.grams[0] = 2800;
	board_pass(600);
	board.is_open[0] = 0;
	board_pass(100);
	EXPECT(board_journal_has("\"open\":0,\"g\"") == 1 && board_journal_has("\"c\":1,\"open\":0,\"ms\"") == 1);
	/* After a start it is known where the scale says what it was told to say. */
	board_pass(3000);
	board_restart(EXES_POWER);
	board_pass(100);
	board.is_open[0] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"open\":1,\"g\":2800,") == 1);
	/* That slot has no scale. */
	board.is_open[4] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":5,\"open\":1,\"ms\"") == 1);
}

static void a_door_without_an_unlock_is_forced(void) {
	begin();
	board.is_open[6] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"door\",\"c\":7,\"open\":1") == 1);
	EXPECT(board_journal_has("\"forced\",\"c\":7") == 1);
}

static void what_moved_without_power_is_told(void) {
	begin();
	board.is_open[2] = 1;
	board_pass(100);
	board_restart(EXES_POWER);
	EXPECT(board_journal_has("\"door\"") == 1);
	board.is_open[2] = 0;
	board.is_open[4] = 1;
	board_restart(EXES_POWER);
	EXPECT(board_journal_has("\"door\",\"c\":3,\"open\":0") == 1);
	EXPECT(board_journal_has("\"door\",\"c\":5,\"open\":1") == 1);
	board_pass(61000);
	EXPECT(board_journal_has("\"door\"") == 3 && board_journal_has("\"ajar\",\"c\":5") == 1);
	/* Who opened it, nobody saw: only the first, with power and without an unlock, was forced. */
	EXPECT(board_journal_has("forced") == 1);
}

static void a_door_left_open_is_told_once_per_opening(void) {
	begin();
	board.is_open[2] = 1;
	board_pass(130000);
	EXPECT(board_journal_has("\"ajar\",\"c\":3,\"s\":60") == 1);
	board.is_open[2] = 0;
	board_pass(100);
	board.is_open[2] = 1;
	board_pass(61000);
	EXPECT(board_journal_has("ajar") == 2);
}

const struct test LOCKS[] = {
    {"[P4] a lock is pulsed after its unlock is in the journal, and not for long",
     the_pulse_comes_after_the_journal_and_ends},
    {"[P4] a key opens once, also after a reset", a_key_opens_once_also_after_a_reset},
    {"[P4] sixteen keys are remembered over the loss of power", sixteen_keys_are_remembered},
    {"[P4] a key is of printable ASCII: it stands in the journal as it is", a_key_is_printable_ascii},
    {"[P4] what is late opens nothing and may be asked again",
     what_is_late_opens_nothing_and_may_be_asked_again},
    {"[P4] a journal that cannot be written opens nothing", a_journal_that_cannot_be_written_opens_nothing},
    {"[P6] two locks at once are the most", two_locks_at_once_are_the_most},
    {"a jammed lock is told once and opens nothing", a_jammed_lock_is_told_once},
    {"bad arguments open nothing", bad_arguments_open_nothing},
    {"a door is told once it does not bounce", a_door_is_told_once_it_does_not_bounce},
    {"an open door is not pulsed, and its key is kept", an_open_door_is_not_pulsed_and_its_key_is_kept},
    {"that nobody came is told", nobody_came_is_told},
    {"a door that is pulled at the last moment is neither locked again nor forced",
     a_door_that_is_pulled_at_the_last_moment_is_not_forced},
    {"a door that swings back before it has latched is not forced", a_door_that_swings_back_is_not_forced},
    {"[P3] a door whose last word the ring has lost is told at the start",
     a_door_that_the_ring_has_lost_is_told_at_the_start},
    {"a door says what rests behind it, and only then", a_door_says_what_rests_behind_it},
    {"a door that opens without an unlock is told as forced", a_door_without_an_unlock_is_forced},
    {"[P3] a door that moved while there was no power is told at the start",
     what_moved_without_power_is_told},
    {"[P6] a door left open is told once per opening", a_door_left_open_is_told_once_per_opening},
    {0, 0},
};
