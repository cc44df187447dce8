/* A cabinet that is not there: its doors, scales and probes are moved by lines of text. */
#ifndef EXES_POSIX_CABINET_H
#define EXES_POSIX_CABINET_H

#include <stdint.h>

/*
 * With `has_people`, somebody opens what is unlocked after a moment and closes it again. The doors whose
 * bits are set in `open_doors`, by their slots, stand open.
 */
void cabinet_init(uint8_t slots, int has_people, unsigned long open_doors);
/* What goes on by itself; call it often. */
void cabinet_poll(void);
/*
 * Obeys one line: `door C open|close`, `wt C GRAMS`, `temp P TENTHS`, `probe P 0|1`, `jam C 0|1`,
 * `scan TEXT`, `tamper`, `power SRC MILLIVOLTS`, `hang MS`, `junk`, `quit`. Returns -1 where it is none.
 */
int cabinet_obey(const char *line);

#endif
