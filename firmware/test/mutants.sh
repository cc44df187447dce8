#!/bin/sh
# Builds the core with one thing broken at a time: the tests must find each.
set -u
cd "$(dirname "$0")/.."
mkdir -p build
found=0
missed=0
for mutant in NO_ID_CACHE NO_DEADLINE NO_GO_BACK KEYS_FORGOTTEN PULSE_FIRST; do
	"${CC:-gcc}" -std=c99 -DMUTANT_$mutant -Icore -Itest core/*.c test/main.c test/board.c \
		test/frames.c test/sessions.c test/locks.c test/sensors.c -o build/mutant || exit 2
	if build/mutant >build/mutant.txt; then
		echo "MISSED $mutant"
		missed=$((missed + 1))
	else
		echo "found $mutant: $(grep -c '^FAILED' build/mutant.txt) tests"
		found=$((found + 1))
	fi
done
echo "$found mutants found, $missed missed"
[ "$missed" -eq 0 ]
