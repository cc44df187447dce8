/*
 * Frames that were broken on the way, and whole sessions of chance: the core must not read or write
 * where it may not (AddressSanitizer, UBSan), take no broken frame for a sound one, and pulse no key
 * twice. `fuzz SEED COUNT`; the same seed is the same run.
 */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seed;

static uint32_t below(uint32_t end) {
	return board_chance(&seed) % end;
}

static uint16_t break_it(uint8_t *bytes, uint16_t length) {
	uint32_t changes = 1 + below(4);
	while (changes-- > 0 && length > 2) {
		uint16_t at = (uint16_t)below(length);
		uint32_t how = below(3);
		if (how == 0) bytes[at] = (uint8_t)(bytes[at] ^ (1u << below(8)));
		else if (how == 1) memmove(bytes + at, bytes + at + 1, (size_t)(--length - at));
		else if (length < FRAME_MAX) {
			memmove(bytes + at + 1, bytes + at, (size_t)(length++ - at));
			bytes[at] = (uint8_t)below(256);
		}
	}
	return length;
}

static uint16_t some_request(uint8_t *out) {
	static const char *const BODIES[] = {
	    "{\"op\":\"unlock\",\"c\":%lu,\"key\":\"K%lu\",\"by\":%lu}",
	    "{\"op\":\"light\",\"c\":%lu,\"on\":%lu,\"x\":%lu}",
	    "{\"op\":\"temp\",\"p\":%lu,\"y\":%lu,\"z\":%lu}",
	    "{\"op\":\"state\",\"a\":%lu,\"b\":%lu,\"c\":%lu}",
	    "{\"sid\":\"%08lx\",\"jid\":\"5eed0001\",\"last\":%lu,\"x\":%lu}",
	    "{\"a\":\"\\u%04lx\",\"b\":-%lu,\"c\":{\"d\":%lu}}",
	};
	static const char TYPES[] = "qqqqqhapqx";
	char json[128];
	uint32_t which = below(6);
	char type = which == 4 ? 'h' : TYPES[below(sizeof TYPES - 1)];
	(void)snprintf(json, sizeof json, BODIES[which], (unsigned long)below(which == 4 ? 4 : 12),
	               (unsigned long)below(40), (unsigned long)(board.now + 5000 - below(6000)));
	return frame_write(out, type, below(64), json);
}

static void some_life(void) {
	uint32_t what = below(40);
	uint8_t slot = (uint8_t)below(9);
	if (what < 2) board.is_open[slot] ^= 1;
	else if (what == 2) board.grams[slot] = (int32_t)below(5000);
	else if (what == 3) exes_scanned("qr", below(2) ? "\xE2\x82\xAC \"quoted\" \\ \x7F" : "");
	else if (what == 4) board.is_jammed[slot] ^= 1;
	else if (what == 5 && below(50) == 0) board_restart(EXES_WATCHDOG);
	else if (what < 12) board_pass(below(400));
}

/* Every pulse has an unlock of its own in the journal: at most one per key that is still to be read. */
static int is_sound(void) {
	for (uint32_t key = 0; key < 40; key++) {
		char part[16];
		(void)snprintf(part, sizeof part, "\"key\":\"K%lu\"", (unsigned long)key);
		/* Sixteen keys are remembered; with forty in use one may come again after that. */
		if (board_journal_has(part) > BOARD_RECORDS / 16 + 1) return 0;
	}
	return board.most_coils <= 2 && board.pulsed_before_stored == 0 && board.sent_before_stored == 0;
}

int main(int count, char **words) {
	unsigned long frames = count > 2 ? strtoul(words[2], 0, 10) : 200000, taken = 0, sound_frames = 0;
	seed = count > 1 ? (uint32_t)strtoul(words[1], 0, 10) : 1;
	if (seed == 0) seed = 1;
	uint32_t first = seed;
	board_new();
	for (unsigned long each = 0; each < frames; each++) {
		uint8_t bytes[FRAME_MAX + 8], sound[FRAME_MAX + 8];
		uint16_t length = some_request(bytes), sound_length = length;
		memcpy(sound, bytes, length);
		int is_broken = below(3) == 0;
		if (is_broken) length = break_it(bytes, length);
		is_broken = is_broken && (length != sound_length || memcmp(sound, bytes, length) != 0);
		uint32_t good = exes_received()->good;
		for (uint16_t at = 0; at < length; at++) exes_receive(bytes[at]);
		sound_frames += exes_received()->good - good;
		/* A frame that was broken within is never taken for a sound one. */
		int ends_alike = length == sound_length && bytes[0] == 0x1E && bytes[length - 1] == '\n';
		if (is_broken && ends_alike && exes_received()->good != good) {
			printf("seed %lu, frame %lu: a broken frame was taken\n", (unsigned long)first, each);
			taken++;
		}
		some_life();
		if (each % 1000 == 0 && !is_sound()) {
			printf("seed %lu, frame %lu: a pulse that must not be\n", (unsigned long)first, each);
			return 1;
		}
	}
	/* A CRC of 16 bits misses one break in 65,536. */
	printf("%lu frames with seed %lu: %lu taken as sound, %lu of them broken\n", frames, (unsigned long)first,
	       sound_frames, taken);
	int fails = taken > frames / 65536 + 1;
	printf("%d passed, %d failed\n", !fails, fails);
	return fails;
}
