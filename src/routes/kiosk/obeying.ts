import type { KioskStore } from '#acts/kiosk-store.ts';
import { Obeyer } from '#acts/obey-commands.ts';
import { onceIdle } from '#lib/update/busy.ts';

/** Does what the server asks for once nobody is at the doors [M15]. */
export function patientObeyer(store: KioskStore, onFault: (fault: unknown) => void): Obeyer {
	return new Obeyer(store, {
		onceIdle: (task) => {
			onceIdle(() => void task().catch(onFault));
		},
		reload: () => {
			onceIdle(() => {
				location.reload();
			});
		}
	});
}
