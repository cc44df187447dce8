#include "board.h"
#include "test.h"

#include <string.h>

static void hello_says_what_it_is(void) {
	board_new_without_probes();
	board_hello("a1b2c3d4", -1);
	const struct sent *hello = board_last('H');
	EXPECT(hello && strstr(hello->json, "\"sid\":\"a1b2c3d4\",\"v\":1,\"id\":\"test-1\""));
	EXPECT(hello && strstr(hello->json, "\"jid\":\"5eed0001\",\"first\":1,\"next\":2"));
	EXPECT(hello && strstr(hello->json, "\"caps\":[\"lock\",\"door\"],\"n\":9"));
	EXPECT(hello && strstr(hello->json, "\"boot\":1"));
	EXPECT(board.host == 1);
	exes_tampered();
	board_restart(EXES_WATCHDOG);
	exes_tampered();
	board_hello("b1b2c3d4", -1);
	EXPECT(strstr(board_last('H')->json, "\"next\":5") && strstr(board_last('H')->json, "\"boot\":3"));
}

static void without_a_session_nothing_is_done(void) {
	board_new_without_probes();
	board_hear('q', 3, "{\"op\":\"unlock\",\"c\":1,\"key\":\"K\",\"by\":999999}");
	EXPECT(board_last('x') && strcmp(board_last('x')->json, "{\"e\":\"NOSESSION\"}") == 0);
	board_hear('p', 4, "{}");
	EXPECT(board_count('x') == 2 && board_last('x')->id == 4);
	EXPECT(board.pulses[0] == 0);
}

static void silence_ends_a_session_and_journaling_goes_on(void) {
	board_new_without_probes();
	board_hello("a1b2c3d4", 1);
	board_pass(10500);
	EXPECT(board.host == 0);
	board.is_open[1] = 1;
	board_pass(100);
	EXPECT(board_journal_has("\"door\"") == 1);
	board_hear('q', 9, "{\"op\":\"unlock\",\"c\":1,\"key\":\"K\",\"by\":999999}");
	EXPECT(board.pulses[0] == 0);
}

static void pings_keep_it(void) {
	board_new_without_probes();
	board_hello("a1b2c3d4", 1);
	for (uint32_t each = 0; each < 10; each++) {
		board_pass(2000);
		board_hear('p', each, "{}");
	}
	EXPECT(board.host == 1 && board_count('P') == 10);
	EXPECT(strstr(board_last('P')->json, "\"up\":21000"));
}

static void events_come_from_where_the_host_is(void) {
	board_new_without_probes();
	for (int each = 0; each < 5; each++) exes_tampered();
	board_hello("a1b2c3d4", 4);
	board_pass(20);
	EXPECT(board_count('e') == 2 && board_last('e')->id == 6);
	EXPECT(board.sent_before_stored == 0);
}

static void a_host_of_another_journal_gets_all(void) {
	board_new_without_probes();
	exes_tampered();
	board_hear('h', 1, "{\"sid\":\"a1b2c3d4\",\"jid\":\"ffffffff\",\"last\":2}");
	board_pass(20);
	EXPECT(board_count('e') == 2);
	board_new_without_probes();
	exes_tampered();
	board_hello("a1b2c3d4", 77);
	board_pass(20);
	EXPECT(board_count('e') == 2);
}

static void the_window_is_eight_and_acknowledged_together(void) {
	board_new_without_probes();
	for (int each = 0; each < 29; each++) exes_tampered();
	board_hello("a1b2c3d4", 0);
	board_pass(100);
	EXPECT(board_count('e') == 8 && board_last('e')->id == 8);
	board_hear('a', 5, "{}");
	board_pass(20);
	EXPECT(board_last('e')->id == 13);
	/* What was never sent cannot be acknowledged: all that is open comes again. */
	board_hear('a', 99, "{}");
	board_pass(20);
	EXPECT(board_last('e')->id == 13);
	board_forget_sent();
	board_pass(400);
	EXPECT(board_count('e') == 8 && board.sent[0].id == 6);
}

static void what_is_not_acknowledged_comes_again_more_and_more_slowly(void) {
	board_new_without_probes();
	exes_tampered();
	board_hello("a1b2c3d4", 1);
	board_pass(20);
	EXPECT(board_count('e') == 1);
	board_pass(310);
	EXPECT(board_count('e') == 2);
	board_pass(310);
	EXPECT(board_count('e') == 2);
	board_pass(310);
	EXPECT(board_count('e') == 3);
	board_hear('a', 2, "{}");
	board_pass(5000);
	EXPECT(board_count('e') == 3);
}

static void going_back_sends_all_that_is_open_in_order(void) {
	board_new_without_probes();
	for (int each = 0; each < 3; each++) exes_tampered();
	board_hello("a1b2c3d4", 1);
	board_pass(20);
	board_forget_sent();
	board_pass(350);
	EXPECT(board_count('e') == 3);
	int at = 0;
	for (uint32_t expected = 2; at < board.sent_count; at++) {
		if (board.sent[at].type == 'e') EXPECT(board.sent[at].id == expected++);
	}
}

static void an_overflow_ends_the_session_so_that_the_host_asks(void) {
	board_new_without_probes();
	board_hello("a1b2c3d4", 0);
	board_pass(20);
	for (int each = 0; each < BOARD_RECORDS + 10; each++) exes_tampered();
	board_pass(20);
	board_hear('p', 5, "{}");
	EXPECT(board_last('x') && strstr(board_last('x')->json, "NOSESSION"));
	board_hello("b1b2c3d4", 8);
	EXPECT(strstr(board_last('H')->json, "\"first\":12,\"next\":76"));
	board_forget_sent();
	board_pass(20);
	EXPECT(board.sent[0].type == 'e' && board.sent[0].id == 12);
}

static void a_repeat_is_answered_as_before(void) {
	board_new_without_probes();
	board_hello("a1b2c3d4", 1);
	board_hear('q', 1, "{\"op\":\"unlock\",\"c\":12,\"key\":\"K1\",\"by\":999999}");
	EXPECT(strstr(board_last('x')->json, "BADARG"));
	board_hear('q', 2, "{\"op\":\"unlock\",\"c\":1,\"key\":\"K2\",\"by\":999999}");
	board_hear('q', 2, "{\"op\":\"unlock\",\"c\":1,\"key\":\"K2\",\"by\":999999}");
	EXPECT(board_count('r') == 2);
	EXPECT(strcmp(board_last('r')->json, "{\"ok\":1}") == 0);
	board_hello("c1b2c3d4", 1);
	board_hear('q', 2, "{\"op\":\"unlock\",\"c\":1,\"key\":\"K2\",\"by\":999999}");
	EXPECT(strcmp(board_last('r')->json, "{\"dup\":1}") == 0);
	EXPECT(board.pulses[0] == 1);
}

static void what_nobody_knows_is_refused(void) {
	static const struct {
		const char *json, *code;
	} ASKED[] = {
	    {"{\"op\":\"fly\"}", "NOOP"},          {"{}", "BADREQ"},
	    {"{\"op\":{}}", "BADREQ"},             {"{\"op\":\"temp\"}", "BADARG"},
	    {"{\"op\":\"temp\",\"p\":3}", "FAULT"}, {"{\"op\":\"weigh\",\"c\":0}", "BADARG"},
	    {"{\"op\":\"weigh\",\"c\":9}", "FAULT"}, {"{\"op\":\"beep\",\"n\":6}", "BADARG"},
	};
	board_new_without_probes();
	board_hello("a1b2c3d4", 1);
	for (uint32_t each = 0; each < sizeof ASKED / sizeof *ASKED; each++) {
		board_hear('q', each + 1, ASKED[each].json);
		EXPECT(board_last('x')->id == each + 1 && strstr(board_last('x')->json, ASKED[each].code));
	}
}

static void as_many_slots_as_there_may_be_fit_into_an_answer(void) {
	char expected[EXES_SLOTS_MAX + 16];
	board_new_with_slots(EXES_SLOTS_MAX);
	board_hello("a1b2c3d4", 1);
	board_hear('q', 1, "{\"op\":\"state\"}");
	strcpy(expected, "{\"door\":\"");
	memset(expected + 9, 'L', EXES_SLOTS_MAX);
	strcpy(expected + 9 + EXES_SLOTS_MAX, "\"}");
	EXPECT(board_last('r') && strcmp(board_last('r')->json, expected) == 0);
}

const struct test SESSIONS[] = {
    {"a hello says what the board is and where its journal stands", hello_says_what_it_is},
    {"[P4] without a session nothing is done, and it says so", without_a_session_nothing_is_done},
    {"[P6] ten seconds of silence end a session; journaling goes on",
     silence_ends_a_session_and_journaling_goes_on},
    {"[P5] pings keep a session", pings_keep_it},
    {"[P3] events come from where the host is, and from the journal alone",
     events_come_from_where_the_host_is},
    {"[P3] a host of another journal gets all", a_host_of_another_journal_gets_all},
    {"[P3] at most eight are on their way; one acknowledgement is for all before it",
     the_window_is_eight_and_acknowledged_together},
    {"[P3] what is not acknowledged comes again, more and more slowly",
     what_is_not_acknowledged_comes_again_more_and_more_slowly},
    {"[P3] it goes back and sends all that is open, in order", going_back_sends_all_that_is_open_in_order},
    {"[P3] an overflow ends the session, so that the host learns what is lost",
     an_overflow_ends_the_session_so_that_the_host_asks},
    {"[P4] a repeated request is answered as before", a_repeat_is_answered_as_before},
    {"what nobody knows is refused by name", what_nobody_knows_is_refused},
    {"[P4] as many slots as there may be fit into an answer",
     as_many_slots_as_there_may_be_fit_into_an_answer},
    {0, 0},
};
