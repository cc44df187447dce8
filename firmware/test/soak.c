/*
 * Whole lives of a host and a board over a bad line: bytes break, frames vanish, the cable is pulled,
 * the board loses its power between any two things that it does. Every event must come once, in order
 * and as it was written, or be told as lost; no key may unlock twice; what was answered must be true.
 * `soak SEED LIVES`; the same seed is the same run.
 */
#include "board.h"
#include "host.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_MS = 10, LIFE_STEPS = 9000, SETTLE_STEPS = 6000, EVENTS_MAX = 4096, PULSE_STEPS = 52 };

static uint32_t seed;
static char written[EVENTS_MAX][EXES_EVENT_MAX + 1];
static uint32_t written_count;
static int is_plugged, is_bad, coil_steps[EXES_SLOTS_MAX];
static unsigned long events, acts, losses, starts;

static uint32_t below(uint32_t end) {
	return board_chance(&seed) % end;
}

/* The journal as it grew, beyond what the board still has of it. */
static void watch_journal(void) {
	while (written_count + 1 < board.next && written_count < EVENTS_MAX - 1) {
		written_count++;
		(void)snprintf(written[written_count], sizeof *written, "%s",
		               board.records[written_count % BOARD_RECORDS]);
	}
}

static int was_written(uint32_t number, const char *json) {
	watch_journal();
	return number <= written_count && strcmp(written[number], json) == 0;
}

static void to_board(char type, uint32_t id, const char *json) {
	uint8_t bytes[FRAME_MAX + 2];
	uint16_t length = frame_write(bytes, type, id, json);
	if (!is_plugged) return;
	for (uint16_t at = 0; at < length; at++) {
		uint32_t fate = is_bad ? below(1000) : 999;
		if (fate == 0) continue;
		if (fate == 1) bytes[at] = (uint8_t)(bytes[at] ^ (1u << below(8)));
		exes_receive(bytes[at]);
		if (fate == 2) exes_receive((uint8_t)below(256));
	}
}

static void to_host(void) {
	static struct sent sent[BOARD_SENT];
	int count = board.sent_count;
	memcpy(sent, board.sent, sizeof sent);
	board_forget_sent();
	for (int at = 0; at < count; at++) {
		if (!is_plugged || (is_bad && below(12) == 0)) continue;
		host_hear(sent[at].type, sent[at].id, sent[at].json);
	}
}

static void something_happens(void) {
	uint32_t what = below(3000);
	if (what < 20) board.is_open[below(9)] ^= 1;
	else if (what < 24) exes_scanned("ean", "4006381333931");
	else if (what == 24) board.dies_in = 1 + (int)below(40);
	else if (what == 25) is_plugged = 0;
	else if (what < 30) is_plugged = 1;
	else if (what < 42) host_ask((uint8_t)(1 + below(9)));
	else if (what == 60) board.is_jammed[below(9)] ^= 1;
	else if (what > 60 && what < 68 && !is_plugged && !host_is_busy()) {
		for (int each = 0; each < BOARD_RECORDS + 20; each++) {
			exes_tampered();
			watch_journal();
		}
	}
}

static void watch_coils(void) {
	for (int slot = 0; slot < EXES_SLOTS_MAX; slot++) {
		coil_steps[slot] = board.coil[slot] ? coil_steps[slot] + 1 : 0;
		if (coil_steps[slot] > PULSE_STEPS) host.wrong = "a coil that stays on";
	}
}

/* Power may go within: the board then starts again, and nothing behind this line was done. */
static void step(int is_calm) {
	if (setjmp(board.power)) {
		starts++;
		board_restart(EXES_POWER);
	} else {
		if (!is_calm) something_happens();
		host_pass(STEP_MS);
		board_pass(STEP_MS);
		to_host();
	}
	watch_journal();
	watch_coils();
}

static int unlocks_of(int act) {
	char part[24];
	int count = 0;
	(void)snprintf(part, sizeof part, "\"key\":\"act-%d\"", act + 1);
	for (uint32_t number = 1; number <= written_count; number++) count += strstr(written[number], part) != 0;
	return count;
}

static void judge(void) {
	int pulses = 0, unlocks = 0;
	for (int act = 0; act < host.act_count; act++) {
		int count = unlocks_of(act);
		enum outcome outcome = host.acts[act].outcome;
		unlocks += count;
		if (count > 1) host.wrong = "a key that unlocked twice";
		if (outcome == ACT_DONE && count != 1) host.wrong = "an unlock that was answered and not written";
		if (outcome == ACT_REFUSED && count != 0) host.wrong = "an unlock that was refused and written";
	}
	for (int slot = 0; slot < EXES_SLOTS_MAX; slot++) pulses += board.pulses[slot];
	if (pulses > unlocks) host.wrong = "more pulses than unlocks";
	if (board.most_coils > 2) host.wrong = "three coils at once";
	if (board.pulsed_before_stored) host.wrong = "a pulse before its unlock was stored";
	if (board.sent_before_stored) host.wrong = "an event that was sent before it was stored";
	if (host.last + 1 != board.next) host.wrong = "events that never came";
}

static void live(void) {
	written_count = 0;
	is_plugged = is_bad = 1;
	memset(coil_steps, 0, sizeof coil_steps);
	host_new();
	board_new();
	for (int each = 0; each < LIFE_STEPS && !host.wrong; each++) step(0);
	is_plugged = 1;
	is_bad = board.dies_in = 0;
	for (int each = 0; each < SETTLE_STEPS && !host.wrong; each++) step(1);
	if (!host.wrong) judge();
	events += host.last - host.lost;
	losses += host.lost;
	acts += (unsigned long)host.act_count;
}

int main(int count, char **words) {
	unsigned long lives = count > 2 ? strtoul(words[2], 0, 10) : 30, failed = 0;
	unsigned long first = count > 1 ? strtoul(words[1], 0, 10) : 1;
	host_send = to_board;
	host_is_true = was_written;
	for (unsigned long each = 0; each < lives; each++) {
		seed = (uint32_t)((first + each) * 2654435761u) | 1u;
		live();
		if (!host.wrong) continue;
		failed++;
		printf("FAILED [P3] [P4] life %lu: %s\n", first + each, host.wrong);
	}
	printf("%lu lives from seed %lu: %lu events, %lu told as lost, %lu unlocks asked for, %lu losses of power\n",
	       lives, first, events, losses, acts, starts);
	printf("%lu passed, %lu failed\n", lives - failed, failed);
	return failed > 0;
}
