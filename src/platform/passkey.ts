type Json = Record<string, unknown>;

/** Whether this browser can sign in with a passkey, as far as this app asks of it. */
export const hasPasskeys = (): boolean =>
	'PublicKeyCredential' in globalThis && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Whether a passkey can be offered in the field of the address by itself. */
export const offersPasskeys = async (): Promise<boolean> =>
	hasPasskeys() && PublicKeyCredential.isConditionalMediationAvailable();

/**
 * Lets a passkey sign; null where the person did not want to, or has none.
 *
 * @param inField offers it in the field with `autocomplete="webauthn"`, until somebody takes it
 */
export function signWithPasskey(
	options: Json,
	{ inField, signal }: { inField: boolean; signal: AbortSignal }
): Promise<Json | null> {
	const given = options as unknown as PublicKeyCredentialRequestOptionsJSON;
	return json(() =>
		navigator.credentials.get({
			publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given),
			...(inField ? { mediation: 'conditional' } : {}),
			signal
		})
	);
}

/** What the browser made, as JSON; null where nothing was made. */
export async function json(ask: () => Promise<Credential | null>): Promise<Json | null> {
	try {
		const credential = (await ask()) as { toJSON?: () => Json } | null;
		return credential?.toJSON?.() ?? null;
	} catch (error) {
		if (error instanceof DOMException) return null;
		throw error;
	}
}
