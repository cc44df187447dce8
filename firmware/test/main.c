#include "test.h"

int main(void) {
	const struct test *const suites[] = {FRAMES, SESSIONS, LOCKS, SENSORS, 0};
	return tests_run(suites);
}
