import { isSame } from '#acts/choose-hardware.ts';
import type { Way } from '#acts/hardware.ts';
import { choosePort, type PortChoice } from '#controller/web-serial.ts';
import { chooseDevice } from '#controller/web-usb.ts';

/**
 * What came of asking for a board: the kinds that may be used from now on. `nothingChosen`: the
 * browser's list was empty or was closed, which it does not tell apart; `refused`: the page may not
 * ask, by a policy or because nobody has tapped.
 */
export type Asked = readonly PortChoice[] | 'nothingChosen' | 'unsupported' | 'refused';

type SerialAsks = Parameters<typeof choosePort>[0] & {
	getPorts(): Promise<
		readonly { getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number } }[]
	>;
};
type UsbAsks = Parameters<typeof chooseDevice>[0] & {
	getDevices(): Promise<readonly { readonly vendorId: number; readonly productId: number }[]>;
};
/** What of a browser is needed to choose a board once. */
export type Browser = { readonly serial?: SerialAsks; readonly usb?: UsbAsks };

type Options = {
	readonly again?: boolean;
	readonly not?: readonly PortChoice[];
	readonly browser?: Browser;
};

/**
 * Asks for the board that the way needs; in a tap, since a browser shows its list only then. What a
 * policy or an earlier choice has given is taken without asking, unless it is asked `again`; ports of
 * other devices (`not`) are no boards. Never throws.
 */
export async function askForBoard(
	way: Way,
	{ again = false, not = [], browser = navigator as Browser }: Options = {}
): Promise<Asked> {
	try {
		if (way === 'simulated' || way === 'none') return [];
		const { serial, usb } = browser;
		const asks = way === 'serial' ? serial && ofSerial(serial) : usb && ofUsb(usb);
		if (!asks) return 'unsupported';
		const given = again ? [] : await asks.granted();
		const granted = given.filter((port) => !not.some((other) => isSame(other, port)));
		if (granted.length > 0) return granted;
		const chosen = await asks.choose();
		return chosen === null ? 'nothingChosen' : [chosen];
	} catch {
		return 'refused';
	}
}

type Asks = {
	readonly granted: () => Promise<readonly PortChoice[]>;
	readonly choose: () => Promise<PortChoice | null>;
};

/** Ports without ids were built in: they are used only where a person picks one. */
function ofSerial(serial: SerialAsks): Asks {
	return {
		granted: async () =>
			(await serial.getPorts()).flatMap((port) => {
				const { usbVendorId, usbProductId } = port.getInfo();
				return usbVendorId === undefined
					? []
					: [{ vendorId: usbVendorId, productId: usbProductId }];
			}),
		choose: () => choosePort(serial)
	};
}

function ofUsb(usb: UsbAsks): Asks {
	return {
		granted: async () =>
			(await usb.getDevices()).map(({ vendorId, productId }) => ({ vendorId, productId })),
		choose: () => chooseDevice(usb)
	};
}
