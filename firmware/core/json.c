#include "json.h"

#include <string.h>

struct member {
	const char *key, *value;
	uint16_t key_length, value_length;
	/* 's' text, 'n' number, 'w' word. */
	char kind;
};

static const char *skip_space(const char *at) {
	while (*at == ' ') at++;
	return at;
}

/* Behind the closing quote, or 0. `at` is behind the opening one. */
static const char *skip_text(const char *at) {
	while (*at != '"') {
		if ((uint8_t)*at < 0x20) return 0;
		if (*at == '\\' && (uint8_t)*++at < 0x20) return 0;
		at++;
	}
	return at + 1;
}

static int is_digit(char byte) {
	return byte >= '0' && byte <= '9';
}

static const char *skip_number(const char *at) {
	if (*at == '-') at++;
	if (!is_digit(*at)) return 0;
	if (*at == '0') return at + 1;
	while (is_digit(*at)) at++;
	return at;
}

static const char *skip_word(const char *at) {
	static const char *const WORDS[] = {"true", "false", "null"};
	for (uint8_t each = 0; each < 3; each++) {
		size_t length = strlen(WORDS[each]);
		if (strncmp(at, WORDS[each], length) == 0) return at + length;
	}
	return 0;
}

static const char *skip_value(const char *at, struct member *member) {
	member->value = at;
	if (*at == '"') {
		member->kind = 's';
		member->value = at + 1;
		at = skip_text(at + 1);
		if (at) member->value_length = (uint16_t)(at - 1 - member->value);
		return at;
	}
	member->kind = (*at == '-' || is_digit(*at)) ? 'n' : 'w';
	at = member->kind == 'n' ? skip_number(at) : skip_word(at);
	if (at) member->value_length = (uint16_t)(at - member->value);
	return at;
}

/* Behind the member, or 0. */
static const char *read_member(const char *at, struct member *member) {
	at = skip_space(at);
	if (*at != '"') return 0;
	member->key = at + 1;
	at = skip_text(at + 1);
	if (!at) return 0;
	member->key_length = (uint16_t)(at - 1 - member->key);
	at = skip_space(at);
	if (*at != ':') return 0;
	return skip_value(skip_space(at + 1), member);
}

/* 1: the last member of that key is in `found`; 0: the object has none; -1: it is not a flat object. */
static int find(const char *at, const char *key, struct member *found) {
	struct member member;
	int is_there = 0;
	at = skip_space(at);
	if (*at != '{') return -1;
	at = skip_space(at + 1);
	if (*at != '}') {
		for (;;) {
			at = read_member(at, &member);
			if (!at) return -1;
			if (key && member.key_length == strlen(key) &&
			    strncmp(member.key, key, member.key_length) == 0) {
				*found = member;
				is_there = 1;
			}
			at = skip_space(at);
			if (*at != ',') break;
			at++;
		}
	}
	return *at == '}' && *skip_space(at + 1) == 0 ? is_there : -1;
}

int json_is_flat(const char *json) {
	struct member none;
	return find(json, 0, &none) >= 0;
}

int json_text(const char *json, const char *key, char *out, uint16_t capacity) {
	struct member member;
	if (find(json, key, &member) != 1 || member.kind != 's') return -1;
	if (member.value_length >= capacity || memchr(member.value, '\\', member.value_length)) return -1;
	memcpy(out, member.value, member.value_length);
	out[member.value_length] = 0;
	return 0;
}

int json_number(const char *json, const char *key, int64_t *out) {
	struct member member;
	if (find(json, key, &member) != 1 || member.kind != 'n' || member.value_length > 17) return -1;
	const char *at = member.value, *end = member.value + member.value_length;
	int is_negative = *at == '-';
	int64_t value = 0;
	for (at += is_negative; at < end; at++) value = value * 10 + (*at - '0');
	if (value > 9007199254740991) return -1;
	*out = is_negative ? -value : value;
	return 0;
}

static void put(struct json_writer *writer, char byte) {
	if (writer->length + 1 >= writer->capacity) writer->is_full = 1;
	else writer->out[writer->length++] = byte;
}

static void put_all(struct json_writer *writer, const char *text) {
	while (*text) put(writer, *text++);
}

static void put_key(struct json_writer *writer, const char *key) {
	if (writer->length > 1) put(writer, ',');
	put(writer, '"');
	put_all(writer, key);
	put_all(writer, "\":");
}

void json_begin(struct json_writer *writer, char *out, uint16_t capacity) {
	writer->out = out;
	writer->capacity = capacity;
	writer->length = 0;
	writer->is_full = 0;
	put(writer, '{');
}

void json_put_number(struct json_writer *writer, const char *key, int64_t value) {
	char digits[20];
	uint8_t at = sizeof digits - 1;
	uint64_t left = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
	digits[at] = 0;
	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	put_key(writer, key);
	if (value < 0) put(writer, '-');
	put_all(writer, digits + at);
}

/* How many bytes the character that begins with this one has; 0 where none begins with it. */
static uint8_t length_of(uint8_t first) {
	if (first < 0x80) return 1;
	if (first >= 0xC2 && first < 0xE0) return 2;
	if (first >= 0xE0 && first < 0xF0) return 3;
	return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

static int is_whole(const char *at, uint8_t length) {
	for (uint8_t each = 1; each < length; each++) {
		if (((uint8_t)at[each] & 0xC0) != 0x80) return 0;
	}
	return length > 0;
}

void json_put_text(struct json_writer *writer, const char *key, const char *text, uint16_t longest) {
	uint16_t written = 0;
	put_key(writer, key);
	put(writer, '"');
	while (*text) {
		uint8_t length = length_of((uint8_t)*text);
		if (!is_whole(text, length) || (uint8_t)*text < 0x20) {
			text++;
			continue;
		}
		uint8_t is_escaped = *text == '"' || *text == '\\';
		if (written + length + is_escaped > longest) break;
		written = (uint16_t)(written + length + is_escaped);
		if (is_escaped) put(writer, '\\');
		while (length-- > 0) put(writer, *text++);
	}
	put(writer, '"');
}

void json_put_raw(struct json_writer *writer, const char *key, const char *json) {
	put_key(writer, key);
	put_all(writer, json);
}

int json_end(struct json_writer *writer) {
	put(writer, '}');
	writer->out[writer->length] = 0;
	return writer->is_full ? -1 : writer->length;
}
