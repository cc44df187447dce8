import { Answers } from '#controller/simulated/answers.ts';
import { perform } from '#controller/simulated/requests.ts';
import { Sender } from '#controller/simulated/sender.ts';
import type { ControllerMutant } from './controller-life.ts';

/** Sends each event once. */
class OnceSender extends Sender {
	readonly #from: number;
	#sent = 0;

	constructor(...[journal, from, send]: ConstructorParameters<typeof Sender>) {
		super(journal, from, (seq) => {
			if (seq <= this.#sent) return;
			this.#sent = seq;
			send(seq);
		});
		this.#from = from;
		this.#sent = this.#from - 1;
	}
}

/** Takes each event for stored as soon as it is sent. */
class HastySender extends Sender {
	constructor(...[journal, from, send]: ConstructorParameters<typeof Sender>) {
		super(journal, from, (seq) => {
			send(seq);
			queueMicrotask(() => {
				this.acknowledge(seq, 0);
			});
		});
	}
}

class ForgetfulAnswers extends Answers {
	override recall(): null {
		return null;
	}
}

/** Ways in which somebody might break a controller, or what a host stores of it; each has to be found. */
export const CONTROLLER_MUTANTS: Readonly<Record<string, ControllerMutant>> = {
	'sends each event only once': { parts: { sender: (...made) => new OnceSender(...made) } },
	'takes what it sent for acknowledged': {
		parts: { sender: (...made) => new HastySender(...made) }
	},
	'sends an event before it has stored it': {
		memory: (memory) => {
			let waiting: string | null = null;
			return {
				load: (name) => {
					if (name === 'journal') waiting = null;
					return memory.load(name);
				},
				save: (name, text) => {
					if (name !== 'journal') {
						memory.save(name, text);
						return;
					}
					if (waiting !== null) memory.save(name, waiting);
					waiting = text;
				}
			};
		}
	},
	'does a request again that comes again': {
		parts: { answers: () => new ForgetfulAnswers() }
	},
	'does not look at the deadline of an unlock': {
		parts: {
			perform: (desk, body) => perform(desk, { ...body, by: Number.MAX_SAFE_INTEGER })
		}
	},
	'forgets the keys of unlocks': {
		parts: {
			perform: (desk, body) => perform({ ...desk, journal: { knows: () => false } }, body)
		}
	},
	'unlocks before it has written the key': {
		parts: {
			perform: (desk, body) => {
				const later: (() => void)[] = [];
				const tell: typeof desk.tell = (event) =>
					later.push(() => {
						desk.tell(event);
					});
				const answer = perform({ ...desk, tell }, body);
				for (const write of later) write();
				return answer;
			}
		}
	},
	'acknowledges before it has stored': {
		keeper: (keeper) => ({
			position: (controllerId) => keeper.position(controllerId),
			keep: (entry) => {
				keeper.keep(entry).catch(() => undefined);
				return Promise.resolve();
			}
		})
	}
};
