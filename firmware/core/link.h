/* The session with the host and the sending of the journal [P3, P4]. */
#ifndef EXES_LINK_H
#define EXES_LINK_H

#include "exes.h"

void link_init(void);
void link_receive(const struct frame *frame);
void link_poll(void);
/* Whether a host is there and was heard in the last ten seconds [P6]. */
int link_is_up(void);
/* Writes an event to the journal; it is sent from there. Returns 0 once it is durable. */
int link_event(const char *json, int length);

/* Answers of the machine to a request; the longest has a letter for each slot. */
enum { LINK_ANSWER_MAX = sizeof "{\"door\":\"\"}" + (EXES_SLOTS_MAX > 16 ? EXES_SLOTS_MAX : 16) };
/* Writes a result, or an error {"e":...}. Returns 'r' or 'x'. */
char machine_answer(const char *json, char *out, uint16_t capacity);
#endif
