import * as v from 'valibot';
import { ClientId, Instant, integer, MachineId, MAX_INTEGER, text } from './values.ts';
import { LANGUAGES, type Language } from './words.ts';

/** What the law and good sense ask to be said, each a page of its own; `illness`: what to do now. */
export const TEXT_NAMES = ['privacy', 'imprint', 'accessibility', 'terms', 'illness'] as const;
export type TextName = (typeof TEXT_NAMES)[number];

/** A text of an operator at most, in characters. */
export const LONGEST_TEXT = 20_000;

/** What an operator fills in once, and every text says in every language as `{{name}}`. */
export const DETAIL_NAMES = [
	...['name', 'address', 'email', 'phone', 'representative', 'register'],
	...['host', 'officer', 'authority', 'enforcement', 'emergency', 'doctorLine', 'poisonLine']
] as const;
export type DetailName = (typeof DETAIL_NAMES)[number];

/** Without these the texts have gaps, which `exes doctor` names; a line about another one is left out. */
export const REQUIRED_DETAILS = [
	...(['name', 'address', 'email', 'host', 'authority', 'poisonLine'] as const)
] satisfies readonly DetailName[];

/** An e-mail address, or nothing. */
const Email = v.pipe(
	text(0, 200),
	v.regex(/^([^\s@]{1,64}@[^\s@]+\.[^\s@]+)?$/, 'An e-mail address, or nothing.')
);
/** A telephone number as people write it, or nothing. */
const Phone = v.pipe(
	text(0, 40),
	v.regex(/^(\+?[\d][\d ()/.-]*)?$/, 'A telephone number, or nothing.')
);
const Line = text(0, 300);

/** Empty where nobody has filled it in. */
export const Details = v.object({
	name: Line,
	address: Line,
	email: Email,
	phone: Phone,
	representative: Line,
	register: Line,
	host: Line,
	officer: Line,
	authority: Line,
	enforcement: Line,
	emergency: Phone,
	doctorLine: Phone,
	poisonLine: Phone
} satisfies Record<DetailName, v.GenericSchema>);
export type Details = v.InferOutput<typeof Details>;

/** Who is responsible, and how to reach them: one of the two ways at least. */
export const Contact = v.pipe(
	v.object({ name: text(1, 120), email: Email, phone: Phone }),
	v.check(({ email, phone }) => email !== '' || phone !== '', 'An e-mail address or a number.'),
	v.metadata({ description: 'At least one of `email` and `phone` is not empty.' })
);
export type Contact = v.InferOutput<typeof Contact>;

const name = v.picklist(TEXT_NAMES, `One of ${TEXT_NAMES.join(', ')}.`);
const language = v.picklist(LANGUAGES, `One of ${LANGUAGES.join(', ')}.`);

/** A text in one language: paragraphs, `# headings`, `- lists` and links, never HTML. */
export const PublicText = v.object({
	name,
	language,
	text: v.string(),
	/** Exes' own words: no operator has set others. */
	isDefault: v.boolean(),
	updatedAt: v.nullable(Instant)
});
export type PublicText = v.InferOutput<typeof PublicText>;

/** `GET /api/public/texts`. */
export const TextsReply = v.object({ details: Details, texts: v.array(PublicText) });
export type TextsReply = v.InferOutput<typeof TextsReply>;

/** `GET /api/public/contact`. */
export const ContactQuery = v.object({ machineId: MachineId });
export const ContactReply = v.object({
	machineId: integer(1, MAX_INTEGER),
	/** Null where nobody has filled it in. */
	contact: v.nullable(v.object({ name: v.string(), email: v.string(), phone: v.string() })),
	/** Whether it is this machine's own, or that of the network. */
	isOwn: v.boolean()
});
export type ContactReply = v.InferOutput<typeof ContactReply>;

const listOf = <S extends v.GenericSchema>(item: S, max: number) =>
	v.pipe(
		v.array(item, 'A list.'),
		v.check((list) => list.length <= max, `At most ${max}.`),
		v.metadata({ maxItems: max })
	);

/** `PUT /api/operator/texts`: what is named is changed, all of it or nothing. */
export const TextsChange = v.object({
	details: v.optional(v.partial(Details)),
	texts: v.optional(
		listOf(
			/** `null` goes back to the words of Exes. */
			v.object({ name, language, text: v.nullable(text(1, LONGEST_TEXT)) }),
			TEXT_NAMES.length * LANGUAGES.length
		)
	),
	contacts: v.optional(
		/** `null` goes back to the contact of the network. */
		listOf(v.object({ machineId: MachineId, contact: v.nullable(Contact) }), 500)
	)
});
export type TextsChange = v.InferOutput<typeof TextsChange>;

/** `POST /api/public/illness`: food made somebody ill. */
export const IllnessReport = v.object({
	reportId: ClientId,
	machineId: MachineId,
	/** When it was eaten, as well as the person knows. */
	ateAt: Instant,
	/** What was eaten, and how it shows. */
	what: text(1, 500),
	/** How to reach the person; empty for nobody. */
	reachMe: v.optional(text(0, 200), '')
});
export type IllnessReport = v.InferOutput<typeof IllnessReport>;

export const IllnessReply = v.object({
	reportId: ClientId,
	/** When it came first: the same report again has the same answer. */
	receivedAt: Instant,
	serverTime: Instant
});
export type IllnessReply = v.InferOutput<typeof IllnessReply>;

/** `GET /api/operator/illness`: the reports that nobody has dealt with, the newest first. */
export const IllnessList = v.object({
	reports: v.array(
		v.object({
			reportId: ClientId,
			/** The task that stays open until somebody has dealt with it. */
			taskId: v.string(),
			machineId: integer(1, MAX_INTEGER),
			machineName: v.string(),
			demo: v.boolean(),
			ateAt: Instant,
			receivedAt: Instant,
			/** Null once it was forgotten [M23]. */
			what: v.nullable(v.string()),
			reachMe: v.nullable(v.string())
		})
	),
	serverTime: Instant
});
export type IllnessList = v.InferOutput<typeof IllnessList>;

export type { Language };
