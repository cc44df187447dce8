#include "link.h"
#include "machine.h"
#include "port.h"

#include <string.h>

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

static char unlock(const char *json, char *out, uint16_t capacity) {
	switch (doors_unlock(json)) {
	case UNLOCK_DONE: return say(out, capacity, "ok", 1);
	case UNLOCK_USED: return say(out, capacity, "dup", 1);
	case UNLOCK_IS_OPEN: return say(out, capacity, "open", 1);
	case UNLOCK_BAD: return refuse(out, capacity, "BADARG");
	case UNLOCK_LATE: return refuse(out, capacity, "LATE");
	case UNLOCK_BUSY: return refuse(out, capacity, "BUSY");
	case UNLOCK_FAULT: break;
	}
	return refuse(out, capacity, "FAULT");
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
