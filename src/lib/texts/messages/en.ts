/** The names of the texts that the law asks for, and of what stands in them. */
export const en = {
	footNav: 'About this service',
	'text:privacy': 'Privacy',
	'text:imprint': 'Imprint',
	'text:accessibility': 'Accessibility',
	'text:terms': 'Terms',
	'text:illness': 'If food made you ill',
	'detail:name': 'who runs this network',
	'detail:address': 'their address',
	'detail:email': 'their e-mail address',
	'detail:phone': 'their telephone number',
	'detail:representative': 'who acts for them',
	'detail:register': 'register and number',
	'detail:host': 'who runs the server, and where',
	'detail:officer': 'data protection officer',
	'detail:authority': 'the data protection authority',
	'detail:enforcement': 'where to turn about accessibility',
	'detail:emergency': 'emergency number',
	'detail:doctorLine': 'doctor on call',
	'detail:poisonLine': 'poison information, by telephone',
	missing: 'still missing: {what}',
	reportsWait: {
		one: '{n} report that food made you ill waits on this device until there is network.',
		other: '{n} reports that food made you ill wait on this device until there is network.'
	}
} as const;
