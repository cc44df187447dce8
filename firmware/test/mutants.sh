#!/bin/sh
# Breaks the core, one line at a time: the tests must find each. A line of the table: the file, how sed
# breaks it, and what is then wrong.
set -u
cd "$(dirname "$0")/.."
out=build/mutants
CC="${CC:-cc} -std=c99 -Icore -Itest"
rm -rf "$out"
mkdir -p "$out"
for source in core/*.c; do
	$CC -c "$source" -o "$out/$(basename "$source" .c).o" || exit 2
done
for name in test main board frames sessions locks sensors; do
	$CC -c "test/$name.c" -o "$out/test-$name.o" || exit 2
done
$CC "$out"/*.o -o "$out/tests" && "$out/tests" > "$out/said.txt" || {
	echo 'the tests fail without a mutant: make test'
	exit 2
}
found=0
missed=0
while IFS='@' read -r file break rule; do
	if ! sed -e "$break" "core/$file.c" > "$out/mutant.c" || cmp -s "core/$file.c" "$out/mutant.c"; then
		echo "FAILED mutant \"$rule\": nothing to break in $file.c"
		missed=$((missed + 1))
		continue
	fi
	mv "$out/$file.o" "$out/$file.kept"
	if ! $CC -c "$out/mutant.c" -o "$out/$file.o" || ! $CC "$out"/*.o -o "$out/tests"; then
		echo "FAILED mutant \"$rule\": does not compile"
		missed=$((missed + 1))
	elif "$out/tests" > "$out/said.txt" 2>&1; then
		echo "FAILED mutant \"$rule\": no test finds it"
		missed=$((missed + 1))
	else
		echo "ok mutant \"$rule\": found by $(grep -c '^FAILED' "$out/said.txt")"
		found=$((found + 1))
	fi
	mv "$out/$file.kept" "$out/$file.o"
done << 'TABLE'
frame@s/!has_crc(bytes, end) || //@[P1] a frame without its CRC is taken
frame@s/if (byte == RS) {/if (byte == RS \&\& !reader->is_inside) {/@[P1] RS within a frame begins none
frame@s/reader->length == FRAME_MAX/reader->length == FRAME_MAX - 1/@[P1] a frame of 512 bytes is too long
frame@s/value <= UINT32_MAX/1/@[P1] an id of more than 32 bits is taken
frame@s/bytes\[check\] < 0x20/0/@[P1] a control character within JSON is taken
json@s/value > 9007199254740991/value > 2147483647/@numbers have 31 bits
json@s/return \*at == '}' \&\& .*/return is_there;/@what follows an object is not seen
link@s/if (port_journal_write(json/send("e"[0], journal().next, json); if (port_journal_write(json/@[P3] an event is sent before it is stored
link@s/WINDOW = 8/WINDOW = 80/@[P3] more than eight are on their way
link@s/if (number <= state.acknowledged ||/if (number != state.acknowledged + 1 ||/@[P3] one acknowledgement is for one event
link@s/ || number >= journal().next) return;/) return;/@[P3] what was never sent is acknowledged
link@s/state.next_to_send > state.acknowledged + 1 \&\& port_ms/0 \&\& port_ms/@[P3] nothing is sent again
link@s/state.resend_ms \* 2 > RESEND_MAX_MS/1/@[P3] sent again at the slowest from the beginning
link@s/if (state.acknowledged + 1 < now.first) {/if (0) {/@[P3] an overflow is not told
link@s/ || strcmp(id, now.id) != 0) return/) return/@[P3] another journal's position is believed
link@s/ || last >= now.next) return/) return/@[P3] a position from the future is believed
link@s/known->type \&\& known->id == id/0/@[P4] a repeat is done again
link@s/memset(state.answers, 0, sizeof state.answers);//@[P4] a new session gets the old one's answers
link@s/else if (!state.is_open) {/else if (0) {/@[P4] requests are answered without a session
link@s/> SILENT_MS/> 10 * SILENT_MS/@[P6] a silent kiosk keeps its session
doors@s/if (by < port_ms()).*//@[P4] a deadline is not looked at
doors@s/if (by < port_ms())/if ((int32_t)by < port_ms())/@[P4] a deadline has 32 bits
doors@s/== 0) remember(key);/== 1) remember(key);/@[P4] a reset forgets the keys
sensors@s/"wt") == 0/"wt") == 1/@a reset forgets what was weighed
sensors@s/"talarm") != 0/"talarm") == 0/@[P6] a reset forgets the alarm
doors@s/if (\*at < 0x20 || .*) return -1;//@[P4] a key of any bytes is taken
doors@s/^\tremember(key);//@[P4] a key is not remembered
doors@s/KEYS = 16/KEYS = 15/@[P4] fifteen keys are remembered
doors@s/if (journal_unlock(slot, key)) return/pulse(slot); if (journal_unlock(slot, key)) return/@[P4] the pulse comes before the journal
doors@s/if (journal_unlock(slot, key)) return.*/(void)journal_unlock(slot, key);/@[P4] a journal that fails is not noticed
doors@s/LOCKS_AT_ONCE = 2/LOCKS_AT_ONCE = 3/@[P6] three locks at once
doors@/^static void watch_lock/,/^}/s/port_lock(slot, 0);//@[P6] a pulse does not end
doors@s/PULSE_MS = 500/PULSE_MS = 900/@[P6] a pulse is too long
doors@s/UNLOCKED_MS = 8000/UNLOCKED_MS = 4000/@locked again too early
doors@s/at->is_ajar = 1;//@[P6] an open door is told again and again
sensors@s/TOO_WARM_MS = 600000/TOO_WARM_MS = 60000/@[P6] the alarm comes after a minute
sensors@s/tenths < COOL_AGAIN/tenths < TOO_WARM/@[P6] the alarm ends too early
doors@s/if (!may_open)/if (0)/@a forced door is not told
doors@s/BOUNCE_MS = 30/BOUNCE_MS = 0/@each bounce is a door
sensors@s/rests < RESTS_FOR/rests < 0/@a weight is told before it rests
sensors@s/if (!at->is_dead) tell_fault/tell_fault/@a dead probe is told at each look
doors@s/if (at->is_open != was_open)/if (0)/@[P3] what moved without power is not told
machine@s/machine.boot = now.next/machine.boot = now.first/@the wrong event is called the start
doors@s/ \&\& now - at->contact_since >= BOUNCE_MS;/;/@locked again while the contact bounces
doors@s/ \&\& door_rests(at, now)) {/) {/@locked again while somebody pulls
doors@s/LATCH_MS = 2000/LATCH_MS = 400/@a door that swings back is forced
doors@s/LATCH_MS = 2000/LATCH_MS = 20000/@who breaks a door open after somebody is not told
doors@s/at->closed_at = port_ms() - LATCH_MS;//@who breaks a door open after a start is not told
doors@s/is_open = was_told;/is_open = 0;/@[P3] a door that the ring has lost is not told
sensors@s/alarms = was_told;/alarms = 0;/@[P6] an alarm that the ring has lost never ends
sensors@s/at->alarms != 1/!at->alarms/@[P6] an alarm that the ring has lost is not told again
sensors@s/is_on_battery = was_told;/is_on_battery = 0;/@a supply that the ring has lost is not told
sensors@s/"power") == 0/"power") == 1/@a reset tells the supply again
machine@s/if (event_end(&writer) == 0) machine.is_on_battery/(void)event_end(\&writer); machine.is_on_battery/@a supply that could not be written is taken for told
sensors@s/at->rests >= RESTS_FOR \&\& apart(\*grams, at->last_weight)/apart(*grams, at->last_weight)/@a weight that does not rest is said with its door
sensors@s/return at->is_weighed \&\& apart.*/return 0;/@after a start no door says its weight
link@s/sensors_forget(NOT_KNOWN);//@[P3] an end that no host has had is not told again
link@s/state.has_lost = 0;//@[P3] what was lost is told again with each acknowledgement
link@s/first > state.stored + 1) state/first > 1) state/@[P3] what every host had counts as lost
TABLE
echo "$found passed, $missed failed"
[ "$missed" -eq 0 ]
