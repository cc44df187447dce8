/** The USB ids that the tests' board has: a Raspberry Pi Pico's, as a real one might. */
export const VENDOR = 0x2e8a;
export const PRODUCT = 0x000a;
export const NAME = 'Exes test board';
