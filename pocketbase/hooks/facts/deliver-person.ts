import { identityOf } from '#domain/received.ts';
import { MachineId } from '#domain/shapes/values.ts';
import type { Verdict } from '#domain/judged.ts';
import * as v from 'valibot';
import { currentApp } from '../pocketbase.ts';
import { deliver } from './deliver.ts';
import { personSender, type Telling } from './senders.ts';
import { NO_MACHINE, type Delivery } from './store.ts';

type Delivered = ReturnType<typeof deliver>;

/**
 * Judges and stores a batch from a person's device, whose facts may be about several machines: those
 * about one machine in one transaction, as if they came from there, each with the role and the area
 * that it needs. All of them stand in one order, that of the device [M2]. Should the database go away
 * in between, what is stored is a duplicate when it comes again.
 */
export function deliverByPerson(telling: Telling, delivery: Delivery): Delivered {
	const app = currentApp();
	const { elements } = delivery;
	const verdicts: Verdict[] = new Array<Verdict>(elements.length);
	let last: Delivered | undefined;
	machinesIn(elements).forEach((places, machineId) => {
		const sender = personSender(app, telling, machineId, Date.now());
		last = deliver(sender, { ...delivery, elements: places.map((place) => elements[place]) });
		last.verdicts.forEach((verdict, i) => {
			verdicts[places[i] as number] = verdict;
		});
	});
	if (!last) throw new Error('Even an empty batch has an answer.');
	return { ...last, verdicts, results: verdicts.map(({ result }) => result) };
}

/** Which elements are about which machine, by their places in the batch. */
function machinesIn(elements: readonly unknown[]): Map<number, number[]> {
	const machines = new Map<number, number[]>();
	// What has no identity goes with the first that has: it is not stored by machine.
	const first = elements.find((element) => identityOf(element) !== null);
	elements.forEach((element, place) => {
		const machineId = machineOf(identityOf(element) === null ? first : element);
		const places = machines.get(machineId);
		if (places) places.push(place);
		else machines.set(machineId, [place]);
	});
	return machines.size > 0 ? machines : new Map([[NO_MACHINE, []]]);
}

/** The machine that an element names; one that is no number is found to be malformed by the judge. */
function machineOf(element: unknown): number {
	const parsed = v.safeParse(
		MachineId,
		(element as { machineId?: unknown } | undefined)?.machineId
	);
	return parsed.success ? parsed.output : NO_MACHINE;
}
