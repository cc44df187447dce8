import type { HardwareSlot, Zone } from '#domain/shapes/machine.ts';
import { newSecret } from '#platform/ids.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import { sensorOf } from './board.ts';
import { ownProbe } from './keep-temperature.ts';
import type { Identity, KioskStore } from './kiosk-store.ts';

export type Enrolled =
	| { readonly kind: 'enrolled'; readonly identity: Identity }
	/** Unknown, expired, or not a code at all: the server does not say which [M5]. */
	| { readonly kind: 'invalid' }
	/** Another machine has used it. */
	| { readonly kind: 'used' }
	/** Nothing is lost: the same code works again. */
	| { readonly kind: 'noNetwork' }
	| { readonly kind: 'busy' }
	| { readonly kind: 'failed' };

/** The cabinet that a kiosk drives until a controller says otherwise: six chilled, three dry. */
export const CABINET: readonly HardwareSlot[] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((slot) => ({
	slot,
	storage: slot <= 6 ? 'chilled' : 'ambient',
	kind: 'locker',
	lock: slot,
	litres: 40
}));

/** What of it is kept cold together, and measured by the controller's first probe [F5]. */
export const CABINET_ZONES: readonly Zone[] = [
	{
		...{ zone: 'chilled', storage: 'chilled', sensors: [sensorOf(1)] },
		slots: CABINET.flatMap(({ slot, storage }) => (storage === 'chilled' ? [slot] : []))
	}
];

/**
 * Makes this kiosk a known machine [M5]. The secret is made here and stored before it is sent: if
 * the reply is lost, the same code with the same secret gives the same number.
 */
export async function enrol(
	code: string,
	{ store, api, model }: { store: KioskStore; api: MachineApi; model: string }
): Promise<Enrolled> {
	const before = await store.recall('enrolment');
	const secret = before?.code === code ? before.secret : newSecret();
	await store.remember('enrolment', { code, secret });
	try {
		const zones = [...CABINET_ZONES];
		// A thermometer on a port of its own may come later; then a zone has to be able to name it.
		const sensors = [sensorOf(1), sensorOf(ownProbe(true))];
		const hardware = { model, slots: [...CABINET], sensors, zones };
		const reply = await api.register({ enrolmentCode: code, secret, hardware });
		const { machineId, status } = reply;
		const identity: Identity = { machineId, secret, status, slots: CABINET, zones };
		await store.remember('identity', identity);
		return { kind: 'enrolled', identity };
	} catch (error) {
		if (error instanceof ApiError) return { kind: reasonOf(error) };
		throw error;
	}
}

function reasonOf(error: ApiError): Exclude<Enrolled['kind'], 'enrolled'> {
	switch (error.code) {
		case 'offline':
		case 'timeout':
			return 'noNetwork';
		case 'busy':
			return 'busy';
		case 'refused':
			if (error.says('enrolment_used')) return 'used';
			return error.status === 403 ? 'invalid' : 'failed';
		case 'unauthorized':
		case 'unexpected':
			return 'failed';
	}
}
