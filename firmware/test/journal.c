/* The journal in a file, opened again after all that may have happened to it. `journal FOLDER`. */
#define _POSIX_C_SOURCE 200809L
#include "journal.h"

#include "exes.h"
#include "port.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RECORDS = 8, HEADER = 24, RECORD = 120 };

static char path[256];

static void write_events(uint32_t from, uint32_t to) {
	char body[32];
	for (uint32_t number = from; number <= to; number++) {
		int length = snprintf(body, sizeof body, "{\"n\":%lu}", (unsigned long)number);
		EXPECT(port_journal_write(body, (uint16_t)length) == 0);
	}
}

static int holds(uint32_t number) {
	char body[EXES_EVENT_MAX + 1], expected[32];
	(void)snprintf(expected, sizeof expected, "{\"n\":%lu}", (unsigned long)number);
	return port_journal_read(number, body, sizeof body) == 0 && strcmp(body, expected) == 0;
}

static struct port_journal opened(uint32_t records) {
	struct port_journal now;
	EXPECT(journal_open(path, records, 1) == 0);
	port_journal(&now);
	return now;
}

static struct port_journal fresh(void) {
	(void)unlink(path);
	return opened(RECORDS);
}

/* Overwrites a part of the record of that number, as a write that was cut off would. */
static void tear(uint32_t number, off_t from, size_t count) {
	static const char RUBBISH[RECORD] = {'?'};
	int file = open(path, O_WRONLY);
	off_t at = HEADER + (off_t)(number % RECORDS) * RECORD + from;
	EXPECT(file >= 0 && pwrite(file, RUBBISH, count, at) == (ssize_t)count);
	(void)close(file);
}

static void it_goes_on_where_it_was(void) {
	char id[9];
	struct port_journal now = fresh();
	EXPECT(now.first == 1 && now.next == 1 && strlen(now.id) == 8);
	(void)snprintf(id, sizeof id, "%s", now.id);
	write_events(1, 5);
	now = opened(RECORDS);
	EXPECT(now.first == 1 && now.next == 6 && strcmp(now.id, id) == 0);
	for (uint32_t number = 1; number <= 5; number++) EXPECT(holds(number));
	EXPECT(!holds(6));
}

static void the_oldest_goes_and_its_number_is_refused(void) {
	(void)fresh();
	write_events(1, 21);
	/* The file knows its size; what is asked for later does not change it. */
	struct port_journal now = opened(RECORDS * 2);
	EXPECT(now.first == 14 && now.next == 22);
	EXPECT(!holds(13) && holds(14) && holds(21));
}

static void a_torn_write_was_never_there(void) {
	static const struct {
		off_t from;
		size_t count;
	} TORN[] = {{0, 4}, {4, 2}, {6, 2}, {8, 4}, {0, RECORD}, {9, 1}};
	for (unsigned each = 0; each < sizeof TORN / sizeof *TORN; each++) {
		(void)fresh();
		write_events(1, 11);
		tear(11, TORN[each].from, TORN[each].count);
		struct port_journal now = opened(RECORDS);
		EXPECT(now.next == 11);
		/* Its number is written again, and what it had overwritten is refused. */
		EXPECT(!holds(3) && holds(4) && holds(10));
		write_events(11, 12);
		now = opened(RECORDS);
		EXPECT(now.next == 13 && holds(11) && holds(12));
	}
}

static void a_damaged_record_is_refused_and_those_behind_are_not(void) {
	(void)fresh();
	write_events(1, 7);
	tear(4, 10, 1);
	struct port_journal now = opened(RECORDS);
	EXPECT(now.next == 8 && holds(3) && !holds(4) && holds(5) && holds(7));
}

static void two_programs_do_not_share_it(void) {
	int status = 0;
	(void)fresh();
	pid_t other = fork();
	if (other == 0) _exit(journal_open(path, RECORDS, 1) == -1 && errno == EBUSY ? 0 : 1);
	EXPECT(other > 0 && waitpid(other, &status, 0) == other);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void another_file_is_left_alone(void) {
	char text[8] = "";
	FILE *file = fopen(path, "w");
	EXPECT(file && fputs("notes", file) >= 0 && fclose(file) == 0);
	EXPECT(journal_open(path, RECORDS, 1) == -1 && errno == EINVAL);
	file = fopen(path, "r");
	EXPECT(file && fgets(text, sizeof text, file) && strcmp(text, "notes") == 0);
	if (file) (void)fclose(file);
}

static void two_new_journals_differ(void) {
	char id[9];
	struct port_journal now = fresh();
	(void)snprintf(id, sizeof id, "%s", now.id);
	EXPECT(strcmp(fresh().id, id) != 0);
}

static const struct test TESTS[] = {
    {"[P3] a journal goes on where it was", it_goes_on_where_it_was},
    {"[P3] the oldest goes, and its number is refused", the_oldest_goes_and_its_number_is_refused},
    {"[P3] a write that was cut off was never there", a_torn_write_was_never_there},
    {"[P3] a damaged record is refused, and those behind it are not",
     a_damaged_record_is_refused_and_those_behind_are_not},
    {"two programs do not share a journal", two_programs_do_not_share_it},
    {"a file that is no journal is left alone", another_file_is_left_alone},
    {"two new journals have two ids", two_new_journals_differ},
    {0, 0},
};

int main(int count, char **words) {
	const struct test *const suites[] = {TESTS, 0};
	if (count != 2) return 2;
	(void)snprintf(path, sizeof path, "%s/journal.bin", words[1]);
	return tests_run(suites);
}
