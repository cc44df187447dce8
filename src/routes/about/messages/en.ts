/** Words around the texts that the law asks for. */
export const en = {
	loading: 'Looking for this text',
	otherLanguage: 'The people who run this network have written this in {language} only.',
	asOf: 'As of {day}.',
	failed: 'This text did not load',
	failedOffline: 'You have no network. Once you have read it here, it can be read without.',
	failedServer: 'Our server does not answer. Try again in a moment.'
} as const;
