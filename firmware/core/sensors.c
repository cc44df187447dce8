#include "machine.h"

#include "port.h"

#include <string.h>

enum { WEIGH_MS = 500, WEIGHT_TELLS = 20, WEIGHT_RESTS = 5, RESTS_FOR = 3 };
enum { TEMPERATURE_MS = 300000, LOOK_AT_PROBES_MS = 5000, TOO_WARM_MS = 600000 };
/* Tenths of a degree. */
enum { TOO_WARM = 80, COOL_AGAIN = 70 };

void sensors_forget(uint8_t was_told) {
	for (uint8_t each = 0; each < EXES_PROBES_MAX; each++) machine.probes[each].alarms = was_told;
	machine.is_on_battery = was_told;
}

/*
 * An alarm that was told has an end, also after a reset; and what was put on a scale or taken away
 * without power is told, as it is another weight than was told last.
 */
void sensors_recall(const char *kind, const char *json) {
	int64_t probe, is_on, grams;
	if (strcmp(kind, "power") == 0 && json_number(json, "src", &is_on) == 0) machine.is_on_battery = is_on != 0;
	uint8_t slot;
	if (strcmp(kind, "wt") == 0 && read_slot(json, 1, &slot) && json_number(json, "g", &grams) == 0) {
		machine.slots[slot - 1].weight = (int32_t)grams;
		machine.slots[slot - 1].is_weighed = 1;
	}
	if (strcmp(kind, "talarm") != 0) return;
	if (json_number(json, "p", &probe) || json_number(json, "on", &is_on)) return;
	if (probe >= 1 && probe <= EXES_PROBES_MAX) machine.probes[probe - 1].alarms = is_on != 0;
}

static int32_t apart(int32_t one, int32_t other) {
	return one > other ? one - other : other - one;
}

int weight_rests(uint8_t slot, int32_t *grams) {
	const struct slot *at = &machine.slots[slot - 1];
	if (port_weigh(slot, grams)) return 0;
	if (at->rests >= RESTS_FOR && apart(*grams, at->last_weight) <= WEIGHT_RESTS) return 1;
	return at->is_weighed && apart(*grams, at->weight) <= WEIGHT_RESTS;
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
	struct json_writer writer = event_begin("talarm");
	at->alarms = (uint8_t)is_on;
	json_put_number(&writer, "p", number);
	json_put_number(&writer, "on", is_on);
	json_put_number(&writer, "dC", tenths);
	(void)event_end(&writer);
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
	if (at->is_warm && at->alarms != 1 && now - at->warm_since >= TOO_WARM_MS) {
		tell_alarm(number, at, 1, tenths);
	}
	/* One that may stand has an end too. */
	if (at->alarms && tenths < COOL_AGAIN) tell_alarm(number, at, 0, tenths);
}

void sensors_poll(int64_t now) {
	if (now >= machine.weigh_at) {
		machine.weigh_at = now + WEIGH_MS;
		for (uint8_t slot = 1; slot <= machine.settings->slots; slot++) {
			watch_weight(slot, &machine.slots[slot - 1]);
		}
	}
	if (now >= machine.probe_at) {
		machine.probe_at = now + LOOK_AT_PROBES_MS;
		for (uint8_t probe = 1; probe <= machine.settings->probes; probe++) {
			watch_probe(probe, &machine.probes[probe - 1], now);
		}
	}
}
