import { check, NotTried, same } from '../../expect.ts';
import { rule } from '../../rule.ts';
import type { Frame } from '../frame.ts';
import type { Host } from '../host.ts';

const WINDOW = 8;
const MAX_BODY_BYTES = 112;

const isEvent = ({ type }: Frame): boolean => type === 'e';

/** A session that has stored nothing, of a board that has something to tell. */
async function beginWithEvents(host: Host): Promise<{ first: number; next: number; jid: string }> {
	const hello = await host.begin();
	if (hello.first >= hello.next) throw new NotTried('its journal is empty: power it off and on');
	return hello;
}

/** The journal. */
export const events = [
	rule<Host>('P3', 'a host that has nothing gets every event, in order', async (host) => {
		const { first, next } = await beginWithEvents(host);
		for (let seq = first; seq < next; seq++) {
			const event = await host.until((at) => isEvent(at) && at.id === seq, 6_000);
			check(event !== null, `event ${seq} of ${first} to ${next - 1}`, undefined);
			const { k, ms } = event.body;
			check(typeof k === 'string', 'k in an event to be a text', k);
			check(Number.isSafeInteger(ms), 'ms in an event to be a whole number', ms);
			const bytes = new TextEncoder().encode(JSON.stringify(event.body)).length;
			check(bytes <= MAX_BODY_BYTES, `an event of at most ${MAX_BODY_BYTES} bytes`, event.body);
			host.send('a', seq, {});
		}
	}),

	rule<Host>('P3', 'what is not acknowledged is sent again, at most 8 at once', async (host) => {
		const { first } = await beginWithEvents(host);
		const seqsOf = () => host.heard.filter(isEvent).map(({ id }) => id);
		await host.until(() => seqsOf().filter((seq) => seq === first).length > 1, 3_000);
		const seqs = seqsOf();
		check(seqs.filter((seq) => seq === first).length > 1, `event ${first} twice`, seqs);
		check(Math.max(...seqs) < first + WINDOW, `none beyond ${first + WINDOW - 1}`, seqs);
	}),

	rule<Host>('P3', 'what the host has stored is not sent again', async (host) => {
		const { jid, next } = await host.beginQuiet();
		await host.begin({ jid, last: next - 1 });
		host.forget();
		await host.pause(700);
		const seqs = host.heard.filter((at) => isEvent(at) && at.id < next).map(({ id }) => id);
		same(seqs, [], 'events that come again');
	}),

	rule<Host>(
		'P3',
		'what it acknowledged counts also when the acknowledgement comes late',
		async (host) => {
			const { first } = await beginWithEvents(host);
			await host.until((at) => isEvent(at) && at.id === first, 3_000);
			host.send('a', first, {});
			host.send('a', first, {});
			host.send('a', Math.max(first - 1, 0), {});
			await host.ping();
			host.forget();
			await host.pause(700);
			const seqs = host.heard.filter(isEvent).map(({ id }) => id);
			check(!seqs.includes(first), `event ${first} not again`, seqs);
		}
	),

	rule<Host>('P3', 'a host with another journal gets everything from the oldest', async (host) => {
		const { first, jid } = await beginWithEvents(host);
		const other = jid === '00000000' ? '11111111' : '00000000';
		await host.begin({ jid: other, last: 1_000_000 });
		const event = await host.until(isEvent, 3_000);
		check(event !== null && event.id >= first, `an event from ${first} on`, event);
	})
];
