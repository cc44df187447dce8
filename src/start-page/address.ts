/** Where the kiosk is, as the start page was told. `shown` never holds a code that came along [M5]. */
export type Address =
	| { readonly kind: 'kiosk'; readonly url: string; readonly shown: string }
	| { readonly kind: 'addressMissing' }
	| { readonly kind: 'addressInvalid'; readonly shown: string };

/** Whose pages a browser trusts without https: the device itself. */
const OWN_DEVICE = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** @param hash of the start page's own address: `#https://food.example/kiosk/` */
export function addressIn(hash: string): Address {
	const text = hash.replace(/^#/, '').trim();
	if (text === '') return { kind: 'addressMissing' };
	if (!URL.canParse(text)) return { kind: 'addressInvalid', shown: text.replace(/[?#].*/, '') };
	const { protocol, hostname, origin, pathname, href } = new URL(text);
	const isSecure = protocol === 'https:' || (protocol === 'http:' && OWN_DEVICE.test(hostname));
	const shown = (origin === 'null' ? protocol : origin) + pathname;
	return isSecure && /^\/kiosk\/?$/.test(pathname)
		? { kind: 'kiosk', url: href, shown }
		: { kind: 'addressInvalid', shown };
}
