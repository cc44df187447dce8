#include "board.h"
#include "test.h"

#include <string.h>

static void a_weight_is_told_when_it_rests(void) {
	board_new();
	board_pass(3000);
	EXPECT(board_journal_has("\"wt\"") == 0);
	board.grams[0] = 15;
	board_pass(3000);
	EXPECT(board_journal_has("\"wt\"") == 0);
	for (int each = 0; each < 10; each++) {
		board.grams[0] = 400 + 100 * each;
		board_pass(500);
	}
	EXPECT(board_journal_has("\"wt\"") == 0);
	board_pass(2500);
	EXPECT(board_journal_has("\"wt\",\"c\":1,\"g\":1300") == 1);
	EXPECT(board_journal_has("\"wt\"") == 1);
}

static void a_weight_that_changed_without_power_is_told(void) {
	board_new();
	board_pass(3000);
	board.grams[0] = 400;
	board_pass(3000);
	board_restart(EXES_POWER);
	board_pass(3000);
	EXPECT(board_journal_has("\"wt\"") == 1);
	board.grams[0] = board.grams[1] = 900;
	board_restart(EXES_POWER);
	board_pass(3000);
	EXPECT(board_journal_has("\"wt\",\"c\":1,\"g\":900") == 1);
	/* Of that scale nothing was told before. */
	EXPECT(board_journal_has("\"wt\",\"c\":2") == 0);
}

static void a_temperature_is_told_every_five_minutes(void) {
	board_new();
	board_pass(1000);
	EXPECT(board_journal_has("\"temp\",\"p\":1,\"dC\":43") == 1);
	board_pass(298000);
	EXPECT(board_journal_has("\"temp\",\"p\":1") == 1);
	board_pass(8000);
	EXPECT(board_journal_has("\"temp\",\"p\":1") == 2);
}

static void too_warm_for_ten_minutes_is_an_alarm(void) {
	board_new();
	board.tenths[1] = 81;
	board_pass(590000);
	EXPECT(board_journal_has("talarm") == 0);
	board_pass(20000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":1,\"dC\":81") == 1);
	board.tenths[1] = 71;
	board_pass(60000);
	EXPECT(board_journal_has("talarm") == 1);
	board.tenths[1] = 69;
	board_pass(60000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":0,\"dC\":69") == 1);
}

static void an_alarm_ends_after_a_reset_too(void) {
	board_new();
	board.tenths[1] = 81;
	board_pass(610000);
	board_restart(EXES_WATCHDOG);
	board_pass(700000);
	EXPECT(board_journal_has("talarm") == 1);
	board.tenths[1] = 43;
	board_pass(10000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":0,\"dC\":43") == 1);
	board_restart(EXES_POWER);
	board_pass(60000);
	EXPECT(board_journal_has("talarm") == 2);
}

/* The ring holds a few hours: what was told before is not known after a reset. */
static void an_alarm_that_the_ring_has_lost_ends_too(void) {
	board_new();
	board.tenths[1] = 81;
	board_pass(610000);
	EXPECT(board_journal_has("talarm") == 1);
	for (int each = 0; each < BOARD_RECORDS; each++) exes_tampered();
	board.tenths[1] = 75;
	board_restart(EXES_POWER);
	board_pass(60000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2") == 0);
	board.tenths[1] = 43;
	board_pass(10000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":0,\"dC\":43") == 1);
	/* Told once, and a new one is told as any. */
	board_restart(EXES_POWER);
	board_pass(60000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2") == 1);
	board.tenths[1] = 81;
	board_pass(610000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":1") == 1);
}

static void one_that_the_ring_has_lost_and_still_stands_is_told_again(void) {
	board_new();
	for (int each = 0; each < BOARD_RECORDS; each++) exes_tampered();
	board.tenths[1] = 81;
	board_restart(EXES_POWER);
	board_pass(610000);
	EXPECT(board_journal_has("\"talarm\",\"p\":2,\"on\":1,\"dC\":81") == 1);
}

/* Nobody listened for so long that the end went from the ring; the board has run on. */
static void what_no_host_has_had_is_told_again(void) {
	board_new();
	board_hello("a1b2c3d4", -1);
	exes_power(1, 11800);
	board_hear('a', board.next - 1, "{}");
	board_pass(11000);
	exes_power(0, 12000);
	for (int each = 0; each < BOARD_RECORDS; each++) exes_tampered();
	exes_power(0, 12000);
	EXPECT(board_journal_has("power") == 0);
	board_hello("b1b2c3d4", -1);
	board_hear('a', board.next - 1, "{}");
	exes_power(0, 12000);
	board_pass(6000);
	EXPECT(board_journal_has("\"power\",\"src\":0") == 1);
	EXPECT(board_journal_has("\"talarm\",\"p\":1,\"on\":0") == 1);
	/* Once, and not where all was heard. */
	board_hear('a', board.next - 1, "{}");
	exes_tampered();
	board_hear('a', board.next - 1, "{}");
	exes_power(0, 12000);
	board_pass(6000);
	EXPECT(board_journal_has("power") == 1 && board_journal_has("talarm") == 2);
}

/* A board may say it as often as it looks. */
static void the_supply_is_told_where_it_was_told_otherwise(void) {
	board_new();
	exes_power(0, 12000);
	EXPECT(board_journal_has("power") == 0);
	exes_power(1, 11800);
	exes_power(1, 11700);
	board_restart(EXES_POWER);
	exes_power(1, 11600);
	EXPECT(board_journal_has("power") == 1);
	for (int each = 0; each < BOARD_RECORDS; each++) exes_tampered();
	board_restart(EXES_POWER);
	exes_power(0, 12000);
	EXPECT(board_journal_has("\"power\",\"src\":0,\"mV\":12000") == 1);
	board.journal_fails = 1;
	exes_power(1, 11800);
	board.journal_fails = 0;
	exes_power(1, 11800);
	EXPECT(board_journal_has("\"power\",\"src\":1") == 1);
}

static void warm_for_a_moment_is_none(void) {
	board_new();
	for (int each = 0; each < 4; each++) {
		board.tenths[0] = 120;
		board_pass(300000);
		board.tenths[0] = 50;
		board_pass(30000);
	}
	EXPECT(board_journal_has("talarm") == 0);
}

static void a_dead_probe_is_told_once(void) {
	board_new();
	board.tenths[0] = INT32_MIN;
	board_pass(60000);
	EXPECT(board_journal_has("\"fault\",\"dev\":\"probe\",\"c\":1") == 1);
}

static void a_scan_is_always_an_event(void) {
	board_new();
	exes_scanned("qr", "\xC3\x9Cn\xC3\xAF \xE2\x9C\x93");
	EXPECT(board_journal_has("\"scan\",\"t\":\"qr\",\"v\":\"\xC3\x9Cn\xC3\xAF \xE2\x9C\x93\"") == 1);
	exes_scanned("qr", "\"\\\n\x01" "ab\xFF" "c");
	EXPECT(board_journal_has("\"v\":\"\\\"\\\\abc\"") == 1);
	/* Seventy quotes become thirty-two; a character is never cut in two. */
	exes_scanned("qr", "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"");
	EXPECT(board_journal_has("scan") == 3);
	exes_scanned("qr", "012345678901234567890123456789012345678901234567890123456789abc\xC3\x9C");
	EXPECT(board_journal_has("9abc\"") == 1);
}

static void what_a_board_tells_is_kept(void) {
	board_new();
	exes_tampered();
	exes_power(1, 11800);
	EXPECT(board_journal_has("tamper") == 1);
	EXPECT(board_journal_has("\"power\",\"src\":1,\"mV\":11800") == 1);
}

const struct test SENSORS[] = {
    {"a weight is told when it rests and has changed", a_weight_is_told_when_it_rests},
    {"a weight that changed without power is told", a_weight_that_changed_without_power_is_told},
    {"a temperature is told every five minutes", a_temperature_is_told_every_five_minutes},
    {"[P6] too warm for ten minutes is an alarm, until it is cool", too_warm_for_ten_minutes_is_an_alarm},
    {"[P6] an alarm from before a reset is told once, and ends", an_alarm_ends_after_a_reset_too},
    {"[P6] an alarm that the ring has lost ends too", an_alarm_that_the_ring_has_lost_ends_too},
    {"[P6] one that the ring has lost and that still stands is told again",
     one_that_the_ring_has_lost_and_still_stands_is_told_again},
    {"[P3] what went from the ring before a host had it is told again", what_no_host_has_had_is_told_again},
    {"the supply is told where it was told otherwise", the_supply_is_told_where_it_was_told_otherwise},
    {"warm for a moment is none", warm_for_a_moment_is_none},
    {"a dead probe is told once", a_dead_probe_is_told_once},
    {"a scan is always an event, whatever is in it", a_scan_is_always_an_event},
    {"what a board tells by itself is kept", what_a_board_tells_is_kept},
    {0, 0},
};
