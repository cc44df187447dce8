import type { TextName } from '../shapes/texts.ts';
import type { Language } from '../shapes/words.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** What Exes says until an operator says something else: true of what the software does. */
export const DEFAULT_TEXTS: Readonly<Record<Language, Readonly<Record<TextName, string>>>> = {
	en,
	de,
	ar
};

/** The number for emergencies, by the food law that a network follows; another one can be filled in. */
export const EMERGENCY: Readonly<Record<string, string>> = { eu: '112', uk: '999', us: '911' };
