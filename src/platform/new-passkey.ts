import { json } from './passkey.ts';

/** Makes a passkey on this device; null where the person did not want to, or has one here already. */
export function makePasskey(
	options: Record<string, unknown>
): Promise<Record<string, unknown> | null> {
	const given = options as unknown as PublicKeyCredentialCreationOptionsJSON;
	return json(() =>
		navigator.credentials.create({
			publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given)
		})
	);
}
