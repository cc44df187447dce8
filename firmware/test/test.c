#include "test.h"

#include <stdio.h>

static int failures;

void expect(int is_so, const char *what, const char *file, int line) {
	if (is_so) return;
	failures++;
	printf("  %s:%d: not so: %s\n", file, line, what);
}

int tests_run(const struct test *const suites[]) {
	int passed = 0, failed = 0;
	for (; *suites; suites++) {
		for (const struct test *test = *suites; test->name; test++) {
			failures = 0;
			test->run();
			printf("%s %s\n", failures ? "FAILED" : "ok", test->name);
			if (failures) failed++;
			else passed++;
		}
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
