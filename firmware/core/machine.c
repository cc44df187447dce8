#include "exes.h"
#include "json.h"
#include "link.h"
#include "port.h"

#include <string.h>

enum { KEYS = 16, LOCKS_AT_ONCE = 2 };
enum { PULSE_MS = 500, UNLOCKED_MS = 8000, AJAR_MS = 60000, BOUNCE_MS = 30 };
enum { WEIGH_MS = 500, WEIGHT_TELLS = 20, WEIGHT_RESTS = 5, RESTS_FOR = 3 };
enum { TEMPERATURE_MS = 300000, LOOK_AT_PROBES_MS = 5000, TOO_WARM_MS = 600000 };
enum { TOO_WARM = 80, COOL_AGAIN = 70 };

struct slot {
	int64_t unlocked_at, pulse_until, opened_at, contact_since;
	int32_t weight, last_weight;
	uint8_t is_open, is_unlocked, is_pulsed, is_ajar, contact, fails, rests, is_weighed;
};

struct probe {
	int64_t told_at, warm_since;
	uint8_t is_told, is_warm, alarms, is_dead;
};

static struct {
	const struct exes_settings *settings;
	struct frame_reader reader;
	struct slot slots[EXES_SLOTS_MAX];
	struct probe probes[EXES_PROBES_MAX];
	char keys[KEYS][EXES_KEY_MAX + 1];
	uint8_t next_key;
	int64_t weigh_at, probe_at;
} machine;

const struct exes_settings *machine_settings(void) {
	return machine.settings;
}

const struct frame_reader *exes_received(void) {
	return &machine.reader;
}

static char event_text[EXES_EVENT_MAX + 1];

static struct json_writer begin_event(const char *kind) {
	struct json_writer writer;
	json_begin(&writer, event_text, sizeof event_text);
	json_put_text(&writer, "k", kind, 8);
	return writer;
}

static int end_event(struct json_writer *writer) {
	json_put_number(writer, "ms", port_ms());
	return link_event(event_text, json_end(writer));
}

static int tell(const char *kind, const char *part, int32_t number, const char *value, int32_t amount) {
	struct json_writer writer = begin_event(kind);
	if (part) json_put_number(&writer, part, number);
	if (value) json_put_number(&writer, value, amount);
	return end_event(&writer);
}

static void tell_fault(const char *device, uint8_t number, int32_t code) {
	struct json_writer writer = begin_event("fault");
	json_put_text(&writer, "dev", device, 8);
	json_put_number(&writer, "c", number);
	json_put_number(&writer, "code", code);
	(void)end_event(&writer);
}

static void remember(const char *key) {
	strcpy(machine.keys[machine.next_key++ % KEYS], key);
}

static int is_used(const char *key) {
	for (uint8_t each = 0; each < KEYS; each++) {
		if (strcmp(machine.keys[each], key) == 0) return 1;
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

static void read_alarm(const char *json) {
	int64_t probe, is_on;
	if (json_number(json, "p", &probe) || json_number(json, "on", &is_on)) return;
	if (probe >= 1 && probe <= EXES_PROBES_MAX) machine.probes[probe - 1].alarms = is_on != 0;
}

/*
 * What must survive a reset is in the journal, acknowledged or not: a key stays used [P4], and an
 * alarm that was told has an end.
 */
static void read_journal(void) {
	struct port_journal now;
	char json[EXES_EVENT_MAX + 1], kind[8], key[EXES_KEY_MAX + 1];
	port_journal(&now);
	for (uint32_t each = now.first; each < now.next; each++) {
		if (port_journal_read(each, json, sizeof json)) continue;
		if (json_text(json, "k", kind, sizeof kind)) continue;
		if (strcmp(kind, "unlock") == 0 && read_key(json, key) == 0) remember(key);
		if (strcmp(kind, "talarm") == 0) read_alarm(json);
	}
}

void exes_init(const struct exes_settings *settings) {
	memset(&machine, 0, sizeof machine);
	machine.settings = settings;
	link_init();
	for (uint8_t slot = 1; slot <= settings->slots; slot++) {
		struct slot *at = &machine.slots[slot - 1];
		port_lock(slot, 0);
		at->is_open = at->contact = (uint8_t)(port_door_is_open(slot) != 0);
		at->opened_at = at->contact_since = port_ms();
	}
	read_journal();
	(void)tell("boot", "why", (int32_t)settings->start, 0, 0);
}

void exes_receive(uint8_t byte) {
	struct frame frame;
	if (frame_read(&machine.reader, byte, &frame)) link_receive(&frame);
}

/* --- requests --- */

static char say(char *out, uint16_t capacity, const char *key, int64_t value) {
	struct json_writer writer;
	json_begin(&writer, out, capacity);
	json_put_number(&writer, key, value);
	(void)json_end(&writer);
	return 'r';
}

static char refuse(char *out, uint16_t capacity, const char *code) {
	struct json_writer writer;
	json_begin(&writer, out, capacity);
	json_put_text(&writer, "e", code, 12);
	(void)json_end(&writer);
	return 'x';
}

/* 0 where the request names no slot from `first` to the last. */
static int read_slot(const char *json, int64_t first, uint8_t *slot) {
	int64_t number;
	if (json_number(json, "c", &number) || number < first || number > machine.settings->slots) return 0;
	*slot = (uint8_t)number;
	return 1;
}

static uint8_t pulses(void) {
	uint8_t count = 0;
	for (uint8_t each = 0; each < machine.settings->slots; each++) {
		count = (uint8_t)(count + machine.slots[each].is_pulsed);
	}
	return count;
}

static int journal_unlock(uint8_t slot, const char *key) {
	struct json_writer writer = begin_event("unlock");
	json_put_number(&writer, "c", slot);
	json_put_text(&writer, "key", key, EXES_KEY_MAX);
	return end_event(&writer);
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
static char unlock(const char *json, char *out, uint16_t capacity) {
	char key[EXES_KEY_MAX + 1];
	uint8_t slot;
	int64_t by;
	if (read_key(json, key) || json_number(json, "by", &by)) return refuse(out, capacity, "BADARG");
	if (is_used(key)) return say(out, capacity, "dup", 1);
	if (by < port_ms()) return refuse(out, capacity, "LATE");
	if (!read_slot(json, 1, &slot)) return refuse(out, capacity, "BADARG");
	struct slot *at = &machine.slots[slot - 1];
	if (!at->is_open) {
		if (port_lock_fails(slot)) return refuse(out, capacity, "FAULT");
		if (pulses() >= LOCKS_AT_ONCE || at->is_pulsed) return refuse(out, capacity, "BUSY");
	}
	if (journal_unlock(slot, key)) return refuse(out, capacity, "FAULT");
	remember(key);
	if (at->is_open) return say(out, capacity, "open", 1);
	pulse(slot);
	return say(out, capacity, "ok", 1);
}

static char doors(char *out, uint16_t capacity) {
	char letters[EXES_SLOTS_MAX + 1];
	struct json_writer writer;
	uint8_t each = 0;
	for (; each < machine.settings->slots; each++) {
		const struct slot *at = &machine.slots[each];
		letters[each] = at->is_open        ? 'O'
		                : at->fails        ? 'F'
		                : at->is_unlocked ? 'U'
		                                   : 'L';
	}
	letters[each] = 0;
	json_begin(&writer, out, capacity);
	json_put_text(&writer, "door", letters, EXES_SLOTS_MAX);
	(void)json_end(&writer);
	return 'r';
}

static char done(int failed, char *out, uint16_t capacity) {
	return failed ? refuse(out, capacity, "FAULT") : say(out, capacity, "ok", 1);
}

static char temperature(const char *json, char *out, uint16_t capacity) {
	int64_t probe;
	int32_t tenths;
	if (json_number(json, "p", &probe) || probe < 1 || probe > 255) return refuse(out, capacity, "BADARG");
	if (probe > machine.settings->probes || port_temperature((uint8_t)probe, &tenths)) {
		return refuse(out, capacity, "FAULT");
	}
	return say(out, capacity, "dC", tenths);
}

static char weigh(uint8_t slot, char *out, uint16_t capacity) {
	int32_t grams;
	if (port_weigh(slot, &grams)) return refuse(out, capacity, "FAULT");
	return say(out, capacity, "g", grams);
}

static char test_all(char *out, uint16_t capacity) {
	int32_t tenths;
	int fails = 0;
	for (uint8_t slot = 1; slot <= machine.settings->slots; slot++) fails |= port_lock_fails(slot);
	for (uint8_t probe = 1; probe <= machine.settings->probes; probe++) {
		fails |= port_temperature(probe, &tenths);
	}
	return done(fails, out, capacity);
}

static char of_slot(const char *op, const char *json, char *out, uint16_t capacity) {
	uint8_t slot;
	int64_t is_on;
	int is_light = strcmp(op, "light") == 0;
	if (!read_slot(json, is_light ? 0 : 1, &slot)) return refuse(out, capacity, "BADARG");
	if (strcmp(op, "weigh") == 0) return weigh(slot, out, capacity);
	if (strcmp(op, "tare") == 0) return done(port_tare(slot), out, capacity);
	if (json_number(json, "on", &is_on)) return refuse(out, capacity, "BADARG");
	return done(port_light(slot, is_on != 0), out, capacity);
}

static char beep(const char *json, char *out, uint16_t capacity) {
	int64_t times;
	if (json_number(json, "n", &times) || times < 1 || times > 5) return refuse(out, capacity, "BADARG");
	return done(port_beep((uint8_t)times), out, capacity);
}

char machine_answer(const char *json, char *out, uint16_t capacity) {
	char op[12];
	if (!json_is_flat(json) || json_text(json, "op", op, sizeof op)) return refuse(out, capacity, "BADREQ");
	if (strcmp(op, "unlock") == 0) return unlock(json, out, capacity);
	if (strcmp(op, "state") == 0) return doors(out, capacity);
	if (strcmp(op, "temp") == 0) return temperature(json, out, capacity);
	if (strcmp(op, "beep") == 0) return beep(json, out, capacity);
	if (strcmp(op, "selftest") == 0) return test_all(out, capacity);
	if (strcmp(op, "light") == 0 || strcmp(op, "weigh") == 0 || strcmp(op, "tare") == 0) {
		return of_slot(op, json, out, capacity);
	}
	return refuse(out, capacity, "NOOP");
}

/* --- what goes on by itself --- */

static void door_moved(uint8_t slot, struct slot *at) {
	int was_unlocked = at->is_unlocked;
	at->is_open = at->contact;
	at->is_ajar = 0;
	(void)tell("door", "c", slot, "open", at->is_open);
	if (!at->is_open) return;
	at->opened_at = port_ms();
	at->is_unlocked = 0;
	if (!was_unlocked) (void)tell("forced", "c", slot, 0, 0);
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
	if (at->is_unlocked && now - at->unlocked_at >= UNLOCKED_MS) {
		at->is_unlocked = 0;
		(void)tell("relock", "c", slot, 0, 0);
	}
	uint8_t fails = (uint8_t)(port_lock_fails(slot) != 0);
	if (fails && !at->fails) tell_fault("lock", slot, 1);
	at->fails = fails;
}

static int32_t apart(int32_t one, int32_t other) {
	return one > other ? one - other : other - one;
}

/* A weight is told once it has been at rest for three looks. */
static void watch_weight(uint8_t slot, struct slot *at) {
	int32_t grams;
	if (port_weigh(slot, &grams)) return;
	at->rests = apart(grams, at->last_weight) <= WEIGHT_RESTS ? (uint8_t)(at->rests + 1) : 0;
	at->last_weight = grams;
	if (at->rests < RESTS_FOR) return;
	at->rests = RESTS_FOR;
	if (!at->is_weighed) at->weight = grams;
	at->is_weighed = 1;
	if (apart(grams, at->weight) < WEIGHT_TELLS) return;
	at->weight = grams;
	(void)tell("wt", "c", slot, "g", grams);
}

static void tell_alarm(uint8_t number, struct probe *at, int is_on, int32_t tenths) {
	struct json_writer writer = begin_event("talarm");
	at->alarms = (uint8_t)is_on;
	json_put_number(&writer, "p", number);
	json_put_number(&writer, "on", is_on);
	json_put_number(&writer, "dC", tenths);
	(void)end_event(&writer);
}

static void watch_probe(uint8_t number, struct probe *at, int64_t now) {
	int32_t tenths;
	if (port_temperature(number, &tenths)) {
		if (!at->is_dead) tell_fault("probe", number, 1);
		at->is_dead = 1;
		return;
	}
	at->is_dead = 0;
	if (!at->is_told || now - at->told_at >= TEMPERATURE_MS) {
		at->is_told = 1;
		at->told_at = now;
		(void)tell("temp", "p", number, "dC", tenths);
	}
	if (tenths <= TOO_WARM) at->is_warm = 0;
	else if (!at->is_warm) {
		at->is_warm = 1;
		at->warm_since = now;
	}
	if (at->is_warm && !at->alarms && now - at->warm_since >= TOO_WARM_MS) {
		tell_alarm(number, at, 1, tenths);
	}
	if (at->alarms && tenths < COOL_AGAIN) tell_alarm(number, at, 0, tenths);
}

void exes_poll(void) {
	int64_t now = port_ms();
	int weighs = now >= machine.weigh_at, looks = now >= machine.probe_at;
	for (uint8_t slot = 1; slot <= machine.settings->slots; slot++) {
		struct slot *at = &machine.slots[slot - 1];
		watch_door(slot, at, now);
		watch_lock(slot, at, now);
		if (weighs) watch_weight(slot, at);
	}
	if (weighs) machine.weigh_at = now + WEIGH_MS;
	if (looks) machine.probe_at = now + LOOK_AT_PROBES_MS;
	for (uint8_t probe = 1; looks && probe <= machine.settings->probes; probe++) {
		watch_probe(probe, &machine.probes[probe - 1], now);
	}
	link_poll();
}

void exes_scanned(const char *type, const char *value) {
	struct json_writer writer = begin_event("scan");
	json_put_text(&writer, "t", type, 4);
	json_put_text(&writer, "v", value, 64);
	(void)end_event(&writer);
}

void exes_tampered(void) {
	(void)tell("tamper", 0, 0, 0, 0);
}

void exes_power(int is_on_battery, int32_t millivolts) {
	struct json_writer writer = begin_event("power");
	json_put_number(&writer, "src", is_on_battery != 0);
	json_put_number(&writer, "mV", millivolts);
	(void)end_event(&writer);
}
