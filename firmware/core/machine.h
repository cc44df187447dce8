/* What the parts of the machine share: its slots, its probes, and how they tell an event. */
#ifndef EXES_MACHINE_H
#define EXES_MACHINE_H

#include "exes.h"
#include "json.h"

/* Instead of 0 or 1, at a start: the journal does not say any more what was told last. */
enum { NOT_KNOWN = 2 };

struct slot {
	int64_t unlocked_at, pulse_until, opened_at, closed_at, contact_since;
	int32_t weight, last_weight;
	uint8_t is_open, is_unlocked, is_pulsed, is_ajar, contact, fails, rests, is_weighed;
};

struct probe {
	int64_t told_at, warm_since;
	uint8_t is_told, is_warm, alarms, is_dead;
};

struct machine {
	const struct exes_settings *settings;
	struct frame_reader reader;
	struct slot slots[EXES_SLOTS_MAX];
	struct probe probes[EXES_PROBES_MAX];
	int64_t weigh_at, probe_at;
	uint8_t is_on_battery;
	/* The number of the event that says that the board has started; 0 where it could not be written. */
	uint32_t boot;
};
extern struct machine machine;

/* An event of the journal, member by member; event_end returns 0 once it is durable. */
struct json_writer event_begin(const char *kind);
int event_end(struct json_writer *writer);
/* The same at once, with up to two numbers; a name that is 0 is left out. */
int tell(const char *kind, const char *part, int32_t number, const char *value, int32_t amount);
void tell_fault(const char *device, uint8_t number, int32_t code);

/*
 * Doors and locks. At the start: how they stood, by the journal, and how they stand. `was_told` is what
 * holds where the journal says nothing of a part: 0, or NOT_KNOWN where its oldest events are gone.
 */
void doors_forget(uint8_t was_told);
void doors_recall(const char *kind, const char *json);
void doors_start(void);
void doors_poll(uint8_t slot, int64_t now);
enum unlocked { UNLOCK_DONE, UNLOCK_USED, UNLOCK_IS_OPEN, UNLOCK_BAD, UNLOCK_LATE, UNLOCK_BUSY, UNLOCK_FAULT };
enum unlocked doors_unlock(const char *json);
/* The slot that a request names, from `first` to the last; 0 where it names none. */
int read_slot(const char *json, int64_t first, uint8_t *slot);

/* Scales, thermometers, the supply. */
/* `was_told` as for doors; also where a host has missed what was told. */
void sensors_forget(uint8_t was_told);
void sensors_recall(const char *kind, const char *json);
void sensors_poll(int64_t now);
/* Whether it is known what lies on a scale: it rests, or is as it was told. */
int weight_rests(uint8_t slot, int32_t *grams);

#endif
