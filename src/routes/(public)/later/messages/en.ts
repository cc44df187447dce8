/** Words of what comes after the first view: the whole list, the map, old news and none. */
export const en = {
	more: { one: 'Show {n} more', other: 'Show {n} more' },
	emptyNow: 'Empty now.',
	wasEmpty: 'It was empty.',
	unknownInside: 'Not known what is inside.',
	thereWas: 'There was, {day}',
	failed: 'The list did not load',
	failedOffline:
		'You have no network. Once you have been here with network, the list works without.',
	failedServer: 'Our server does not answer. Try again in a moment.',
	noNetwork: 'No network.',
	noAnswerNow: 'Our server does not answer.',
	newsFrom: 'This is the news from {moment}. What is inside may have changed.',
	mapShow: 'Show the map',
	mapFailed: 'The map did not load',
	paused: 'Takes no food now'
} as const;
