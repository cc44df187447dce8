#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELLO_MS = 400, PING_MS = 2000, DEAD_MS = 6000, TRIES = 5, DEADLINE_MS = 5000, ACT_MS = 25000 };

struct host host;
void (*host_send)(char type, uint32_t id, const char *json);
int (*host_is_true)(uint32_t number, const char *json);

void host_new(void) {
	memset(&host, 0, sizeof host);
}

int host_is_busy(void) {
	return host.act_count > 0 && host.acts[host.act_count - 1].outcome == ACT_OPEN;
}

static struct act *act_now(void) {
	return &host.acts[host.act_count - 1];
}

void host_ask(uint8_t slot) {
	if (host_is_busy() || host.act_count == HOST_ACTS_MAX) return;
	host.acts[host.act_count++].slot = slot;
	host.act_until = host.now + ACT_MS;
	host.tries = 0;
	host.request++;
	host.ask_at = host.now;
}

static void lose(void) {
	if (!host.is_ready) return;
	host.is_ready = 0;
	host.hello_at = host.now;
}

static void say_hello(void) {
	char json[96];
	(void)snprintf(json, sizeof json, "{\"sid\":\"%08lx\",\"jid\":\"5eed0001\",\"last\":%lu}",
	               (unsigned long)host.session, (unsigned long)host.last);
	host_send('h', 1, json);
	host.hello_at = host.now + HELLO_MS;
}

static void say_unlock(void) {
	char json[128];
	(void)snprintf(json, sizeof json, "{\"op\":\"unlock\",\"c\":%d,\"key\":\"act-%d\",\"by\":%ld}",
	               act_now()->slot, host.act_count, (long)(host.up + host.now - host.up_at + DEADLINE_MS));
	host_send('q', host.request, json);
	host.ask_at = host.now + (250 << host.tries++);
}

/* A hello is not flat: it has a list. */
static int64_t number_in(const char *json, const char *key) {
	const char *at = strstr(json, key);
	if (!at) host.wrong = "half a hello";
	return at ? strtoll(at + strlen(key), 0, 10) : 0;
}

static void welcomed(const char *json) {
	char own[24];
	(void)snprintf(own, sizeof own, "\"sid\":\"%08lx\"", (unsigned long)host.session);
	if (host.is_ready || !strstr(json, own)) return;
	int64_t first = number_in(json, "\"first\":"), next = number_in(json, "\"next\":");
	host.up = number_in(json, "\"up\":");
	host.up_at = host.now;
	if (host.last >= next) host.wrong = "a journal that lost what was acknowledged";
	if (first > host.last + 1) {
		host.lost += (uint32_t)first - host.last - 1;
		host.last = (uint32_t)first - 1;
	}
	host.is_ready = 1;
	host.request = 1;
	host.tries = 0;
	host.ask_at = host.ping_at = host.now;
}

static void take_event(uint32_t number, const char *json) {
	if (!host_is_true(number, json)) host.wrong = "an event that was never written";
	if (number == host.last + 1) host.last = number;
	host_send('a', host.last, "{}");
}

static void answered(char type, uint32_t id, const char *json) {
	if (type == 'x' && strstr(json, "NOSESSION")) {
		lose();
		return;
	}
	if (!host_is_busy() || id != host.request) return;
	act_now()->outcome = type == 'r' ? ACT_DONE : ACT_REFUSED;
}

void host_hear(char type, uint32_t id, const char *json) {
	host.heard_at = host.now;
	if (type == 'H') welcomed(json);
	else if (!host.is_ready) return;
	else if (type == 'e') take_event(id, json);
	else if (type == 'r' || type == 'x') answered(type, id, json);
}

void host_pass(int64_t ms) {
	host.now += ms;
	if (host.is_ready && host.now - host.heard_at > DEAD_MS) lose();
	if (host_is_busy() && host.now > host.act_until) act_now()->outcome = ACT_UNKNOWN;
	if (!host.is_ready) {
		if (host.now < host.hello_at) return;
		/* The old session's answers are for nobody any more. */
		host.session++;
		say_hello();
		return;
	}
	if (host.now >= host.ping_at) {
		host_send('p', 0, "{}");
		host.ping_at = host.now + PING_MS;
	}
	if (!host_is_busy() || host.now < host.ask_at) return;
	/* Unanswered: asked again as another request, by the same key [P4]. */
	if (host.tries == TRIES) {
		host.request++;
		host.tries = 0;
	}
	say_unlock();
}
