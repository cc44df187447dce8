export const en = {
	title: 'Simulated machine',
	hide: 'Hide the panel',
	show: 'Show the panel',
	hasHost: 'A kiosk is connected.',
	hasNoHost: 'No kiosk is connected.',
	isOff: 'The board has no power.',
	events: { one: 'It has written {n} event.', other: 'It has written {n} events.' },

	doors: 'Doors',
	door: 'Door {n}',
	isOpen: 'Open, {grams}',
	isClosed: 'Closed, {grams}',
	openDoor: 'Open',
	closeDoor: 'Close',
	jam: 'Jam the lock',
	stick: 'Stick the switch',
	drift: 'Let the scale drift',
	fill: 'Put in {grams}',

	fridge: 'Fridge',
	warm: 'Make it {celsius}',
	cutMains: 'Cut the mains',
	killProbe: 'Cut the probe',

	board: 'Board',
	unplug: 'Pull the cable',
	silence: 'Make it silent',
	noise: 'Spoil the line',
	cutPower: 'Cut its power',
	reset: 'Reset it',
	loseJournal: 'Lose its journal',
	tamper: 'Open its housing',

	people: 'People at a door',
	'habit:usual': 'Use it',
	'habit:late': 'Come too late',
	'habit:never': 'Never open it',
	'habit:leave': 'Leave it open',

	scanner: 'Scanner',
	code: 'Code',
	scan: 'Scan it'
} as const;
