import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineState } from './machine.ts';

const FILE = 'demo-fleet.json';
/** Saves follow each other no faster than this. */
const PAUSE_MS = 200;

type Saved = { version: 1; seed: number; machines: MachineState[] };

/**
 * What the fleet keeps between two runs, in one file: identities, contents and facts that are not
 * answered yet. A machine saves before it sends, so that no seq is ever given to two facts, not even
 * by a run that was killed.
 */
export class SavedFleet {
	readonly machines: MachineState[];
	readonly #file: string;
	readonly #seed: number;
	#writing: Promise<void> | undefined;
	#next: Promise<void> | undefined;

	private constructor(folder: string, { seed, machines }: Saved) {
		this.#file = join(folder, FILE);
		this.#seed = seed;
		this.machines = machines;
	}

	static async open(folder: string, seed: number): Promise<SavedFleet> {
		await mkdir(folder, { recursive: true });
		const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
			if ((error as { code?: unknown }).code === 'ENOENT') return null;
			throw error;
		});
		const saved = text === null ? { version: 1 as const, seed, machines: [] } : read(text);
		return new SavedFleet(folder, saved);
	}

	/** Settles when the state as it is now is in the file; many callers share one write. */
	save(): Promise<void> {
		if (!this.#writing) return this.#begin();
		this.#next ??= this.#writing.catch(() => undefined).then(() => this.#begin());
		return this.#next;
	}

	#begin(): Promise<void> {
		this.#next = undefined;
		const written = this.#write();
		const pause = new Promise((settle) => setTimeout(settle, PAUSE_MS));
		const free = Promise.allSettled([written, pause]).then(() => {
			if (this.#writing === free) this.#writing = undefined;
		});
		this.#writing = free;
		return written;
	}

	/** A crash leaves the old file or the new one, never half of one. */
	async #write(): Promise<void> {
		const saved: Saved = { version: 1, seed: this.#seed, machines: this.machines };
		const text = JSON.stringify(saved);
		const beside = `${this.#file}.next`;
		const file = await open(beside, 'w', 0o600);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(beside, this.#file);
	}
}

function read(text: string): Saved {
	const saved = JSON.parse(text) as Saved;
	if ((saved.version as number) !== 1) throw new Error(`${FILE} has another form; remove it.`);
	return saved;
}
