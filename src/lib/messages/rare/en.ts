/** What any page may have to say, and rarely does: no first view carries it. */
export const en = {
	notFound: 'This page is not here',
	notFoundWhy: 'The address may be old, or a letter may be missing.',
	somethingBroke: 'Something broke on this page',
	somethingBrokeWhy: 'You have done nothing wrong. The list still works.',
	newVersion: 'A new version is ready.',
	update: 'Update'
} as const;
