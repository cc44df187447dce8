/** What makes the screen easier to read, as attributes of the page; each person starts afresh. */
const root = () => document.documentElement.dataset;

export function isLarge(): boolean {
	return root()['text'] === 'large';
}

export function toggleLarge(): boolean {
	const next = !isLarge();
	if (next) root()['text'] = 'large';
	else delete root()['text'];
	return next;
}

export function isContrasty(): boolean {
	return root()['contrast'] === 'more';
}

export function toggleContrast(): boolean {
	const next = !isContrasty();
	root()['contrast'] = next ? 'more' : 'no-preference';
	return next;
}
