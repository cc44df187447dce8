#include "board.h"

#include <stdio.h>
#include <string.h>

struct board board;
static struct frame_reader own_reader;
static struct exes_settings settings[3] = {
    {"test-1", "test", "[\"lock\",\"door\"]", 9, 2, EXES_POWER},
    {"test-1", "test", "[\"lock\",\"door\"]", 9, 2, EXES_WATCHDOG},
    {"test-1", "test", "[\"lock\",\"door\"]", 9, 2, EXES_ASKED},
};

static void begin(uint8_t slots, uint8_t probes) {
	for (int each = 0; each < 3; each++) {
		settings[each].slots = slots;
		settings[each].probes = probes;
	}
	memset(&board, 0, sizeof board);
	memset(&own_reader, 0, sizeof own_reader);
	board.next = 1;
	board.journal_id = "5eed0001";
	board.now = 1000;
	board.tenths[0] = board.tenths[1] = 43;
	exes_init(&settings[EXES_POWER]);
}

void board_new(void) {
	begin(9, 2);
}

void board_new_without_probes(void) {
	begin(9, 0);
}

void board_new_with_slots(uint8_t slots) {
	begin(slots, 0);
}

void board_restart(enum exes_start start) {
	board.now = 1000;
	memset(board.coil, 0, sizeof board.coil);
	exes_init(&settings[start]);
}

void board_pass(int64_t ms) {
	int64_t end = board.now + ms;
	while (board.now < end) {
		board.now += end - board.now < 10 ? end - board.now : 10;
		exes_poll();
	}
}

void board_hear(char type, uint32_t id, const char *json) {
	uint8_t bytes[FRAME_MAX + 2];
	uint16_t length = frame_write(bytes, type, id, json);
	for (uint16_t at = 0; at < length; at++) exes_receive(bytes[at]);
}

void board_hello(const char *sid, long last) {
	char json[96];
	if (last < 0) (void)snprintf(json, sizeof json, "{\"sid\":\"%s\"}", sid);
	else
		(void)snprintf(json, sizeof json, "{\"sid\":\"%s\",\"jid\":\"%s\",\"last\":%ld}", sid,
		               board.journal_id, last);
	board_hear('h', 1, json);
}

const struct sent *board_last(char type) {
	for (int at = board.sent_count - 1; at >= 0; at--) {
		if (board.sent[at].type == type) return &board.sent[at];
	}
	return 0;
}

int board_count(char type) {
	int count = 0;
	for (int at = 0; at < board.sent_count; at++) count += board.sent[at].type == type;
	return count;
}

void board_forget_sent(void) {
	board.sent_count = 0;
}

int board_journal_has(const char *part) {
	int count = 0;
	struct port_journal journal;
	port_journal(&journal);
	for (uint32_t at = journal.first; at < journal.next; at++) {
		count += strstr(board.records[at % BOARD_RECORDS], part) != 0;
	}
	return count;
}

uint32_t board_chance(uint32_t *seed) {
	/* xorshift32 */
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void maybe_die(void) {
	if (board.dies_in > 0 && --board.dies_in == 0) longjmp(board.power, 1);
}

int64_t port_ms(void) {
	return board.now;
}

void port_send(const uint8_t *bytes, uint16_t count) {
	struct frame frame;
	maybe_die();
	for (uint16_t at = 0; at < count; at++) {
		if (!frame_read(&own_reader, bytes[at], &frame)) continue;
		if (frame.type == 'e' && frame.id >= board.next) board.sent_before_stored++;
		if (board.sent_count == BOARD_SENT) board.sent_count = 0;
		struct sent *sent = &board.sent[board.sent_count++];
		sent->type = frame.type;
		sent->id = frame.id;
		(void)snprintf(sent->json, sizeof sent->json, "%s", frame.json);
	}
}

void port_journal(struct port_journal *journal) {
	journal->id = board.journal_id;
	journal->first = board.next > BOARD_RECORDS ? board.next - BOARD_RECORDS : 1;
	journal->next = board.next;
}

int port_journal_write(const char *body, uint16_t length) {
	if (board.journal_fails) return -1;
	maybe_die();
	char *record = board.records[board.next % BOARD_RECORDS];
	memcpy(record, body, length);
	record[length] = 0;
	board.next++;
	maybe_die();
	return 0;
}

int port_journal_read(uint32_t number, char *body, uint16_t capacity) {
	const char *record = board.records[number % BOARD_RECORDS];
	if (number >= board.next || strlen(record) >= capacity) return -1;
	strcpy(body, record);
	return 0;
}

void port_lock(uint8_t slot, int is_on) {
	int coils = 0;
	maybe_die();
	if (is_on) {
		char part[16];
		(void)snprintf(part, sizeof part, "\"c\":%d", slot);
		const char *newest = board.next > 1 ? board.records[(board.next - 1) % BOARD_RECORDS] : "";
		if (!strstr(newest, "unlock") || !strstr(newest, part)) board.pulsed_before_stored++;
		board.pulses[slot - 1]++;
	}
	board.coil[slot - 1] = is_on != 0;
	for (int at = 0; at < EXES_SLOTS_MAX; at++) coils += board.coil[at];
	if (coils > board.most_coils) board.most_coils = coils;
	maybe_die();
}

int port_lock_fails(uint8_t slot) {
	return board.is_jammed[slot - 1];
}

int port_door_is_open(uint8_t slot) {
	return board.is_open[slot - 1];
}

int port_weigh(uint8_t slot, int32_t *grams) {
	*grams = board.grams[slot - 1];
	return slot > 3;
}

int port_temperature(uint8_t probe, int32_t *tenths) {
	*tenths = board.tenths[probe - 1];
	return *tenths == INT32_MIN;
}

int port_tare(uint8_t slot) {
	return slot > 3;
}

int port_light(uint8_t slot, int is_on) {
	(void)is_on;
	return slot > 3;
}

int port_beep(uint8_t times) {
	(void)times;
	return 0;
}

void port_host(int is_present) {
	board.host = is_present;
}
