#!/bin/sh
# Flash and RAM of the core on the smallest of common microcontrollers, against their limits.
set -eu
cd "$(dirname "$0")/.."
command -v arm-none-eabi-gcc >/dev/null || {
	echo "arm-none-eabi-gcc is missing: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi"
	exit 1
}
mkdir -p build/cortex-m0
for file in core/*.c; do
	arm-none-eabi-gcc -std=c99 -mcpu=cortex-m0 -mthumb -Os -ffunction-sections -fdata-sections \
		-Wall -Wextra -Werror -Icore -c "$file" -o "build/cortex-m0/$(basename "$file" .c).o"
done
arm-none-eabi-size -t build/cortex-m0/*.o
arm-none-eabi-size -t build/cortex-m0/*.o | tail -1 | {
	read -r text data bss rest
	flash=$((text + data))
	ram=$((data + bss))
	echo "flash $flash of 12288 bytes, RAM $ram of 6144 bytes (without the stack, at most about 1 kB)"
	[ "$flash" -lt 12288 ] && [ "$ram" -lt 6144 ]
}
