import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as v from 'valibot';
import * as access from '../../src/domain/shapes/access.ts';
import { FACTS } from '../../src/domain/shapes/fact.ts';
import { Authenticate, Register, Status } from '../../src/domain/shapes/machine.ts';
import { RenameDevice, RequestCode, SignIn } from '../../src/domain/shapes/people.ts';
import { IllnessReport, TextsChange } from '../../src/domain/shapes/texts.ts';
import type { FactType } from '../../src/domain/shapes/words.ts';

export type Route = { readonly method: string; readonly path: string };

const ENTRY = join(import.meta.dirname, '../../pocketbase/hooks/main.pb.ts');

/** Every route of ours, read where they are declared: a new one is fuzzed from its first day. */
export function routesOf(source = readFileSync(ENTRY, 'utf8')): Route[] {
	const declared = source.matchAll(/routerAdd\(\s*'([A-Z]+)',\s*'([^']+)'/g);
	return [...declared].map(([, method = '', path = '']) => ({ method, path }));
}

/** What else a stranger finds: routes in Go, and ways to PocketBase that are closed. */
export const OTHERS: readonly Route[] = [
	...['/api/ready', '/api/health', '/metrics', '/', '/m/{id}', '/api/nothing', '/api/'],
	...['/api/collections/machines/records', '/api/collections/facts/records', '/api/files/{id}/a/b']
].map((path) => ({ method: 'GET', path }));

export const EVENTS = '/api/machine/events';
export const PERSON_EVENTS = '/api/volunteer/events';

/** The types of fact that have an endpoint of their own. */
export const OWN: Readonly<Record<string, FactType>> = {
	'/api/food/donate': 'donate',
	'/api/food/collect': 'collect',
	'/api/maintenance/expired': 'expired',
	'/api/maintenance/alert': 'alert'
};

/** What a route takes; one that is not named here is sent anything. */
export const BODIES: Readonly<Record<string, v.GenericSchema>> = {
	'/api/machine/register': Register,
	'/api/machine/auth': Authenticate,
	'/api/machine/status': Status,
	'/api/people/sign-in': SignIn,
	'/api/public/illness': IllnessReport,
	'/api/operator/texts': TextsChange,
	'/api/people/code': RequestCode,
	'/api/people/devices/{deviceId}/rename': RenameDevice,
	'/api/operator/people': access.CreatePerson,
	'/api/operator/people/{personId}/rename': access.RenamePerson,
	'/api/operator/people/{personId}/grants': access.GiveGrant,
	'/api/operator/people/{personId}/trainings': access.GiveTraining,
	'/api/operator/areas': access.CreateArea,
	'/api/operator/areas/{areaId}': access.ChangeArea,
	'/api/operator/quarantine/{quarantineId}': access.DecideQuarantine,
	...Object.fromEntries(Object.entries(OWN).map(([path, type]) => [path, FACTS[type]]))
};
