/*
 * The controller of a food machine, to be called by a board's own main loop:
 *
 *     exes_init(&settings);
 *     for (;;) {
 *         while (a byte came) exes_receive(byte);
 *         exes_poll();            (every 10 ms or more often)
 *     }
 *
 * Everything else that a board gives is in port.h. No heap, no stdio, no interrupts of its own.
 */
#ifndef EXES_H
#define EXES_H

#include "frame.h"

#include <stdint.h>

enum {
	EXES_PROTOCOL = 1,
	/* The longest event in the journal, and the longest key of an unlock. */
	EXES_EVENT_MAX = 112,
	EXES_KEY_MAX = 36
};

#ifndef EXES_SLOTS_MAX
#define EXES_SLOTS_MAX 16
#endif
#ifndef EXES_PROBES_MAX
#define EXES_PROBES_MAX 4
#endif
/* Slots are counted in a byte, to one beyond the last. */
typedef char exes_slots_fit[EXES_SLOTS_MAX >= 1 && EXES_SLOTS_MAX <= 254 ? 1 : -1];

enum exes_start { EXES_POWER = 0, EXES_WATCHDOG = 1, EXES_ASKED = 2 };

struct exes_settings {
	/* Tells two boards apart: a serial number. */
	const char *id;
	const char *hardware;
	/* JSON: what this board has, like ["lock","door","temp"]. */
	const char *capabilities;
	uint8_t slots, probes;
	enum exes_start start;
};

/* Reads the keys of unlocks from the journal, and writes that the board has started. */
void exes_init(const struct exes_settings *settings);
void exes_receive(uint8_t byte);
void exes_poll(void);

/* What a board tells by itself. */
void exes_scanned(const char *type, const char *value);
void exes_tampered(void);
/* Call it at the start, and as often as you look: what is as it was told last is no event. */
void exes_power(int is_on_battery, int32_t millivolts);

/* Counters of the frames that came, for whoever looks for a bad cable. */
const struct frame_reader *exes_received(void);

#endif
