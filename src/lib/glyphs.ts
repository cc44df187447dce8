import type { Category } from '#domain/shapes/words.ts';

/** A food glyph on a grid of 48: `shape` is drawn twice, once as the tint, a little out of register. */
export type Drawing = {
	readonly tint: 'oat' | 'leaf' | 'rose' | 'sky';
	readonly shape: string;
	readonly detail: string;
};

/** What every visitor may see; drawings for less than a category come with the page that has them. */
export const GLYPHS: Record<Category, Drawing> = {
	produce: {
		tint: 'rose',
		shape: 'M30 17c4 4 2 9-3 13L13 40c-3 2-6-1-4-4l9-15c3-5 8-8 12-4z',
		detail: 'M30 17c0-5 2-8 5-10l1 6 6-1c-2 4-6 5-12 5M18 27l4 3M22 21l3 3'
	},
	bakery: {
		tint: 'oat',
		shape:
			'M10 20a7 7 0 0 1 7-9h14a7 7 0 0 1 7 9c0 2-1 3-3 4v13a3 3 0 0 1-3 3H16a3 3 0 0 1-3-3V24c-2-1-3-2-3-4z',
		detail: 'M21 18l-3 6M29 18l-3 6'
	},
	dairy: {
		tint: 'sky',
		shape: 'M15 19l4-7h10l4 7v20a2 2 0 0 1-2 2H17a2 2 0 0 1-2-2z',
		detail: 'M15 19h18M19 12V7h10v5M24 25v9'
	},
	prepared: {
		tint: 'oat',
		shape: 'M7 24h34c0 9-7 16-17 16S7 33 7 24z',
		detail: 'M17 18c-2-3 2-4 0-8M24 18c-2-3 2-4 0-8M31 18c-2-3 2-4 0-8'
	},
	pantry: {
		tint: 'sky',
		shape: 'M12 11v26c0 3 5 5 12 5s12-2 12-5V11c0-3-5-5-12-5s-12 2-12 5z',
		detail:
			'M12 11c0 3 5 5 12 5s12-2 12-5M12 21c0 3 5 5 12 5s12-2 12-5M12 31c0 3 5 5 12 5s12-2 12-5'
	},
	drinks: {
		tint: 'leaf',
		shape: 'M20 6h8v9c0 3 5 5 5 10v14a3 3 0 0 1-3 3H18a3 3 0 0 1-3-3V25c0-5 5-7 5-10z',
		detail: 'M20 11h8M15 26h18M15 35h18'
	},
	frozen: {
		tint: 'sky',
		shape: 'M11 11h26v26a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3z',
		detail: 'M24 17v17M17 21l14 9M31 21l-14 9M11 11l4-4h18l4 4'
	},
	'meat-fish': {
		tint: 'sky',
		shape: 'M7 25c5-9 16-12 25-4l8-6v20l-8-6c-9 7-20 5-25-4z',
		detail: 'M15 23h.1M23 19c2 4 2 8 0 12'
	},
	eggs: {
		tint: 'oat',
		shape: 'M24 7c6 0 11 10 11 18a11 11 0 0 1-22 0c0-8 5-18 11-18z',
		detail: 'M8 33h32l-3 7a2 2 0 0 1-2 1H13a2 2 0 0 1-2-1zM19 19c1-3 2-4 3-5'
	},
	baby: {
		tint: 'rose',
		shape: 'M15 16h18c2 2 3 4 3 7v15a3 3 0 0 1-3 3H15a3 3 0 0 1-3-3V23c0-3 1-5 3-7z',
		detail: 'M14 8h20v8H14zM24 34l-5-5a3 3 0 0 1 5-4 3 3 0 0 1 5 4z'
	},
	other: {
		tint: 'leaf',
		shape: 'M12 14h24v24a3 3 0 0 1-3 3H15a3 3 0 0 1-3-3z',
		detail: 'M12 14l4-6h16l4 6M18 20a6 6 0 0 0 12 0'
	}
};
