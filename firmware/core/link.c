#include "link.h"

#include "machine.h"
#include "port.h"

#include <string.h>

enum { WINDOW = 8, ANSWERS = 16, SID_LENGTH = 8 };
enum { RESEND_MS = 300, RESEND_MAX_MS = 2400, SILENT_MS = 10000 };

struct answer {
	uint32_t id;
	char type;
	char json[LINK_ANSWER_MAX];
};

static struct {
	char sid[SID_LENGTH + 1];
	int8_t is_open;
	int64_t heard_at;
	/* The last event that the host has, the next to be sent, and when the wait for it ends. */
	uint32_t acknowledged, next_to_send;
	/* The last event that any host had; and whether one went from the ring that none has had. */
	uint32_t stored;
	uint8_t has_lost;
	int64_t resend_at;
	int32_t resend_ms;
	struct answer answers[ANSWERS];
	uint8_t next_answer;
} state;

static void send(char type, uint32_t id, const char *json) {
	static uint8_t bytes[FRAME_MAX + 2];
	uint16_t length = frame_write(bytes, type, id, json);
	if (length > 0) port_send(bytes, length);
}

static struct port_journal journal(void) {
	struct port_journal now;
	port_journal(&now);
	return now;
}

static void close_session(void) {
	if (!state.is_open) return;
	state.is_open = 0;
	port_host(0);
}

void link_init(void) {
	memset(&state, 0, sizeof state);
	state.stored = journal().first - 1;
}

int link_is_up(void) {
	return state.is_open;
}

int link_event(const char *json, int length) {
	if (length < 0 || length > EXES_EVENT_MAX) return -1;
	if (port_journal_write(json, (uint16_t)length)) return -1;
	if (journal().first > state.stored + 1) state.has_lost = 1;
	return 0;
}

static void wait_for_answer(int32_t ms) {
	state.resend_ms = ms;
	state.resend_at = port_ms() + ms;
}

static void send_hello(uint32_t id) {
	char json[360];
	struct json_writer writer;
	struct port_journal now = journal();
	const struct exes_settings *settings = machine.settings;
	json_begin(&writer, json, sizeof json);
	json_put_text(&writer, "sid", state.sid, SID_LENGTH);
	json_put_number(&writer, "v", EXES_PROTOCOL);
	json_put_text(&writer, "id", settings->id, 48);
	json_put_text(&writer, "hw", settings->hardware, 48);
	json_put_text(&writer, "jid", now.id, 16);
	json_put_number(&writer, "first", now.first);
	json_put_number(&writer, "next", now.next);
	if (machine.boot) json_put_number(&writer, "boot", machine.boot);
	json_put_number(&writer, "up", port_ms());
	json_put_number(&writer, "max", FRAME_MAX);
	json_put_text(&writer, "fw", "exes-1.0.0", 16);
	json_put_raw(&writer, "caps", settings->capabilities);
	json_put_number(&writer, "n", settings->slots);
	if (json_end(&writer) > 0) send('H', id, json);
}

/* What the host has of this journal; all before `first` is gone anyway. */
static uint32_t known_to_host(const char *json) {
	char id[20];
	int64_t last;
	struct port_journal now = journal();
	if (json_text(json, "jid", id, sizeof id) || strcmp(id, now.id) != 0) return now.first - 1;
	if (json_number(json, "last", &last) || last < 0 || last >= now.next) return now.first - 1;
	return last + 1 < now.first ? now.first - 1 : (uint32_t)last;
}

static void hello(uint32_t id, const char *json) {
	char sid[SID_LENGTH + 1];
	if (json_text(json, "sid", sid, sizeof sid) || strlen(sid) != SID_LENGTH) return;
	if (!state.is_open || strcmp(sid, state.sid) != 0) {
		memcpy(state.sid, sid, sizeof sid);
		memset(state.answers, 0, sizeof state.answers);
		state.acknowledged = known_to_host(json);
		state.next_to_send = state.acknowledged + 1;
		state.is_open = 1;
		port_host(1);
	}
	send_hello(id);
	wait_for_answer(RESEND_MS);
}

static void acknowledge(uint32_t number) {
	if (number <= state.acknowledged || number >= journal().next) return;
	state.acknowledged = state.stored = number;
	if (state.has_lost && number == journal().next - 1) {
		/* It has the rest, and what it missed may have told of an end. */
		state.has_lost = 0;
		sensors_forget(NOT_KNOWN);
	}
	if (state.next_to_send <= number) state.next_to_send = number + 1;
	wait_for_answer(RESEND_MS);
}

static void answer(uint32_t id, const char *json) {
	for (uint8_t each = 0; each < ANSWERS; each++) {
		const struct answer *known = &state.answers[each];
		if (known->type && known->id == id) {
			send(known->type, id, known->json);
			return;
		}
	}
	struct answer *made = &state.answers[state.next_answer++ % ANSWERS];
	made->id = id;
	made->type = machine_answer(json, made->json, sizeof made->json);
	send(made->type, id, made->json);
}

static void pong(uint32_t id) {
	char json[64];
	struct json_writer writer;
	json_begin(&writer, json, sizeof json);
	json_put_number(&writer, "up", port_ms());
	json_put_number(&writer, "next", journal().next);
	if (json_end(&writer) > 0) send('P', id, json);
}

void link_receive(const struct frame *frame) {
	state.heard_at = port_ms();
	if (frame->type == 'h') hello(frame->id, frame->json);
	else if (!state.is_open) {
		if (frame->type == 'q' || frame->type == 'p') send('x', frame->id, "{\"e\":\"NOSESSION\"}");
	} else if (frame->type == 'q') answer(frame->id, frame->json);
	else if (frame->type == 'p') pong(frame->id);
	else if (frame->type == 'a') acknowledge(frame->id);
}

static void send_events(void) {
	struct port_journal now = journal();
	char json[EXES_EVENT_MAX + 1];
	/* What the host does not have is gone: only a new hello can tell it so. */
	if (state.acknowledged + 1 < now.first) {
		close_session();
		return;
	}
	if (state.next_to_send > state.acknowledged + 1 && port_ms() >= state.resend_at) {
		state.next_to_send = state.acknowledged + 1;
		wait_for_answer(state.resend_ms * 2 > RESEND_MAX_MS ? RESEND_MAX_MS : state.resend_ms * 2);
	}
	if (state.next_to_send == state.acknowledged + 1 && state.next_to_send < now.next &&
	    port_ms() >= state.resend_at) {
		wait_for_answer(state.resend_ms);
	}
	while (state.next_to_send < now.next && state.next_to_send <= state.acknowledged + WINDOW) {
		if (port_journal_read(state.next_to_send, json, sizeof json)) {
			/* A torn record: it is kept as what nobody can read, so that those behind it go on. */
			memcpy(json, "{\"k\":\"torn\",\"ms\":0}", 20);
		}
		send('e', state.next_to_send++, json);
	}
}

void link_poll(void) {
	if (!state.is_open) return;
	if (port_ms() - state.heard_at > SILENT_MS) close_session();
	else send_events();
}
