/** Words of a volunteer's visit at the machine. English is the source. */
export const en = {
	whereTitle: 'Where do you work?',
	whereWhy: 'A door opens at the end, when you have said what you do.',
	doorN: 'Door {n}',
	doorEmpty: 'Empty',
	doorCount: 'To be counted',
	doorCountWhy: {
		one: 'At {n} door nobody knows what is inside, so it is offered to nobody: please count.',
		other: 'At {n} doors nobody knows what is inside, so it is offered to nobody: please count.'
	},
	'zone:chilled': 'All that is chilled',
	'zone:frozen': 'All that is frozen',
	'zone:ambient': 'All that may be warm',
	zoneDoors: 'Doors {list}: measure, open again. No door opens.',
	zoneLocked: 'Doors {list} are locked: it was too warm. Measure, and open again.',
	machine: 'The whole machine',
	machineWhy: 'Its outside, its floor. No door opens.',

	whatAt: 'What do you do at door {n}?',
	whatZone: 'What do you do?',
	'task:clean': 'Clean',
	'task:restock': 'Fill and tidy',
	'task:measure': 'Measure',
	'task:reopen': 'Open again',
	'task:count': 'Count, throw away',
	'taskWhy:clean': 'Wiped, with nothing spilt left.',
	'taskWhy:restock': 'Moved, turned to the front, filled up.',
	'taskWhy:measure': 'With a thermometer of your own.',
	'taskWhy:reopen':
		'After it was locked for being too warm. First throw away what has been warm for too long.',
	'taskWhy:count': 'How much is there, and what is spoilt.',

	measureTitle: 'How warm is it?',
	measureWhy: 'Measure between the food, and wait until the figure stands still.',
	measurePad: 'Temperature',
	minus: 'Minus',
	erase: 'Delete the last',
	tooWarm:
		'That is too warm to open again: at most {limit}. Close the doors, wait, and measure once more. To save only the measurement, go back and take “Open again” out.',

	next: 'Next',
	save: 'Save',
	saving: 'Saving',
	openDoor: 'Open door {n}',

	opening: 'Door {n} is unlocked. Pull it open.',
	open: 'Door {n} is open.',
	openWhy: 'Take your time. Close it when you are done: then it is saved.',
	withdrawn: 'Close the door: nothing is noted.',
	leftOpenWhy: 'It warms up inside while the door is open.',
	unclear: 'Nothing is heard of door {n}.',
	unclearWhy:
		'Close it. What you did is saved as soon as the board tells that it was open. You can end the service.',
	nothingDone: 'Nothing was done',

	countTitle: 'What is inside door {n}?',
	left: 'Stays inside',
	thrown: 'Thrown away',
	fewer: 'One fewer: {what}, {name}',
	more: 'One more: {what}, {name}',
	saveCount: 'Save the count',
	noCount: 'Do not count',
	counted: 'The count is saved.',
	countFailed:
		'The count could not be saved: this device’s storage is full or broken. Tell the operator.',

	saved: 'Saved.',
	savedOpen: 'Saved. Is the door closed?',
	savedOpenWhy:
		'It was not seen to close. If it is closed, its switch does not work: look at its magnet.',
	nothingSaved: 'Nothing was noted.',
	notSaved: 'That was not saved.',
	notSavedWhy: 'This device’s storage is full or broken. Tell the operator.',
	notSavedUsed:
		'The door may have been opened, and this device’s storage is full or broken. Tell the operator.',
	notOpened: 'Door {n} did not open.',
	didMeasure: 'Measured: {t}',
	'did:clean': 'Cleaned',
	'did:restock': 'Filled and tidied',
	'did:reopen': 'Opened again: the machine looks whether it may give out cold food',
	'did:count': 'Counted',
	again: 'Try again',
	elsewhere: 'Another place',
	leave: 'End service'
} as const;
