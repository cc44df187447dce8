import * as example from './examples.ts';

/** A step of a machine's first five minutes; an integration test takes them all, one after the other. */
export type Step = {
	readonly title: string;
	readonly says: string;
	readonly method: 'GET' | 'POST';
	readonly path: string;
	/** Whether it carries the token of the second step. */
	readonly signed?: true;
	readonly body?: object;
	readonly status: number;
};

export const FIRST_MINUTES: readonly Step[] = [
	{
		title: 'Register',
		says: 'Make 32 random bytes and write them in base64url: that is the secret. Send it with the code that the operator gave you. Keep the `machineId` and the secret for good. Should the reply be lost, send the same again.',
		method: 'POST',
		path: '/api/machine/register',
		body: example.register,
		status: 201
	},
	{
		title: 'Sign in',
		says: 'The token is good for an hour. It goes bare into the header `Authorization`. Sign in again whenever an answer is 401, and never forget the secret because of one.',
		method: 'POST',
		path: '/api/machine/auth',
		body: example.authenticate,
		status: 200
	},
	{
		title: 'Read the configuration',
		says: 'Time zone, slots, zones, food rules. Keep the `ETag` and send it as `If-None-Match` next time.',
		method: 'GET',
		path: '/api/machine/config',
		signed: true,
		status: 200
	},
	{
		title: 'Say how you are',
		says: 'The heartbeat. Send the next one after as many seconds as `interval` says. The machine is on the map, and fresh, from now on.',
		method: 'POST',
		path: '/api/machine/status',
		signed: true,
		body: example.status,
		status: 200
	},
	{
		title: 'Tell a fact',
		says: 'Somebody gave bread. Number your facts 1, 2, 3 in `seq` and keep each one until its answer has a `result`. Without an answer send the very same again, as often as you like: it counts once.',
		method: 'POST',
		path: '/api/food/donate',
		signed: true,
		body: example.donate,
		status: 200
	},
	{
		title: 'See it from outside',
		says: 'Whoever is hungry finds the bread now.',
		method: 'GET',
		path: '/api/location/nearest?lat=52.52&lon=13.405&has=food',
		status: 200
	}
];
