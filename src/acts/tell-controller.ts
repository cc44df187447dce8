import type { ControllerInfo } from '#controller/controller.ts';
import type { Status } from '#domain/shapes/machine.ts';

/**
 * What a status tells of the controller. A board may say of itself what a status may not: that is left
 * out, for one wrong word would cost the whole status.
 */
export function toldController(
	linked: boolean,
	info: ControllerInfo | null
): NonNullable<Status['controller']> {
	const firmware = plain(info?.firmware);
	const id = plain(info?.controllerId);
	return { linked, ...(firmware ? { firmware } : {}), ...(id ? { id } : {}) };
}

const plain = (word = ''): string => word.replace(/\p{C}/gu, '').trim();
