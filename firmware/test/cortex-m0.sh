#!/bin/sh
# What the core takes of the smallest of common microcontrollers, with what it needs of the C library,
# without the port and the journal's memory. Fails over the limits.
set -eu
cd "$(dirname "$0")/.."
FLASH_LIMIT=12288
RAM_LIMIT=6144
out=build/cortex-m0
chip='-mcpu=cortex-m0 -mthumb'
command -v arm-none-eabi-gcc > /dev/null || {
	echo 'arm-none-eabi-gcc is missing: apt-get install -y gcc-arm-none-eabi libnewlib-arm-none-eabi'
	exit 1
}
rm -rf "$out"
mkdir -p "$out"
for source in core/*.c; do
	arm-none-eabi-gcc -std=c99 $chip -Os -ffunction-sections -fdata-sections -fcallgraph-info=su \
		-Wall -Wextra -Werror -pedantic -Wshadow -Wconversion -Icore -c "$source" \
		-o "$out/$(basename "$source" .c).o"
done
# The functions of port.h stay open: they are the board's.
entries='-Wl,-e,exes_init'
for name in poll receive scanned tampered power received; do entries="$entries -Wl,-u,exes_$name"; done
arm-none-eabi-gcc $chip --specs=nano.specs -nostartfiles -Wl,--gc-sections \
	-Wl,--unresolved-symbols=ignore-all $entries "$out"/*.o -o "$out/core.elf"

# The deepest chain of calls within the core; a function that calls itself would have no depth.
stack=$(awk '
	/^node:/ {
		split($0, part, "\"")
		if (match(part[4], /[0-9]+ bytes/)) own[part[2]] = substr(part[4], RSTART, RLENGTH) + 0
	}
	/^edge:/ { split($0, part, "\""); calls[part[2], ++count[part[2]]] = part[4] }
	function deepest(name,    each, below, most) {
		if (name in known) return known[name]
		if (name in inside) { print name " calls itself" > "/dev/stderr"; exit 1 }
		inside[name] = 1
		most = 0
		for (each = 1; each <= count[name]; each++) {
			below = deepest(calls[name, each])
			if (below > most) most = below
		}
		delete inside[name]
		return known[name] = own[name] + most
	}
	END { for (name in own) { depth = deepest(name); if (depth > most) most = depth } print most + 0 }
' "$out"/*.ci)
set -- $(arm-none-eabi-size "$out/core.elf" | tail -1)
flash=$(($1 + $2))
variables=$(($2 + $3))
ram=$((variables + stack))
arm-none-eabi-gcc --version | head -1
echo "flash $flash of $FLASH_LIMIT bytes, RAM $ram of $RAM_LIMIT bytes ($variables variables, $stack stack)"
[ "$flash" -le "$FLASH_LIMIT" ] && [ "$ram" -le "$RAM_LIMIT" ] && [ "$stack" -gt 0 ]
