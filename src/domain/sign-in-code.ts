import type { Millis } from './calendar.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long a code that was asked for works, by its link and by its digits. */
export const CODE_LASTS: Millis = 10 * MINUTE;
/** How long a link works that an operator or the command line made [O7]. */
export const LINK_LASTS: Millis = DAY;
/** So many wrong digits a request bears; they are tried against that request alone. */
export const TRIES = 10;

/** The spans that `judgeAsked` looks back on, and so how long a request is remembered. */
export const LATELY: Millis = CODE_LASTS;
export const TODAY: Millis = DAY;

/** What was asked for before this request. */
export type Asked = {
	/** Mails to this address, of the last ten minutes and of the last day. */
	readonly lately: number;
	readonly today: number;
	/** Tries at digits that could have signed somebody in, in the whole network, of the last day. */
	readonly tries: number;
};

const MAILS_LATELY = 4;
const MAILS_A_DAY = 40;
const DIGITS_A_DAY = 10;
const TRIES_A_DAY = 300;

/**
 * What a request for a code brings: a mail with digits and a link, one with the link alone, or none.
 *
 * Who asks for another's address gets digits of their own to guess at, ten tries at a million. So
 * digits are few: 10 mails a day for an address, which is 100 guesses, and about 300 tries a day in the
 * network, one chance in 3,000. Beyond that the mails go on, with the link and its long code, which
 * nobody guesses: nobody is locked out by another's guessing. Beyond four mails in ten minutes there is
 * none, and the last ones, still good, lie in the mailbox.
 */
export function judgeAsked({ lately, today, tries }: Asked): 'digits' | 'link' | 'nothing' {
	if (lately >= MAILS_LATELY || today >= MAILS_A_DAY) return 'nothing';
	return today < DIGITS_A_DAY && tries < TRIES_A_DAY ? 'digits' : 'link';
}

/** A code as people read it aloud and type it: groups of four. */
export const grouped = (code: string): string => (code.match(/.{1,4}/g) ?? []).join('-');

/**
 * What somebody typed or pasted into the field for a code, as it is sent. The long code of a link, as
 * `grouped` writes it, is one as soon as it may become one; whatever else is there, only its digits
 * count, of any script.
 */
export function typedCode(typed: string): string {
	const code = typed.replace(/[\s-]/g, '');
	if (/^[2-9a-hj-np-z]+$/i.test(code)) return code;
	return typed
		.replace(
			/[\u0660-\u0669\u06f0-\u06f9]/g, // as Arabic and as Persian keyboards type them
			(digit) => `${digit.charCodeAt(0) & 15}`
		)
		.replace(/\D/g, '');
}

/** Whether that is all of it: six digits, or a long code. */
export const isWholeCode = (code: string): boolean => /^(\d{6}|.{20})$/.test(code);
