import type { CDPSession, Page } from '@playwright/test';
import { newId, person } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, test, visit } from './support.ts';

/**
 * Passkeys by a real browser with a virtual authenticator: what the server asks for is what Chromium
 * understands, and what Chromium answers is what the server takes.
 */
let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

/** A key in the device, which its holder unlocks at once. */
async function authenticator(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
			...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
		}
	});
	return { cdp, authenticatorId };
}

/** A page of the app, by the name that keys are bound to. */
async function open(page: Page): Promise<void> {
	await visit(page, `${server.url.replace('127.0.0.1', 'localhost')}/sign-in/`);
}

type Reply = { status: number; body: any };

/** Makes a passkey as a page does: the server's answer, or the name of the browser's refusal. */
const make = (page: Page, token: string): Promise<Reply | string> =>
	page.evaluate(async (authorization) => {
		const post = async (path: string, body: object): Promise<Reply> => {
			const answer = await fetch(`/api/people/passkeys/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization },
				body: JSON.stringify(body)
			});
			return { status: answer.status, body: await answer.json() };
		};
		const { challenge, options } = (await post('begin', {})).body;
		try {
			const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
			const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
			return await post('finish', { challenge, credential: made.toJSON(), name: 'Phone' });
		} catch (error) {
			return (error as Error).name;
		}
	}, token);

/** Signs in with whichever passkey the browser has. */
const enter = (page: Page): Promise<Reply | string> =>
	page.evaluate(async () => {
		const post = async (path: string, body: object): Promise<Reply> => {
			const answer = await fetch(`/api/people/passkeys/sign-in/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body)
			});
			return { status: answer.status, body: await answer.json() };
		};
		const { challenge, options } = (await post('begin', {})).body;
		try {
			const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
			const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
			return await post('finish', { challenge, credential: used.toJSON(), deviceName: 'Laptop' });
		} catch (error) {
			return (error as Error).name;
		}
	});

test('Chromium makes a passkey, once, and signs in with it again and again', async ({ page }) => {
	const ada = await person(server, 'coordinator', `${newId()}@x.example`);
	const { cdp, authenticatorId } = await authenticator(page);
	await open(page);
	expect(await make(page, ada.token)).toMatchObject({
		status: 201,
		body: { passkey: { name: 'Phone', lastUsedAt: null } }
	});
	const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
	expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
	// The browser knows it by what the server named, and makes no second one.
	expect(await make(page, ada.token)).toBe('InvalidStateError');

	for (let i = 0; i < 3; i++) {
		expect(await enter(page)).toMatchObject({
			status: 200,
			body: { person: { email: ada.email, role: 'coordinator' } }
		});
	}
});

test('a holder who does not unlock it gets nowhere', async ({ page }) => {
	const ada = await person(server, 'volunteer');
	const { cdp, authenticatorId } = await authenticator(page);
	await open(page);
	await make(page, ada.token);
	await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
	expect(await enter(page)).toBe('NotAllowedError');
});

test.describe('a copy', () => {
	// Chromium says in the console which answers were 403: here that is what is asked for.
	test.use({
		faults: async ({ context }, use) => {
			const faults: string[] = [];
			context.on('weberror', (event) => faults.push(event.error().message));
			await use(faults);
			expect(faults).toEqual([]);
		}
	});

	test('whose counter is behind signs nobody in, nor does the original then', async ({ page }) => {
		const ada = await person(server, 'operator');
		const { cdp, authenticatorId } = await authenticator(page);
		await open(page);
		await make(page, ada.token);
		const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
		const [copy] = credentials;
		if (!copy) throw new Error('No credential.');
		for (let i = 0; i < 2; i++) expect(await enter(page)).toMatchObject({ status: 200 });
		const after = await cdp.send('WebAuthn.getCredentials', { authenticatorId });

		await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
		await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: copy });
		const refused = {
			status: 403,
			body: { data: { credential: { code: 'passkey_suspect' } } }
		};
		expect(await enter(page)).toMatchObject(refused);
		await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
		const [original] = after.credentials;
		await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: original! });
		expect(await enter(page)).toMatchObject(refused);
	});
});
