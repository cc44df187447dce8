/** Words for somebody whom food made ill. */
export const en = {
	title: 'If food made you ill',
	adviceFailed:
		'The advice did not load. In danger call the emergency number, 112 in Europe. Else ask a doctor.',
	tell: 'Tell the people in charge',
	tellWhy:
		'They see it at once and can lock the food before others eat it. You need no account and give no name.',
	which: 'From which fridge',
	whichNumber: 'Fridge {id}',
	another: 'It was another one',
	when: 'When did you eat it?',
	whenHint: 'About is enough.',
	what: 'What did you eat, and how do you feel?',
	whatMissing: 'Write in a few words what you ate.',
	reachMe: 'How can they ask you back? (if you want)',
	reachMeHint:
		'Telephone or e-mail. Only operators and coordinators see it; it is deleted after 90 days.',
	send: 'Tell them now',
	sending: 'Telling them',
	sent: 'They have been told',
	sentWhy:
		'Your report is on the screens of the people in charge since {time}. Look after yourself now.',
	waiting: 'Not sent yet',
	waitingWhy:
		'There is no network, or our server does not answer. Your report is kept on this device. It goes out by itself when there is network and this page or the list of fridges is open. If you can, call instead.',
	tryNow: 'Try now',
	drop: 'Do not send it',
	dropped: 'It was not sent, and is no longer on this device.',
	refused: 'Our server did not take it',
	refusedWhy: 'Nothing was kept. Call the people who look after this fridge.',
	again: 'Tell something else'
} as const;
