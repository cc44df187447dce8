#define _POSIX_C_SOURCE 200809L
#include "cabinet.h"

#include "exes.h"
#include "journal.h"
#include "port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPENS_AFTER_MS = 800, CLOSES_AFTER_MS = 3000 };

struct part {
	int32_t grams;
	uint8_t is_open, is_jammed;
	int64_t opens_at, closes_at;
};

static struct {
	struct part slots[EXES_SLOTS_MAX];
	int32_t tenths[EXES_PROBES_MAX];
	uint8_t probe_dead[EXES_PROBES_MAX];
	uint8_t count;
	int has_people;
} cabinet;

void cabinet_init(uint8_t slots, int has_people, unsigned long open_doors) {
	memset(&cabinet, 0, sizeof cabinet);
	cabinet.count = slots;
	cabinet.has_people = has_people;
	for (uint8_t slot = 1; slot <= slots; slot++) cabinet.slots[slot - 1].is_open = (uint8_t)(open_doors >> slot & 1);
	for (uint8_t probe = 0; probe < EXES_PROBES_MAX; probe++) cabinet.tenths[probe] = 43;
}

void cabinet_poll(void) {
	int64_t now = port_ms();
	for (uint8_t slot = 0; slot < cabinet.count; slot++) {
		struct part *at = &cabinet.slots[slot];
		if (at->opens_at && now >= at->opens_at) {
			at->opens_at = 0;
			at->is_open = 1;
			at->closes_at = now + CLOSES_AFTER_MS;
		}
		if (at->closes_at && now >= at->closes_at) {
			at->closes_at = 0;
			at->is_open = 0;
		}
	}
}

static struct part *part_of(long slot) {
	return slot >= 1 && slot <= cabinet.count ? &cabinet.slots[slot - 1] : 0;
}

static int move_part(const char *verb, long slot, const char *how) {
	struct part *at = part_of(slot);
	if (!at) return -1;
	if (strcmp(verb, "door") == 0) at->is_open = strcmp(how, "open") == 0;
	else if (strcmp(verb, "wt") == 0) at->grams = (int32_t)strtol(how, 0, 10);
	else if (strcmp(verb, "jam") == 0) at->is_jammed = strcmp(how, "1") == 0;
	else return -1;
	return 0;
}

static int set_probe(const char *verb, long probe, const char *how) {
	if (probe < 1 || probe > EXES_PROBES_MAX) return -1;
	if (strcmp(verb, "temp") == 0) cabinet.tenths[probe - 1] = (int32_t)strtol(how, 0, 10);
	else cabinet.probe_dead[probe - 1] = strcmp(how, "1") != 0;
	return 0;
}

static void hang(long ms) {
	struct timespec pause = {ms / 1000, (ms % 1000) * 1000000};
	(void)nanosleep(&pause, 0);
}

int cabinet_obey(const char *line) {
	static const uint8_t JUNK[] = "\r\nets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET)\r\n\xFF\xFE";
	char verb[8], how[80];
	long number;
	if (strncmp(line, "scan ", 5) == 0) exes_scanned("qr", line + 5);
	else if (strcmp(line, "tamper") == 0) exes_tampered();
	else if (strcmp(line, "junk") == 0) port_send(JUNK, sizeof JUNK - 1);
	else if (strcmp(line, "quit") == 0) exit(0);
	else if (sscanf(line, "hang %ld", &number) == 1) hang(number);
	else if (sscanf(line, "%7s %ld %79s", verb, &number, how) != 3) return -1;
	else if (strcmp(verb, "power") == 0) exes_power(number != 0, (int32_t)strtol(how, 0, 10));
	else if (strcmp(verb, "temp") == 0 || strcmp(verb, "probe") == 0) return set_probe(verb, number, how);
	else return move_part(verb, number, how);
	return 0;
}

/* Told for whoever counts pulses without believing the journal. */
void port_lock(uint8_t slot, int is_on) {
	struct part *at = part_of(slot);
	if (!is_on) return;
	(void)fprintf(stderr, "PULSE %d %s\n", slot, journal_last_key());
	if (cabinet.has_people && at && !at->is_open) at->opens_at = port_ms() + OPENS_AFTER_MS;
}

int port_lock_fails(uint8_t slot) {
	const struct part *at = part_of(slot);
	return !at || at->is_jammed;
}

int port_door_is_open(uint8_t slot) {
	const struct part *at = part_of(slot);
	return at && at->is_open;
}

int port_weigh(uint8_t slot, int32_t *grams) {
	const struct part *at = part_of(slot);
	if (!at) return -1;
	*grams = at->grams;
	return 0;
}

int port_tare(uint8_t slot) {
	struct part *at = part_of(slot);
	if (!at) return -1;
	at->grams = 0;
	return 0;
}

int port_temperature(uint8_t probe, int32_t *tenths) {
	if (probe < 1 || probe > EXES_PROBES_MAX || cabinet.probe_dead[probe - 1]) return -1;
	*tenths = cabinet.tenths[probe - 1];
	return 0;
}

int port_light(uint8_t slot, int is_on) {
	(void)fprintf(stderr, "LIGHT %d %d\n", slot, is_on);
	return 0;
}

int port_beep(uint8_t times) {
	(void)fprintf(stderr, "BEEP %d\n", times);
	return 0;
}

void port_host(int is_present) {
	(void)fprintf(stderr, "HOST %d\n", is_present);
}
