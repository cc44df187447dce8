#include "board.h"
#include "json.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

struct vector {
	char type;
	uint32_t id;
	const char *json, *crc;
};

static const struct vector VECTORS[] = {
    {'q', 7, "{\"op\":\"unlock\",\"c\":3,\"key\":\"01JD8Z5R9N3T\",\"by\":123456}", "9319"},
    {'r', 7, "{\"ok\":1}", "9FE1"},
    {'e', 42, "{\"k\":\"door\",\"c\":3,\"open\":1,\"ms\":98765}", "D2FD"},
    {'a', 42, "{}", "AD9E"},
    {'P', 9, "{\"up\":100000,\"next\":43}", "BEEC"},
    {'e', 43, "{\"k\":\"scan\",\"t\":\"qr\",\"v\":\"\xC3\x9Cn\xC3\xAF \xE2\x9C\x93\"}", "1751"},
    {'h', 1, "{\"sid\":\"a1b2c3d4\",\"jid\":\"5eed0001\",\"last\":41}", "6E07"},
    {'x', 8, "{\"e\":\"LATE\"}", "F0CE"},
    {'p', 9, "{}", "2E4B"},
};

static struct frame_reader reader;

static int read_all(const char *bytes, size_t count, struct frame *frame) {
	int frames = 0;
	for (size_t at = 0; at < count; at++) frames += frame_read(&reader, (uint8_t)bytes[at], frame);
	return frames;
}

static void vectors_are_reproduced(void) {
	EXPECT(frame_crc((const uint8_t *)"123456789", 9, 0xFFFF) == 0x29B1);
	for (unsigned each = 0; each < sizeof VECTORS / sizeof *VECTORS; each++) {
		const struct vector *is = &VECTORS[each];
		uint8_t out[FRAME_MAX + 2];
		char expected[FRAME_MAX + 2];
		struct frame frame;
		uint16_t length = frame_write(out, is->type, is->id, is->json);
		(void)snprintf(expected, sizeof expected, "\x1e%c%lu %s*%s\n", is->type, (unsigned long)is->id,
		               is->json, is->crc);
		EXPECT(length == strlen(expected) && memcmp(out, expected, length) == 0);
		memset(&reader, 0, sizeof reader);
		EXPECT(read_all(expected, length, &frame) == 1);
		EXPECT(frame.type == is->type && frame.id == is->id && strcmp(frame.json, is->json) == 0);
	}
}

static void junk_and_halves_cost_no_frame(void) {
	static char many[5001];
	struct frame frame;
	memset(many, 'x', 5000);
	many[0] = 0x1E;
	const char *const before[] = {"\r\nets Jun 8 2016\r\nrst:0x1", "\x1eq7 {\"op\":\"unl", many,
	                              "\xFF\xFE\x01\xFF", "\n\n*AD9E\n", "\x1e\x1e\x1e"};
	for (unsigned each = 0; each < sizeof before / sizeof *before; each++) {
		memset(&reader, 0, sizeof reader);
		EXPECT(read_all(before[each], strlen(before[each]), &frame) == 0);
		EXPECT(read_all("\x1e" "a42 {}*AD9E\n", 13, &frame) == 1);
		EXPECT(frame.type == 'a' && frame.id == 42);
	}
}

static void a_bad_frame_is_counted_and_dropped(void) {
	static const char *const BAD[] = {
	    "\x1e" "a42 {}*AD9F\n", "\x1e" "a42 {}*ad9e\n", "\x1e" "a42 {} AD9E\n", "\x1e" "a43 {}*AD9E\n",
	    "\x1e\n",         "\x1e" "a {}*AD9E\n"};
	struct frame frame;
	for (unsigned each = 0; each < sizeof BAD / sizeof *BAD; each++) {
		memset(&reader, 0, sizeof reader);
		EXPECT(read_all(BAD[each], strlen(BAD[each]), &frame) == 0);
		EXPECT(reader.bad == 1 && reader.good == 0);
	}
}

/* Sound by its CRC, and yet not what a frame may be. */
static void what_is_no_frame_is_refused_whatever_its_crc(void) {
	static const char *const BODIES[] = {"1a {}", "a42{}", "a99999999999 {}", "a4294967296 {}",
	                                     "a42 []", "a42 {\t}", "a42 {", "a42  {}"};
	for (unsigned each = 0; each < sizeof BODIES / sizeof *BODIES; each++) {
		char bytes[64];
		struct frame frame;
		uint16_t length = (uint16_t)strlen(BODIES[each]);
		(void)snprintf(bytes, sizeof bytes, "\x1e%s*%04X\n", BODIES[each],
		               (unsigned)frame_crc((const uint8_t *)BODIES[each], length, 0xFFFF));
		memset(&reader, 0, sizeof reader);
		EXPECT(read_all(bytes, strlen(bytes), &frame) == 0);
	}
}

static void a_frame_of_512_bytes_is_taken_and_one_of_513_is_not(void) {
	char json[FRAME_MAX + 8];
	uint8_t out[FRAME_MAX + 2];
	struct frame frame;
	size_t fits = FRAME_MAX - 5 - 3;
	memset(json, 'x', sizeof json);
	json[0] = '{';
	json[fits - 1] = '}';
	json[fits] = 0;
	uint16_t length = frame_write(out, 'l', 0, json);
	EXPECT(length == FRAME_MAX + 2);
	memset(&reader, 0, sizeof reader);
	EXPECT(read_all((const char *)out, length, &frame) == 1);
	json[fits - 1] = 'x';
	json[fits] = '}';
	json[fits + 1] = 0;
	EXPECT(frame_write(out, 'l', 0, json) == 0);
}

static void numbers_have_53_bits(void) {
	int64_t number;
	EXPECT(json_number("{\"by\":9007199254740991}", "by", &number) == 0 && number == 9007199254740991);
	EXPECT(json_number("{\"by\":-9007199254740991}", "by", &number) == 0 && number == -9007199254740991);
	EXPECT(json_number("{\"by\":9007199254740992}", "by", &number) == -1);
	EXPECT(json_number("{\"by\":99999999999999999999999}", "by", &number) == -1);
	EXPECT(json_number("{\"by\":1.5}", "by", &number) == -1);
	EXPECT(json_number("{\"by\":\"5\"}", "by", &number) == -1);
	EXPECT(json_number("{\"key\":\"\\\"by\\\":7\"}", "by", &number) == -1);
}

static void only_flat_objects_are_json(void) {
	static const char *const GOOD[] = {"{}", "{ }", "{\"a\":1,\"b\":\"x\\\"y\",\"c\":null}", "{\"a\" : -0}"};
	static const char *const BAD[] = {"",           "{",          "{\"a\"}",     "{\"a\":}",  "{\"a\":1,}",
	                                  "{\"a\":{}}", "{\"a\":[1]}", "{\"a\":01}", "{} x",      "{\"a\":\"x}",
	                                  "{a:1}",      "[]",         "{\"a\":\"\\", "{\"a\":tru}"};
	for (unsigned each = 0; each < sizeof GOOD / sizeof *GOOD; each++) EXPECT(json_is_flat(GOOD[each]));
	for (unsigned each = 0; each < sizeof BAD / sizeof *BAD; each++) EXPECT(!json_is_flat(BAD[each]));
}

const struct test FRAMES[] = {
    {"[P1] the vectors are reproduced, byte by byte", vectors_are_reproduced},
    {"[P1] junk, boot logs and halves of frames cost no frame", junk_and_halves_cost_no_frame},
    {"[P1] a bad frame is dropped and counted", a_bad_frame_is_counted_and_dropped},
    {"[P1] what is no frame is refused, whatever its CRC", what_is_no_frame_is_refused_whatever_its_crc},
    {"[P1] 512 bytes are a frame and 513 are not", a_frame_of_512_bytes_is_taken_and_one_of_513_is_not},
    {"numbers have 53 bits", numbers_have_53_bits},
    {"only one flat object is a body", only_flat_objects_are_json},
    {0, 0},
};
