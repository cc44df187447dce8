import type { Language } from './shapes/words.ts';
import { CODE_LASTS, grouped } from './sign-in-code.ts';

/** A mail in one language, as text and as HTML that says the same. */
export type Mail = {
	readonly subject: string;
	readonly text: string;
	readonly html: string;
};

type Words = {
	readonly subject: string;
	readonly subjectLink: string;
	readonly digits: string;
	readonly typeIt: string;
	readonly orLink: string;
	readonly link: string;
	readonly button: string;
	readonly orCode: string;
	readonly lasts: string;
	readonly secret: string;
	readonly notYou: string;
};

const WORDS: Readonly<Record<Language, Words>> = {
	en: {
		subject: '{digits} is your code for {host}',
		subjectLink: 'Sign in to {host}',
		digits: 'Your code for {host}:',
		typeIt: 'Type it where you asked for it.',
		orLink: 'Or open this link on the device that you want to sign in on:',
		link: 'Open this link on the device that you want to sign in on:',
		button: 'Sign in',
		orCode: 'Or type this code where you asked for it:',
		lasts: 'It works once, for {minutes} minutes.',
		secret: 'Show it to nobody. We never ask for it.',
		notYou:
			'You did not ask for it? Then there is nothing to do: without this mail nobody signs in.'
	},
	de: {
		subject: '{digits} ist dein Code für {host}',
		subjectLink: 'Anmelden bei {host}',
		digits: 'Dein Code für {host}:',
		typeIt: 'Gib ihn dort ein, wo du ihn angefordert hast.',
		orLink: 'Oder öffne diesen Link auf dem Gerät, auf dem du dich anmelden willst:',
		link: 'Öffne diesen Link auf dem Gerät, auf dem du dich anmelden willst:',
		button: 'Anmelden',
		orCode: 'Oder gib diesen Code dort ein, wo du ihn angefordert hast:',
		lasts: 'Das geht einmal, {minutes} Minuten lang.',
		secret: 'Zeig den Code niemandem. Wir fragen nie danach.',
		notYou:
			'Du hast ihn nicht angefordert? Dann ist nichts zu tun: ohne diese Mail meldet sich niemand an.'
	},
	ar: {
		subject: '{digits} هو رمزك في {host}',
		subjectLink: 'تسجيل الدخول إلى {host}',
		digits: 'رمزك في {host}:',
		typeIt: 'اكتبه حيث طلبته.',
		orLink: 'أو افتح هذا الرابط على الجهاز الذي تريد تسجيل الدخول منه:',
		link: 'افتح هذا الرابط على الجهاز الذي تريد تسجيل الدخول منه:',
		button: 'تسجيل الدخول',
		orCode: 'أو اكتب هذا الرمز حيث طلبته:',
		lasts: 'يعمل مرة واحدة، خلال {minutes} دقائق.',
		secret: 'لا تُظهره لأحد. نحن لا نسأل عنه أبدًا.',
		notYou: 'لم تطلبه أنت؟ إذن لا داعي لفعل شيء: فبدون هذه الرسالة لا يستطيع أحد الدخول.'
	}
};

/**
 * The mail that signs somebody in. Without `digits` it has the long code of the link to type, for an
 * installed app, into which no link leads.
 */
export function signInMail(
	language: Language,
	{
		digits,
		code,
		publicUrl
	}: { readonly digits: string | null; readonly code: string; readonly publicUrl: string }
): Mail {
	const host = publicUrl.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, '');
	const words = WORDS[language];
	const values: Record<string, string> = {
		host,
		digits: digits ?? '',
		minutes: String(CODE_LASTS / 60_000)
	};
	const say = (key: keyof Words): string =>
		words[key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	const url = `${publicUrl}/sign-in/#${code}`;
	const parts: Part[] =
		digits === null
			? [says(say('link')), { url }, says(say('orCode')), { code: grouped(code) }]
			: [says(say('digits')), { code: digits }, says(say('typeIt')), says(say('orLink')), { url }];
	const all = [...parts, ...(['lasts', 'secret', 'notYou'] as const).map((key) => says(say(key)))];
	return {
		subject: say(digits === null ? 'subjectLink' : 'subject'),
		text: `${all.map(textOf).join('\n\n')}\n`,
		html: htmlOf(language, all, say('button'))
	};
}

type Part = { readonly says: string } | { readonly url: string } | { readonly code: string };
const says = (sentence: string): Part => ({ says: sentence });

const textOf = (part: Part): string =>
	'says' in part ? part.says : 'url' in part ? part.url : `    ${part.code}`;

/** Without pictures, styles from elsewhere or anything that tells that it was read. */
function htmlOf(language: Language, parts: readonly Part[], button: string): string {
	const body = parts.map((part) =>
		'says' in part
			? `<p>${escaped(part.says)}</p>`
			: 'code' in part
				? `<p dir="ltr" style="font:bold 28px monospace;letter-spacing:2px">${escaped(part.code)}</p>`
				: `<p><a href="${escaped(part.url)}" style="font-weight:bold;font-size:18px">${escaped(button)}</a></p>`
	);
	const dir = language === 'ar' ? 'rtl' : 'ltr';
	return `<!doctype html>
<html lang="${language}" dir="${dir}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>
<body style="font:16px/1.5 sans-serif;max-width:36em;margin:1em">
${body.join('\n')}
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;'
};
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** The language of ours that an `Accept-Language` header likes best (RFC 9110), else English. */
export function acceptedLanguage(header: string, ours: readonly Language[]): Language {
	let best: Language = 'en';
	let liking = 0;
	for (const part of header.slice(0, 500).split(',')) {
		const [range = '', ...more] = part.trim().toLowerCase().split(';');
		const quality = more.map((one) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(one)?.[1])[0];
		const weight = more.length === 0 ? 1 : Number(quality ?? 0);
		const language = ours.find((one) => one === range.split('-')[0]);
		if (language !== undefined && weight > liking) {
			best = language;
			liking = weight;
		}
	}
	return best;
}
