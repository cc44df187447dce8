/* One flat JSON object: numbers that are whole, texts, true, false and null. No heap, no copies. */
#ifndef EXES_JSON_H
#define EXES_JSON_H

#include <stdint.h>

/* Whether the text is one flat object and nothing else. */
int json_is_flat(const char *json);

/* A text without escapes, ending with 0. Returns 0, or -1 where it is not there, or too long. */
int json_text(const char *json, const char *key, char *out, uint16_t capacity);

/* A whole number of at most 53 bits. Returns 0, or -1 where it is not there, or another thing. */
int json_number(const char *json, const char *key, int64_t *out);

/* Writes an object. What does not fit makes it invalid: json_end then returns -1. */
struct json_writer {
	char *out;
	uint16_t capacity, length;
	int8_t is_full;
};

void json_begin(struct json_writer *writer, char *out, uint16_t capacity);
void json_put_number(struct json_writer *writer, const char *key, int64_t value);
/*
 * At most `longest` bytes, the escapes of quotes and backslashes among them; leaves out control
 * characters and what is not UTF-8.
 */
void json_put_text(struct json_writer *writer, const char *key, const char *text, uint16_t longest);
/* A value that is JSON already. */
void json_put_raw(struct json_writer *writer, const char *key, const char *json);
/* Returns the length, or -1. The text ends with 0. */
int json_end(struct json_writer *writer);

#endif
