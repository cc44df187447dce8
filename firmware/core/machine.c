#include "machine.h"

#include "link.h"
#include "port.h"

#include <string.h>

struct machine machine;

const struct frame_reader *exes_received(void) {
	return &machine.reader;
}

static char event_text[EXES_EVENT_MAX + 1];

struct json_writer event_begin(const char *kind) {
	struct json_writer writer;
	json_begin(&writer, event_text, sizeof event_text);
	json_put_text(&writer, "k", kind, 8);
	return writer;
}

int event_end(struct json_writer *writer) {
	json_put_number(writer, "ms", port_ms());
	return link_event(event_text, json_end(writer));
}

int tell(const char *kind, const char *part, int32_t number, const char *value, int32_t amount) {
	struct json_writer writer = event_begin(kind);
	if (part) json_put_number(&writer, part, number);
	if (value) json_put_number(&writer, value, amount);
	return event_end(&writer);
}

void tell_fault(const char *device, uint8_t number, int32_t code) {
	struct json_writer writer = event_begin("fault");
	json_put_text(&writer, "dev", device, 8);
	json_put_number(&writer, "c", number);
	json_put_number(&writer, "code", code);
	(void)event_end(&writer);
}

/* What must survive a reset is in the journal, acknowledged or not. */
static void read_journal(void) {
	struct port_journal now;
	char json[EXES_EVENT_MAX + 1], kind[8];
	port_journal(&now);
	doors_forget(now.first > 1 ? NOT_KNOWN : 0);
	sensors_forget(now.first > 1 ? NOT_KNOWN : 0);
	for (uint32_t each = now.first; each < now.next; each++) {
		if (port_journal_read(each, json, sizeof json)) continue;
		if (json_text(json, "k", kind, sizeof kind)) continue;
		doors_recall(kind, json);
		sensors_recall(kind, json);
	}
}

static void tell_start(void) {
	struct port_journal now;
	port_journal(&now);
	if (tell("boot", "why", (int32_t)machine.settings->start, 0, 0) == 0) machine.boot = now.next;
}

void exes_init(const struct exes_settings *settings) {
	memset(&machine, 0, sizeof machine);
	machine.settings = settings;
	for (uint8_t slot = 1; slot <= settings->slots; slot++) port_lock(slot, 0);
	link_init();
	read_journal();
	tell_start();
	doors_start();
}

void exes_receive(uint8_t byte) {
	struct frame frame;
	if (frame_read(&machine.reader, byte, &frame)) link_receive(&frame);
}

void exes_poll(void) {
	int64_t now = port_ms();
	for (uint8_t slot = 1; slot <= machine.settings->slots; slot++) doors_poll(slot, now);
	sensors_poll(now);
	link_poll();
}

void exes_scanned(const char *type, const char *value) {
	struct json_writer writer = event_begin("scan");
	json_put_text(&writer, "t", type, 4);
	json_put_text(&writer, "v", value, 64);
	(void)event_end(&writer);
}

void exes_tampered(void) {
	(void)tell("tamper", 0, 0, 0, 0);
}

void exes_power(int is_on_battery, int32_t millivolts) {
	uint8_t is = is_on_battery != 0;
	if (machine.is_on_battery == is) return;
	struct json_writer writer = event_begin("power");
	json_put_number(&writer, "src", is);
	json_put_number(&writer, "mV", millivolts);
	if (event_end(&writer) == 0) machine.is_on_battery = is;
}
