/* A journal in a file: a ring of records, each with its number and a check of its own. */
#ifndef EXES_POSIX_JOURNAL_H
#define EXES_POSIX_JOURNAL_H

#include <stdint.h>

/*
 * Opens it, or makes one with that many records. Returns 0, or -1 with errno: EBUSY where another
 * program has it, EINVAL where the file is another thing.
 */
int journal_open(const char *path, uint32_t slots, int is_fast);

/* The key of the last unlock that was written: that of the pulse which follows it. */
const char *journal_last_key(void);

#endif
