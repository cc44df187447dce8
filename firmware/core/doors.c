#include "machine.h"

#include "port.h"

#include <string.h>

enum { KEYS = 16, LOCKS_AT_ONCE = 2 };
enum { PULSE_MS = 500, UNLOCKED_MS = 8000, AJAR_MS = 60000, BOUNCE_MS = 30, LATCH_MS = 2000 };

/* The keys that were used last, the oldest at `next_key`. */
static char keys[KEYS][EXES_KEY_MAX + 1];
static uint8_t next_key;

static void remember(const char *key) {
	strcpy(keys[next_key++ % KEYS], key);
}

static int is_used(const char *key) {
	for (uint8_t each = 0; each < KEYS; each++) {
		if (strcmp(keys[each], key) == 0) return 1;
	}
	return 0;
}

/* A key is of printable ASCII, so that it stands in the journal as it is [P4]. */
static int read_key(const char *json, char *key) {
	if (json_text(json, "key", key, EXES_KEY_MAX + 1) || key[0] == 0) return -1;
	for (const char *at = key; *at; at++) {
		if (*at < 0x20 || *at > 0x7E) return -1;
	}
	return 0;
}

int read_slot(const char *json, int64_t first, uint8_t *slot) {
	int64_t number;
	if (json_number(json, "c", &number) || number < first || number > machine.settings->slots) return 0;
	*slot = (uint8_t)number;
	return 1;
}

void doors_forget(uint8_t was_told) {
	memset(keys, 0, sizeof keys);
	next_key = 0;
	for (uint8_t each = 0; each < machine.settings->slots; each++) machine.slots[each].is_open = was_told;
}

/* A key stays used over a reset [P4]. */
void doors_recall(const char *kind, const char *json) {
	char key[EXES_KEY_MAX + 1];
	uint8_t slot;
	int64_t is_open;
	if (strcmp(kind, "unlock") == 0 && read_key(json, key) == 0) remember(key);
	if (strcmp(kind, "door") != 0 || !read_slot(json, 1, &slot)) return;
	if (json_number(json, "open", &is_open) == 0) machine.slots[slot - 1].is_open = is_open != 0;
}

/* What moved while there was no power is told, and by whom nobody saw: it is not called forced. */
void doors_start(void) {
	for (uint8_t slot = 1; slot <= machine.settings->slots; slot++) {
		struct slot *at = &machine.slots[slot - 1];
		uint8_t was_open = at->is_open;
		at->is_open = at->contact = port_door_is_open(slot) != 0;
		at->opened_at = at->contact_since = port_ms();
		at->closed_at = port_ms() - LATCH_MS;
		if (at->is_open != was_open) (void)tell("door", "c", slot, "open", at->is_open);
	}
}

static uint8_t pulses(void) {
	uint8_t count = 0;
	for (uint8_t each = 0; each < machine.settings->slots; each++) {
		count = (uint8_t)(count + machine.slots[each].is_pulsed);
	}
	return count;
}

static int journal_unlock(uint8_t slot, const char *key) {
	struct json_writer writer = event_begin("unlock");
	json_put_number(&writer, "c", slot);
	json_put_text(&writer, "key", key, EXES_KEY_MAX);
	return event_end(&writer);
}

static void pulse(uint8_t slot) {
	struct slot *at = &machine.slots[slot - 1];
	int64_t now = port_ms();
	at->is_unlocked = at->is_pulsed = 1;
	at->unlocked_at = now;
	at->pulse_until = now + PULSE_MS;
	port_lock(slot, 1);
}

/* Opens once per key, never after its deadline, and only what is in the journal before [P4]. */
enum unlocked doors_unlock(const char *json) {
	char key[EXES_KEY_MAX + 1];
	uint8_t slot;
	int64_t by;
	if (read_key(json, key) || json_number(json, "by", &by)) return UNLOCK_BAD;
	if (is_used(key)) return UNLOCK_USED;
	if (by < port_ms()) return UNLOCK_LATE;
	if (!read_slot(json, 1, &slot)) return UNLOCK_BAD;
	struct slot *at = &machine.slots[slot - 1];
	if (!at->is_open) {
		if (port_lock_fails(slot)) return UNLOCK_FAULT;
		if (pulses() >= LOCKS_AT_ONCE || at->is_pulsed) return UNLOCK_BUSY;
	}
	if (journal_unlock(slot, key)) return UNLOCK_FAULT;
	remember(key);
	if (at->is_open) return UNLOCK_IS_OPEN;
	pulse(slot);
	return UNLOCK_DONE;
}

static void tell_door(uint8_t slot, int is_open) {
	struct json_writer writer = event_begin("door");
	int32_t grams;
	json_put_number(&writer, "c", slot);
	json_put_number(&writer, "open", is_open);
	if (weight_rests(slot, &grams)) json_put_number(&writer, "g", grams);
	(void)event_end(&writer);
}

/* A door that swings back before it has latched is forced by nobody. */
static void door_moved(uint8_t slot, struct slot *at) {
	int64_t now = port_ms();
	int may_open = at->is_unlocked || now - at->closed_at < LATCH_MS;
	at->is_open = at->contact;
	at->is_ajar = 0;
	tell_door(slot, at->is_open);
	if (!at->is_open) {
		at->closed_at = now;
		return;
	}
	at->opened_at = now;
	at->is_unlocked = 0;
	if (!may_open) (void)tell("forced", "c", slot, 0, 0);
}

/* Whether its contact says what was told, and has not only bounced there. */
static int door_rests(const struct slot *at, int64_t now) {
	return at->contact == at->is_open && now - at->contact_since >= BOUNCE_MS;
}

static void watch_door(uint8_t slot, struct slot *at, int64_t now) {
	uint8_t contact = (uint8_t)(port_door_is_open(slot) != 0);
	if (contact != at->contact) {
		at->contact = contact;
		at->contact_since = now;
	}
	if (at->contact != at->is_open && now - at->contact_since >= BOUNCE_MS) door_moved(slot, at);
	if (at->is_open && !at->is_ajar && now - at->opened_at >= AJAR_MS) {
		at->is_ajar = 1;
		(void)tell("ajar", "c", slot, "s", AJAR_MS / 1000);
	}
}

static void watch_lock(uint8_t slot, struct slot *at, int64_t now) {
	if (at->is_pulsed && now >= at->pulse_until) {
		at->is_pulsed = 0;
		port_lock(slot, 0);
	}
	if (at->is_unlocked && now - at->unlocked_at >= UNLOCKED_MS && door_rests(at, now)) {
		at->is_unlocked = 0;
		(void)tell("relock", "c", slot, 0, 0);
	}
	uint8_t fails = (uint8_t)(port_lock_fails(slot) != 0);
	if (fails && !at->fails) tell_fault("lock", slot, 1);
	at->fails = fails;
}

void doors_poll(uint8_t slot, int64_t now) {
	struct slot *at = &machine.slots[slot - 1];
	watch_door(slot, at, now);
	watch_lock(slot, at, now);
}
