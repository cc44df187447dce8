#include "frame.h"

#include <string.h>

enum { RS = 0x1E, LF = 0x0A, CRC_LENGTH = 5, SHORTEST = 10 };

static const char HEX[] = "0123456789ABCDEF";

uint16_t frame_crc(const uint8_t *bytes, uint16_t count, uint16_t crc) {
	for (uint16_t at = 0; at < count; at++) {
		crc = (uint16_t)(crc ^ (uint16_t)(bytes[at] << 8));
		for (uint8_t bit = 0; bit < 8; bit++) {
			crc = (uint16_t)((crc & 0x8000u) ? (uint16_t)(crc << 1) ^ 0x1021u : (uint16_t)(crc << 1));
		}
	}
	return crc;
}

static int is_letter(uint8_t byte) {
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The number at `at`, which moves behind it. Returns 0 where there is none of 32 bits. */
static int read_id(const uint8_t *bytes, uint16_t end, uint16_t *at, uint32_t *id) {
	uint64_t value = 0;
	uint16_t start = *at;
	while (*at < end && bytes[*at] >= '0' && bytes[*at] <= '9' && *at - start < 10) {
		value = value * 10 + (uint64_t)(bytes[*at] - '0');
		(*at)++;
	}
	*id = (uint32_t)value;
	return *at > start && value <= UINT32_MAX;
}

static int has_crc(const uint8_t *bytes, uint16_t end) {
	uint16_t crc = frame_crc(bytes, end, 0xFFFF);
	if (bytes[end] != '*') return 0;
	for (uint8_t digit = 0; digit < 4; digit++) {
		if (bytes[end + 1 + digit] != HEX[(crc >> (12 - 4 * digit)) & 0xF]) return 0;
	}
	return 1;
}

static int parse(struct frame_reader *reader, struct frame *frame) {
	uint8_t *bytes = reader->buffer;
	if (reader->length < SHORTEST) return 0;
	uint16_t end = (uint16_t)(reader->length - CRC_LENGTH);
	if (!has_crc(bytes, end) || !is_letter(bytes[0])) return 0;
	uint16_t at = 1;
	if (!read_id(bytes, end, &at, &frame->id)) return 0;
	if (end - at < 3 || bytes[at] != ' ' || bytes[at + 1] != '{' || bytes[end - 1] != '}') return 0;
	for (uint16_t check = at; check < end; check++) {
		if (bytes[check] < 0x20) return 0;
	}
	bytes[end] = 0;
	frame->type = (char)bytes[0];
	frame->json = (const char *)bytes + at + 1;
	return 1;
}

int frame_read(struct frame_reader *reader, uint8_t byte, struct frame *frame) {
	if (byte == RS) {
		if (reader->is_inside && reader->length > 0) reader->bad++;
		reader->is_inside = 1;
		reader->length = 0;
		return 0;
	}
	if (!reader->is_inside) {
		reader->junk++;
		return 0;
	}
	if (byte == LF) {
		reader->is_inside = 0;
		int is_good = parse(reader, frame);
		if (is_good) reader->good++;
		else reader->bad++;
		return is_good;
	}
	if (reader->length == FRAME_MAX) {
		reader->is_inside = 0;
		reader->too_long++;
		return 0;
	}
	reader->buffer[reader->length++] = byte;
	return 0;
}

static uint16_t write_id(uint8_t *out, uint32_t id) {
	uint8_t digits[10];
	uint16_t count = 0, length;
	do {
		digits[count++] = (uint8_t)('0' + id % 10);
		id /= 10;
	} while (id > 0);
	length = count;
	while (count > 0) *out++ = digits[--count];
	return length;
}

uint16_t frame_write(uint8_t *out, char type, uint32_t id, const char *json) {
	size_t json_length = strlen(json);
	uint16_t at = 0;
	out[at++] = RS;
	out[at++] = (uint8_t)type;
	at = (uint16_t)(at + write_id(out + at, id));
	out[at++] = ' ';
	if (json_length > (size_t)(FRAME_MAX - CRC_LENGTH - (at - 1))) return 0;
	memcpy(out + at, json, json_length);
	at = (uint16_t)(at + json_length);
	uint16_t crc = frame_crc(out + 1, (uint16_t)(at - 1), 0xFFFF);
	out[at++] = '*';
	for (uint8_t digit = 0; digit < 4; digit++) {
		out[at++] = (uint8_t)HEX[(crc >> (12 - 4 * digit)) & 0xF];
	}
	out[at++] = LF;
	return at;
}
