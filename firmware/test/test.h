/* A test is a function; what it expects and does not find makes it fail. */
#ifndef EXES_TEST_H
#define EXES_TEST_H

struct test {
	const char *name;
	void (*run)(void);
};

void expect(int is_so, const char *what, const char *file, int line);
#define EXPECT(is_so) expect((is_so) != 0, #is_so, __FILE__, __LINE__)

/* Runs suites, each of which ends with a test without a name, up to 0. Returns 0 where all passed. */
int tests_run(const struct test *const suites[]);

extern const struct test FRAMES[], SESSIONS[], LOCKS[], SENSORS[];

#endif
