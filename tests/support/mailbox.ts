import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it arrived. */
export type Arrived = {
	readonly to: string;
	readonly from: string;
	readonly mail: Email;
	/** As it crossed the wire. */
	readonly raw: string;
	/** By the clock of this process, in milliseconds since 1970. */
	readonly at: number;
};

const PATIENCE = 30_000; // a second attempt too, where the first one met a stalled machine

/** A mail server on this machine, that keeps whatever it is sent. */
export class Mailbox {
	readonly arrived: Arrived[] = [];
	/** What it answers to a recipient in place of taking the mail, such as `450 later`; none: it takes it. */
	refuses: ((to: string) => string | null) | null = null;
	/** How many recipients were named, taken or not. */
	asked = 0;
	private readonly server: SMTPServer;

	private constructor(options: SMTPServerOptions) {
		this.server = new SMTPServer({
			authOptional: true,
			disableReverseLookup: true, // else each connection waits for somebody’s name server
			disabledCommands: ['STARTTLS'],
			logger: false,
			onRcptTo: ({ address }, _, taken) => {
				this.asked++;
				const refusal = this.refuses?.(address) ?? null;
				if (refusal === null) {
					taken();
					return;
				}
				const [code = '', ...words] = refusal.split(' ');
				taken(Object.assign(new Error(words.join(' ')), { responseCode: Number(code) }));
			},
			onData: (stream, { envelope }, taken) => {
				const chunks: Buffer[] = [];
				stream.on('data', (chunk: Buffer) => chunks.push(chunk));
				stream.on('end', () => {
					const raw = Buffer.concat(chunks);
					void PostalMime.parse(raw).then((mail) => {
						for (const { address } of envelope.rcptTo) {
							const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
							this.arrived.push({ to: address, from, mail, raw: raw.toString(), at: Date.now() });
						}
						taken();
					}, taken);
				});
			},
			...options
		});
	}

	static async open(options: SMTPServerOptions = {}): Promise<Mailbox> {
		const mailbox = new Mailbox(options);
		const { server } = mailbox;
		server.on('error', () => undefined); // a client that went away is none of a test's concern
		server.listen(0, '127.0.0.1');
		await once(server.server, 'listening');
		return mailbox;
	}

	get port(): number {
		return (this.server.server.address() as AddressInfo).port;
	}

	/** For EXES_SMTP_URL. */
	get url(): string {
		return `smtp://127.0.0.1:${this.port}`;
	}

	to(address: string): Arrived[] {
		return this.arrived.filter(({ to }) => to === address);
	}

	/** The mail of this number to the address, once it is there. */
	async next(address: string, number = 1): Promise<Arrived> {
		const limit = Date.now() + PATIENCE;
		while (Date.now() < limit) {
			const found = this.to(address)[number - 1];
			if (found) return found;
			await pause(20);
		}
		throw new Error(
			`No mail number ${number} to ${address} in ${PATIENCE} ms; ${this.arrived.length} to others, ${this.asked} recipients named.`
		);
	}

	close(): Promise<void> {
		return new Promise((closed) => {
			this.server.close(closed);
		});
	}
}

/** The six digits of a mail; null where it has none. */
export const digitsIn = ({ mail }: Arrived): string | null =>
	/^ {4}(\d{6})$/m.exec(mail.text ?? '')?.[1] ?? null;

/** The code of the link in a mail. */
export const codeIn = ({ mail }: Arrived): string =>
	/\/sign-in\/#([2-9A-HJ-NP-Z]{20})$/m.exec(mail.text ?? '')?.[1] ?? '';
