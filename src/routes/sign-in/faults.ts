import type { ApiError } from '#remote/api.ts';

/** Why nobody was signed in. `offline` and `server`: the same again may do. */
export type Fault = 'refused' | 'noMail' | 'busy' | 'offline' | 'server';

export function faultOf(error: ApiError): Fault {
	const { code, status } = error;
	if (error.says('no_mail')) return 'noMail';
	if (status === 429) return 'busy';
	if (code === 'unauthorized' || (code === 'refused' && status < 500)) return 'refused';
	return code === 'offline' && !navigator.onLine ? 'offline' : 'server';
}
