/*
 * What a board supplies: these functions, and calls of exes_init, exes_receive and exes_poll.
 * None of them may block for longer than a few milliseconds, but port_journal_write.
 */
#ifndef EXES_PORT_H
#define EXES_PORT_H

#include <stdint.h>

/* Milliseconds since the board started. 64 bits: it never wraps. */
int64_t port_ms(void);

/* Sends bytes to the host, in order. May drop them when nobody takes them: all is sent again. */
void port_send(const uint8_t *bytes, uint16_t count);

/*
 * The journal: a ring of events in memory that survives the loss of power (FRAM, flash, a file).
 * `id` is eight hexadecimal digits, made of real chance when the journal was made. `first` is the
 * oldest event that can still be read, `next` the number of the one to be written; numbers begin
 * with 1 and never begin again while `id` stays the same.
 */
struct port_journal {
	const char *id;
	uint32_t first;
	uint32_t next;
};
void port_journal(struct port_journal *journal);

/*
 * Writes the event `next`, over the oldest where the ring is full. Returns 0 once it would survive
 * the loss of power, at once; anything else where it would not. A record that was torn by the loss of
 * power must not be readable afterwards.
 */
int port_journal_write(const char *body, uint16_t length);

/* Reads an event as text that ends with 0. Returns 0, or anything else where it cannot be read. */
int port_journal_read(uint32_t number, char *body, uint16_t capacity);

/* Current through the coil of a lock, on or off. Slots count from 1. */
void port_lock(uint8_t slot, int is_on);

/* Whether this lock is known not to work: a coil without current, a jam. */
int port_lock_fails(uint8_t slot);

/* The contact of a door as it is now; the core waits until it does not bounce any more. */
int port_door_is_open(uint8_t slot);

/* Sensors: 0 and a value in grams or tenths of a degree, anything else where there is none. */
int port_weigh(uint8_t slot, int32_t *grams);
int port_temperature(uint8_t probe, int32_t *tenths);

/* Parts that a volunteer tries: 0, or anything else where there is none. Slot 0: the machine's. */
int port_tare(uint8_t slot);
int port_light(uint8_t slot, int is_on);
int port_beep(uint8_t times);

/* Whether a kiosk is listening: for a lamp. */
void port_host(int is_present);

#endif
