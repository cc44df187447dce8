import * as v from 'valibot';
import { EU } from './policies/eu.ts';
import { UK } from './policies/uk.ts';
import { US } from './policies/us.ts';
import { PolicyDocument } from './shapes/policy.ts';
import { PROFILES, type Profile } from './shapes/words.ts';

/** The food rules of one jurisdiction [F3, F4, F5]; a decision records the version it used [F10]. */
export type Policy = PolicyDocument;

/** The policies that come with Exes. They guide a design and are no legal advice. */
export const POLICIES: Readonly<Record<Profile, Policy>> = { eu: EU, uk: UK, us: US };

/** The policy that comes with Exes for a profile; of a name that is none it is `eu`'s. */
export function policyOf(profile: string): Policy {
	return POLICIES[PROFILES.find((known) => known === profile) ?? 'eu'];
}

/** The key `policy` of a machine's configuration [M16]. */
export type PolicyKey = { profile: string; version: string; document: Policy };

/** A policy as it travels in a machine's configuration. */
export function policyKey(document: Policy): PolicyKey {
	return { profile: document.profile, version: document.version, document };
}

/**
 * The policy that a configuration carries. Where its document cannot be read (one from before there
 * were profiles, or of a form that is newer than this code) the rules of its profile that come with
 * this code stand: a machine is never without rules [M16].
 */
export function policyIn(key: { readonly profile: string; readonly document: unknown }): Policy {
	const read = v.safeParse(PolicyDocument, key.document);
	return read.success ? read.output : policyOf(key.profile);
}
