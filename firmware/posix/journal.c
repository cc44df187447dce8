#define _POSIX_C_SOURCE 200809L
#include "journal.h"

#include "exes.h"
#include "json.h"
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct header {
	char magic[8], id[12];
	uint32_t slots;
};

struct record {
	uint32_t number;
	uint16_t length, crc;
	char body[EXES_EVENT_MAX];
};

static const char MAGIC[8] = "exesjnl1";

static struct {
	int file, is_fast;
	struct header header;
	uint32_t next;
	char last_key[EXES_KEY_MAX + 1];
} journal;

static off_t place_of(uint32_t number) {
	off_t at = (off_t)(number % journal.header.slots);
	return (off_t)sizeof(struct header) + at * (off_t)sizeof(struct record);
}

static uint16_t crc_of(const struct record *record) {
	uint16_t crc = frame_crc((const uint8_t *)&record->number, sizeof record->number, 0xFFFF);
	return frame_crc((const uint8_t *)record->body, record->length, crc);
}

static int read_record(uint32_t place, struct record *record) {
	off_t at = (off_t)sizeof(struct header) + (off_t)place * (off_t)sizeof *record;
	if (pread(journal.file, record, sizeof *record, at) != (ssize_t)sizeof *record) return -1;
	if (record->number == 0 || record->length > EXES_EVENT_MAX) return -1;
	return record->crc == crc_of(record) ? 0 : -1;
}

static int make_header(uint32_t slots) {
	unsigned char chance[4];
	int source = open("/dev/urandom", O_RDONLY);
	if (source < 0 || read(source, chance, sizeof chance) != (ssize_t)sizeof chance) return -1;
	(void)close(source);
	memset(&journal.header, 0, sizeof journal.header);
	memcpy(journal.header.magic, MAGIC, sizeof MAGIC);
	(void)snprintf(journal.header.id, sizeof journal.header.id, "%02x%02x%02x%02x", chance[0],
	               chance[1], chance[2], chance[3]);
	journal.header.slots = slots;
	ssize_t size = (ssize_t)sizeof journal.header;
	if (pwrite(journal.file, &journal.header, sizeof journal.header, 0) != size) return -1;
	return fsync(journal.file);
}

/* Held until the program ends, however it ends. */
static int lock(void) {
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (fcntl(journal.file, F_SETLK, &whole) == 0) return 0;
	if (errno == EACCES || errno == EAGAIN) errno = EBUSY;
	return -1;
}

int journal_open(const char *path, uint32_t slots, int is_fast) {
	struct record record;
	ssize_t size = (ssize_t)sizeof journal.header;
	journal.is_fast = is_fast;
	journal.file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (journal.file < 0 || lock()) return -1;
	ssize_t got = pread(journal.file, &journal.header, sizeof journal.header, 0);
	if (got != size || memcmp(journal.header.magic, MAGIC, sizeof MAGIC) != 0) {
		if (got > 0) {
			errno = EINVAL;
			return -1;
		}
		if (make_header(slots)) return -1;
	}
	journal.next = 1;
	for (uint32_t place = 0; place < journal.header.slots; place++) {
		if (read_record(place, &record) == 0 && record.number >= journal.next) {
			journal.next = record.number + 1;
		}
	}
	return 0;
}

void port_journal(struct port_journal *out) {
	uint32_t slots = journal.header.slots;
	out->id = journal.header.id;
	out->first = journal.next > slots ? journal.next - slots : 1;
	out->next = journal.next;
}

int port_journal_write(const char *body, uint16_t length) {
	struct record record;
	memset(&record, 0, sizeof record);
	record.number = journal.next;
	record.length = length;
	memcpy(record.body, body, length);
	record.crc = crc_of(&record);
	ssize_t written = pwrite(journal.file, &record, sizeof record, place_of(record.number));
	if (written != (ssize_t)sizeof record) return -1;
	/* SIGKILL does not lose what the kernel has: only the loss of power needs the disk. */
	if (!journal.is_fast && fdatasync(journal.file)) return -1;
	journal.next++;
	record.body[length < EXES_EVENT_MAX ? length : EXES_EVENT_MAX - 1] = 0;
	(void)json_text(record.body, "key", journal.last_key, sizeof journal.last_key);
	(void)fprintf(stderr, "EVENT %lu %.*s\n", (unsigned long)record.number, (int)length, body);
	return 0;
}

const char *journal_last_key(void) {
	return journal.last_key;
}

int port_journal_read(uint32_t number, char *body, uint16_t capacity) {
	struct record record;
	if (read_record(number % journal.header.slots, &record) || record.number != number) return -1;
	if (record.length >= capacity) return -1;
	memcpy(body, record.body, record.length);
	body[record.length] = 0;
	return 0;
}
