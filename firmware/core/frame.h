/* Frames [P1]: RS TYPE ID SP JSON '*' CRC LF, at most 512 bytes between RS and LF. */
#ifndef EXES_FRAME_H
#define EXES_FRAME_H

#include <stdint.h>

enum { FRAME_MAX = 512 };

struct frame {
	char type;
	uint32_t id;
	/* One JSON object, ending with 0; good until the next byte is received. */
	const char *json;
};

struct frame_reader {
	uint8_t buffer[FRAME_MAX];
	uint16_t length;
	uint8_t is_inside;
	/* Counted for whoever looks for a bad cable. */
	uint32_t good, bad, junk, too_long;
};

/* CRC-16/CCITT-FALSE over `count` bytes, going on from `crc` (0xFFFF at the beginning). */
uint16_t frame_crc(const uint8_t *bytes, uint16_t count, uint16_t crc);

/* Takes a byte; returns 1 when it ends a frame that is whole, which is then in `frame`. */
int frame_read(struct frame_reader *reader, uint8_t byte, struct frame *frame);

/*
 * Writes a frame into `out`, which holds FRAME_MAX + 2 bytes. Returns its length, 0 where it would be
 * too long.
 */
uint16_t frame_write(uint8_t *out, char type, uint32_t id, const char *json);

#endif
