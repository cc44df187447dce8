import type { Role } from '#domain/shapes/words.ts';
import { callerOf, type Caller } from './caller.ts';
import { refuse } from './request.ts';

const IN_CHARGE: readonly Role[] = ['coordinator', 'operator'];

/** The person behind the token, who has to be an operator; else `403 role_may_not`. */
export const operatorOf = (e: core.RequestEvent): Caller => withRole(e, ['operator']);

/** The person behind the token, who has to be a coordinator or an operator. */
export const inChargeOf = (e: core.RequestEvent): Caller => withRole(e, IN_CHARGE);

/** Whether a person is a coordinator or an operator. */
export const isInCharge = (caller: Caller): boolean => has(caller, IN_CHARGE);

function withRole(e: core.RequestEvent, roles: readonly Role[]): Caller {
	const caller = callerOf(e);
	if (!has(caller, roles)) refuse(403, 'request', 'role_may_not', 'Your role may not do this.');
	return caller;
}

const has = ({ person }: Caller, roles: readonly Role[]): boolean =>
	(roles as readonly string[]).includes(person.getString('role'));
