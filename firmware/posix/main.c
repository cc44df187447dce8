/*
 * The controller as a program: the protocol on stdin and stdout or on a terminal device, what happens
 * in the cabinet as lines on descriptor 3, and on stderr what it did (PULSE, EVENT, LIGHT, BEEP, HOST).
 */
#define _POSIX_C_SOURCE 200809L
#include "cabinet.h"
#include "exes.h"
#include "journal.h"
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 10, CONTROL = 3, MAINS_MV = 12000 };

static int input = STDIN_FILENO, output = STDOUT_FILENO;
static struct timespec start;

int64_t port_ms(void) {
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
}

void port_send(const uint8_t *bytes, uint16_t count) {
	while (count > 0) {
		ssize_t sent = write(output, bytes, count);
		if (sent < 0 && errno == EINTR) continue;
		/* Nobody takes it: all that matters is sent again. */
		if (sent <= 0) return;
		bytes += sent;
		count = (uint16_t)(count - sent);
	}
}

static int open_device(const char *path) {
	struct termios line;
	int device = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (device < 0) return -1;
	if (tcgetattr(device, &line) == 0) {
		line.c_iflag = IGNBRK;
		line.c_oflag = 0;
		line.c_lflag = 0;
		line.c_cflag = CS8 | CREAD | CLOCAL;
		(void)cfsetispeed(&line, B115200);
		(void)cfsetospeed(&line, B115200);
		(void)tcsetattr(device, TCSANOW, &line);
	}
	input = output = device;
	return 0;
}

/* Returns 0 at the end of the input. */
static int take_bytes(void) {
	uint8_t bytes[512];
	ssize_t count = read(input, bytes, sizeof bytes);
	if (count < 0) return errno == EINTR || errno == EAGAIN;
	for (ssize_t at = 0; at < count; at++) exes_receive(bytes[at]);
	return count > 0;
}

static int take_lines(void) {
	static char line[256];
	static size_t length;
	char bytes[256];
	ssize_t count = read(CONTROL, bytes, sizeof bytes);
	for (ssize_t at = 0; at < count; at++) {
		if (bytes[at] != '\n') {
			if (length < sizeof line - 1) line[length++] = bytes[at];
			continue;
		}
		line[length] = 0;
		length = 0;
		if (cabinet_obey(line)) (void)fprintf(stderr, "UNKNOWN %s\n", line);
	}
	return count > 0;
}

static void run(void) {
	struct pollfd watched[2] = {{input, POLLIN, 0}, {CONTROL, POLLIN, 0}};
	if (fcntl(CONTROL, F_GETFD) < 0) watched[1].fd = -1;
	for (;;) {
		(void)poll(watched, 2, LOOK_MS);
		if (watched[1].revents && !take_lines()) watched[1].fd = -1;
		if (watched[0].revents && !take_bytes()) return;
		cabinet_poll();
		exes_poll();
	}
}

static int usage(const char *name) {
	(void)fprintf(stderr,
	              "usage: %s JOURNAL [--slots N] [--records N] [--id TEXT] [--tty DEVICE] [--open N] "
	              "[--people] [--fast]\n",
	              name);
	return 2;
}

int main(int count, char **words) {
	static struct exes_settings settings = {
	    "posix", "posix", "[\"lock\",\"door\",\"temp\",\"wt\",\"scan\",\"light\",\"beep\"]", 9, 1, EXES_POWER};
	unsigned long records = 256, open_doors = 0;
	int has_people = 0, is_fast = 0;
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	if (count < 2) return usage(words[0]);
	for (int at = 2; at < count; at++) {
		const char *value = at + 1 < count ? words[at + 1] : 0;
		if (strcmp(words[at], "--people") == 0) has_people = 1;
		else if (strcmp(words[at], "--fast") == 0) is_fast = 1;
		else if (!value) return usage(words[0]);
		else if (strcmp(words[at], "--slots") == 0) settings.slots = (uint8_t)strtoul(value, 0, 10), at++;
		else if (strcmp(words[at], "--records") == 0) records = strtoul(value, 0, 10), at++;
		else if (strcmp(words[at], "--id") == 0) settings.id = value, at++;
		else if (strcmp(words[at], "--open") == 0) open_doors |= 1ul << (strtoul(value, 0, 10) % 32), at++;
		else if (strcmp(words[at], "--tty") == 0) {
			if (open_device(value)) return perror(value), 1;
			at++;
		} else return usage(words[0]);
	}
	if (settings.slots < 1 || settings.slots > EXES_SLOTS_MAX || records < 2) return usage(words[0]);
	if (journal_open(words[1], (uint32_t)records, is_fast)) return perror(words[1]), 1;
	(void)setvbuf(stderr, 0, _IOLBF, 0);
	cabinet_init(settings.slots, has_people, open_doors);
	exes_init(&settings);
	exes_power(0, MAINS_MV);
	run();
	return 0;
}
