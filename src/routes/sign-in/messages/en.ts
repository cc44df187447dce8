/** Words of the way in. They are few and apart, because every visitor's copy of the app holds them. */
export const en = {
	title: 'Sign in',
	asking: 'Signing you in',
	noCode: 'You come in with a link',
	noCodeWhy:
		'Ask your operator for one. It works once, within a day. There is no password to remember.',
	refused: 'This link does not work any more',
	refusedWhy:
		'Each link works once, within a day. Ask your operator for a new one. It brings you back to where you were.',
	forOperators: 'You are the operator? This makes a link, on the computer that runs the server:',
	offline: 'No network',
	offlineWhy: 'Your link is kept on this page. Try again when you have network.',
	server: 'Our server does not answer',
	serverWhy: 'Your link is kept on this page. Try again in a moment.',
	already: 'You are signed in as {name}',
	goOn: 'Go on'
} as const;
