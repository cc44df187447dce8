/** Words of the kiosk's start page, which says all three languages at once. English is the source. */
export const en = {
	'title:starting': 'One moment',
	'why:starting': 'This machine is starting.',
	'title:here': 'The kiosk is running',
	'why:here': 'It stands in another window of this browser.',

	'title:noNetwork': 'No network',
	'why:noNetwork': 'This machine is in no network, and it needs one to start.',
	'do:noNetwork':
		'Look at its network cable and at the box that brings the network: are they plugged in, does a light shine?',
	'title:noAnswer': 'The server does not answer',
	'why:noAnswer': 'There is a network, but no answer comes through it.',
	'do:noAnswer':
		'Does the address open on a phone? Then this network holds the machine back. If not, tell the operator.',
	'title:clock': 'The clock is wrong',
	'why:clock':
		'This device believes that it is {moment}. With a wrong date it can trust no server.',
	'do:clock':
		'Set its date and time. If they are wrong after each power cut, the battery of its clock is empty.',
	'title:noKiosk': 'The kiosk does not come up',
	'why:noKiosk': 'Something answers at this address, but no kiosk.',
	'do:noKiosk':
		'Tell the operator: the server is being repaired, or the address of this machine is wrong.',
	'title:blocked': 'Tap to start',
	'why:blocked': 'This browser does not let the machine start by itself.',
	'do:blocked':
		'For the operator: start the browser with --disable-popup-blocking, then nobody has to tap.',
	'title:addressMissing': 'No address',
	'why:addressMissing': 'Nobody has told this machine where its kiosk is.',
	'title:addressInvalid': 'The address is wrong',
	'why:addressInvalid': 'The address of a kiosk begins with https:// and ends with /kiosk/.',
	'do:address':
		'For the operator: write the address behind the # in the command that starts the browser.',

	closed: 'Until then nothing can be given or taken here.',
	since: {
		one: 'Since {since}, {n} try. It goes on by itself.',
		other: 'Since {since}, {n} tries. It goes on by itself.'
	},
	try: 'Try now',
	show: 'To the kiosk'
} as const;
