import type { Category } from '#domain/shapes/words.ts';
import type { Drawing } from '#lib/glyphs.ts';

/** A category's drawing, or one for foods that their category's would not show. */
export type FoodGlyph = Category | Drawing;

export const fruit: Drawing = {
	tint: 'leaf',
	shape: 'M24 15c-5-3-14-1-14 9 0 9 6 17 10 17 2 0 2-1 4-1s2 1 4 1c4 0 10-8 10-17 0-10-9-12-14-9z',
	detail: 'M24 15c0-4 1-7 5-8M15 24c0-3 1-4 3-5'
};

export const cake: Drawing = {
	tint: 'rose',
	shape: 'M8 28l25-15c4 3 7 8 7 15v11a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2z',
	detail: 'M8 28h32M8 34h32M29 10a3 3 0 1 1 5 2'
};

export const dry: Drawing = {
	tint: 'oat',
	shape: 'M13 15h22l3 23a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3z',
	detail: 'M16 7h16l3 8H13zM24 23v11M24 28l-4-3M24 28l4-3M24 33l-4-3M24 33l4-3'
};
