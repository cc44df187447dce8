/** Words about the link to the doors and of the service screens. English is the source. */
export const en = {
	'linkIs:unsupported': 'This browser cannot reach the doors.',
	'linkIs:unpaired': 'No board has been chosen for the doors yet.',
	'linkIs:closed': 'This screen opens no doors.',
	'linkIs:opening': 'This screen is looking for the doors.',
	'linkIs:syncing': 'The doors tell what happened meanwhile.',
	'linkIs:ready': 'The doors answer.',
	'linkIs:lost-unplugged': 'The cable to the doors is out.',
	'linkIs:lost-silent': 'The doors do not answer.',
	'linkIs:lost-busy': 'Another program holds the line to the doors.',
	'linkIs:lost-reset': 'The doors have started again.',
	'linkIs:lost-store': 'This screen cannot save what the doors tell.',
	'linkIs:incompatible': 'The doors and this screen do not understand each other.',

	'linkNow:fine': 'Every door can be opened.',
	'linkNow:wait':
		'No door opens yet: it takes a few seconds. You can read what is inside meanwhile.',
	'linkNow:out': 'No door opens now. You can still read what is inside.',
	'linkNow:none': 'You can read here what is inside. Nothing is given or taken at this screen.',

	'linkDo:unsupported':
		'Open this page in Chromium or Chrome, at an address that begins with https. On a tablet choose “Board over WebUSB”.',
	'linkDo:unpaired':
		'Put the cable of the board in, press “Board and cable”, then “Choose the board”, and pick it in the browser’s list.',
	'linkDo:closed':
		'This kiosk was set up without a board. If there is one, choose it under “Board and cable”.',
	'linkDo:opening':
		'Wait a few seconds. If it stays like this, pull the cable out and put it back in.',
	'linkDo:syncing':
		'Wait: doors open as soon as all of it is stored. After a long time without a link it takes up to a minute.',
	'linkDo:ready': 'Nothing has to be done.',
	'linkDo:lost-unplugged':
		'Push the cable in at both ends. The link comes back by itself. If it does not, try another cable, then another socket, then choose the board again under “Board and cable”.',
	'linkDo:lost-silent':
		'Look whether the lamp on the board is lit. Switch the board off, wait ten seconds, and switch it on. If it stays silent, try another cable.',
	'linkDo:lost-busy':
		'Close other windows and programs that use the board, or start this device again. Then it goes on by itself.',
	'linkDo:lost-reset':
		'It comes back within seconds. If it happens again and again, the board’s power supply is too weak: tell the operator.',
	'linkDo:lost-store':
		'Its storage is full or broken. Nothing is lost: the board keeps it. Start this device again; if that does not help, tell the operator.',
	'linkDo:incompatible':
		'The board’s firmware has another version of the protocol. Tell the operator: the firmware or this app has to be updated. Another cable does not help.',

	elsewhereTake: 'Use the doors here',
	elsewhereTaking: 'Asking the other window',
	elsewhereInUse: 'Somebody is using the doors in the other window. Try again when they are done.',
	elsewhereSilent:
		'The other window does not answer. Close it, or start this device again: then this one goes on by itself.',

	choiceTitle: 'What opens the doors?',
	choiceWhy: 'This device keeps the choice. It can be changed later with the service code.',
	'way:serial': 'Board on a USB cable',
	'wayWhy:serial': 'As a rule. The browser asks once which board.',
	'way:usb': 'Board over WebUSB',
	'wayWhy:usb': 'For tablets, and where the list of the first one stays empty.',
	'way:simulated': 'Simulated doors',
	'wayWhy:simulated': 'To try things out. Nothing real opens.',
	'way:none': 'No locks',
	'wayWhy:none': 'This screen shows what is inside. Nothing is given or taken here.',
	wayNow: 'In use now',
	wayAsking: 'Choose the board in the browser’s list',
	'asked:nothingChosen':
		'No board was chosen. If the list was empty: put the cable in, switch the board on, and try again. If it stays empty, choose the other way of the two.',
	'asked:unsupported':
		'This browser cannot do that here. Use Chromium or Chrome, at an address that begins with https.',
	'asked:refused':
		'The browser is not allowed to ask. The operator names this board in the device’s policy: see “Kiosks and their boards” in the operations guide.',

	service: 'Service',
	serviceFor: 'For volunteers',
	pinTitle: 'Service for volunteers',
	pinWhy: 'Type the service code of this machine. The operator tells it to volunteers.',
	pinDigits: 'Digits',
	pinTyped: { one: '{n} digit typed', other: '{n} digits typed' },
	pinClear: 'Clear',
	pinDelete: 'Delete the last',
	pinOpen: 'Go on',
	pinWrong: {
		one: 'That is not the code. {n} try is left.',
		other: 'That is not the code. {n} tries are left.'
	},
	pinWait: {
		one: 'Too many wrong codes. Try again in {n} minute, or ask the operator for the code.',
		other: 'Too many wrong codes. Try again in {n} minutes, or ask the operator for the code.'
	},
	pinWithout: 'Test without a code',
	pinWithoutWhy: 'Lights, scales and the scanner can be tried by anybody. No door opens.',
	noPin:
		'This machine has no service code, so no door opens here and the board stays as it is. The operator sets one:',
	noCode: 'Opened without the code: no door opens here, and the board stays as it is.',

	menuTitle: 'Service at this machine',
	visit: 'Begin a visit',
	visitWhy: 'Clean, measure, count, open again',
	testTitle: 'Test the hardware',
	testDoors: 'Doors and locks',
	testSensors: 'Scales and thermometers',
	testSignals: 'Light, sound, scanner',
	testLink: 'Board and cable',
	endService: 'End service',
	back: 'Back',
	board: 'Board',
	hardware: 'Kind',
	firmware: 'Firmware',
	notKnown: 'Not known',
	simulatedWhy: 'The doors are simulated: this tests the screen alone.',

	lineTitle: 'How the cable does',
	lineWhy:
		'Since this page was opened. On a good cable it stays at one start, and nothing comes broken.',
	lineCount: '{n}',
	'line:sessions': 'Starts of the link',
	'line:resent': 'Questions asked again',
	'line:repeated': 'News that came again',
	'line:broken': 'Messages that came broken',
	'line:junk': 'Other bytes (a starting board sends some)',

	doorsTitle: 'One door at a time',
	doorsWhy: 'Press a number. The door opens: pull it open, look inside, and close it.',
	doorsLocked:
		'Each door shows what the board says of it. With the service code they can be opened.',
	doorsAsk: 'Look again',
	'door:locked': 'Closed',
	'door:unlocked': 'Unlocked',
	'door:open': 'Open',
	'door:fault': 'Lock broken',
	'door:unknown': 'Not known',
	doorN: 'Door {n}',
	'try:opening': 'Door {n} is unlocked. Pull it open.',
	'try:open': 'Door {n} is open, and its switch says so. Now close it.',
	'try:works': 'Door {n} works: it opened and closed.',
	'try:fault':
		'Door {n} did not open. If it clicked, it is jammed: push it in and try again. If it did not click, look at the plug of its lock; if that is in, the lock is broken.',
	'try:noLink': 'Door {n} was not opened: there is no link to the board. See “Board and cable”.',
	'try:unclosed':
		'Door {n} was not seen to close. If it is closed, its switch does not work: look at its magnet and its plug.',
	'try:unsaved':
		'Door {n} was not tried: this device could not save. Its storage is full or broken: tell the operator.',
	'try:notPulled':
		'Door {n} was unlocked, and was not seen to open. If you pulled, it is jammed, or its switch does not work: look at the magnet and the plug.',
	'try:unclear':
		'Nothing is heard of door {n}. Close it, and look under “Board and cable”. You can try the others meanwhile.',
	'try:busy': 'Door {n} was not opened: the board was busy with other doors. Try it again.',
	'try:inUse': 'Door {n} is still in use. Close it first.',

	sensorsTitle: 'What scales and thermometers say',
	sensorsWhy: 'Put something of a known weight into a door and measure again.',
	measure: 'Measure',
	measureAgain: 'Measure again',
	measuring: 'Measuring',
	scaleN: 'Scale of door {n}',
	probeN: 'Thermometer {n}',
	toZero: 'Set to zero',
	toZeroN: 'Set the scale of door {n} to zero',
	zeroed: 'Empty now weighs 0 g.',
	'fault:scale': 'Does not work. Look at the plug under the shelf; then tell the operator.',
	'fault:probe': 'Does not work. Look at its plug and whether its wire is crushed.',
	lacking: 'This board has none.',
	noAnswer: 'No answer: there is no link to the board. See “Board and cable”.',

	testDevices: 'Scanner, thermometer',
	devicesTitle: 'What has a cable of its own',
	devicesWhy:
		'A scanner that types like a keyboard needs nothing here: plug it in, and scan. Others are chosen once.',
	'device:scanner': 'Scanner on a serial port',
	'device:sensor': 'Thermometer that sends lines',
	'deviceWhy:scanner': 'It reads set-up links and service codes.',
	'deviceWhy:sensor': 'It says, for example, t=4.3C. What it measures is noted like a board’s.',
	'deviceIs:none': 'None chosen.',
	'deviceIs:unsupported':
		'This browser cannot do that here. Use Chromium or Chrome, at an address that begins with https.',
	'deviceIs:opening': 'Its port is being opened.',
	'deviceIs:open': 'Its port is open. Nothing has come yet.',
	'deviceIs:unplugged': 'Its cable is out. Push it in at both ends: then it goes on by itself.',
	'deviceIs:busy':
		'Something else holds its port. Close other windows and programs, or start this device again.',
	'deviceIs:silent':
		'Nothing has come for a minute. Look whether it has power and sends lines like t=4.3C.',
	deviceTold: 'It says {value}.',
	deviceChoose: 'Choose its port',
	deviceOther: 'Choose another port',
	deviceRemove: 'Take it away',
	'asked:taken':
		'Something else of this kiosk is on a port of the same kind, and a browser does not tell them apart. Use an adapter of another make.',
	'scanBy:keyboard': 'typed by the scanner',
	'scanBy:serial': 'on its serial port',
	'scanBy:board': 'from the board',

	signalsTitle: 'See, hear, scan',
	signalsWhy: 'Press, and look whether it happens.',
	lightOn: 'Light on',
	lightOff: 'Light off',
	beep: 'Beep twice',
	selfTest: 'Self test of the board',
	'ok:light': 'The board has switched the light. If it stays dark, look at its plug.',
	'ok:beep': 'The board has beeped twice. If you heard nothing, look at the plug of its speaker.',
	'ok:selfTest': 'The board finds nothing wrong with itself.',
	'fault:light': 'The board cannot switch the light: look at its plug and its fuse.',
	'fault:beep': 'The board cannot beep: look at the plug of its speaker.',
	'fault:selfTest':
		'The board has found something wrong with itself. Switch it off and on, and test again; then tell the operator.',
	scanHow: 'Hold a code before the scanner: what it reads appears here.',
	scanLabel: 'What the scanner read'
} as const;
