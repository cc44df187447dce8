/*
 * The kiosk's side of the link, as small as it can be: says hello, stores each next event before it
 * acknowledges it, and asks for one unlock after the other, each by a key of its own.
 */
#ifndef EXES_TEST_HOST_H
#define EXES_TEST_HOST_H

#include <stdint.h>

enum { HOST_ACTS_MAX = 256 };

enum outcome { ACT_OPEN, ACT_UNKNOWN, ACT_REFUSED, ACT_DONE };

struct act {
	uint8_t slot;
	enum outcome outcome;
};

struct host {
	int64_t now, heard_at, hello_at, ping_at;
	/* Begins with 1 and differs in each session. */
	uint32_t session, request, tries;
	int is_ready;
	/* The last event that is stored, and how many the board said were lost. */
	uint32_t last, lost;
	/* Of the controller's clock. */
	int64_t up, up_at, ask_at, act_until;
	struct act acts[HOST_ACTS_MAX];
	int act_count;
	/* What must not be. */
	const char *wrong;
};
extern struct host host;

/* Sends a frame to the board; what is on the way may suffer. */
extern void (*host_send)(char type, uint32_t id, const char *json);
/* Whether this is what the board once wrote as that event. */
extern int (*host_is_true)(uint32_t number, const char *json);

void host_new(void);
/* A person wants a door: not before the one before has had an outcome. */
void host_ask(uint8_t slot);
int host_is_busy(void);
void host_hear(char type, uint32_t id, const char *json);
void host_pass(int64_t ms);

#endif
