/** A code of an error or of a fact's result: what it means, and what a client does about it. */
export type Code = { readonly means: string; readonly cure: string };

const AGAIN = 'Wait as long as `Retry-After` says, then send the same again.';
const KEPT = 'It is kept and counts as acknowledged: take it from your queue.';
const NOTHING = 'Nothing: it is kept, and people are told where that is needed.';

/**
 * Every stable code that the API answers, besides `invalid_` and the name of a field [M20, M21]. An
 * answer with another code fails the test that got it.
 */
export const CODES: Readonly<Record<string, Code>> = {
	invalid_json: {
		means:
			'The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite.',
		cure: 'Mend the client; the same bytes get the same answer.'
	},
	unsupported_media_type: {
		means: 'The body is not declared as JSON.',
		cure: 'Send `Content-Type: application/json`.'
	},
	too_large: {
		means: 'The body, or one fact (8,192 bytes), is larger than this endpoint takes.',
		cure: 'Send fewer facts at once. A single fact that is too large is kept in quarantine.'
	},
	too_many_events: { means: 'More than 100 facts in a batch.', cure: 'Send them in parts.' },
	mixed_epochs: {
		means: 'The facts of a batch name more than one epoch.',
		cure: 'Send each epoch by itself, the older one first.'
	},
	too_many_failures: {
		means:
			'Too many wrong secrets or codes from this address. Nothing is locked: a right one is taken at once.',
		cure: 'Mend what is wrong; else wait as long as `Retry-After` says.'
	},
	too_many_requests: { means: 'Too many requests from this address.', cure: AGAIN },
	busy: { means: 'Too many requests at once.', cure: AGAIN },
	database_away: { means: 'The database does not answer. Nothing was stored.', cure: AGAIN },
	not_ready: { means: 'The server cannot serve; the message says why.', cure: AGAIN },

	enrolment_invalid: {
		means: 'The code is unknown, expired, replaced by a newer one, or of another form.',
		cure: 'Ask the operator for a new code.'
	},
	enrolment_used: {
		means: 'Another secret has used this code.',
		cure: 'If it was not you, tell the operator; else register with the secret of the first time.'
	},
	invalid_credentials: {
		means: 'Number or secret is wrong, or the machine is revoked. Which one is not told.',
		cure: 'Keep secret and queue, and try again every 60 seconds.'
	},
	pending: {
		means: 'An operator has to confirm this machine first.',
		cure: 'Ask for the configuration at the interval, until a status is taken.'
	},
	rejected: {
		means: 'This machine is not one of the network, or no longer.',
		cure: 'Keep what is queued and show that a person is needed.'
	},
	no_config: {
		means: 'This machine has no configuration yet.',
		cure: 'Go on with the last good one and ask again later.'
	},
	unknown_machine: {
		means: 'No machine has this number.',
		cure: 'Take a number from the list of machines.'
	},
	report_conflict: {
		means: 'A report with this id came before, in other words. The first one stands.',
		cure: 'Send what is new under a new `reportId`.'
	},
	sign_in_invalid: {
		means:
			'The code or the digits are wrong, used or expired, or were tried too often. Which one is not told.',
		cure: 'Ask for a new code.'
	},

	no_mail: {
		means: 'This network sends no e-mail.',
		cure: 'Ask an operator for a link.'
	},
	device_revoked: {
		means: 'This device of a person was signed out, by that person or by an operator.',
		cure: 'Hand over what has not been sent, then forget what is kept here and ask to sign in.'
	},
	too_many_readers: {
		means: 'This device listens eight times already, or too many others do.',
		cure: 'Ask for changes now and then, and listen later.'
	},
	no_passkeys: {
		means: 'This network is reached by an address in figures, to which no passkey can be bound.',
		cure: 'Sign in with a code.'
	},
	too_many_passkeys: { means: 'The person has 20 passkeys.', cure: 'Delete one first.' },
	unknown_passkey: { means: 'The person has no such passkey.', cure: 'List the passkeys again.' },
	challenge_over: {
		means:
			'The challenge is older than five minutes, was answered before, or is not of this server.',
		cure: 'Begin again.'
	},
	passkey_invalid: {
		means: 'The answer of the passkey does not fit what was asked. The server’s log says why.',
		cure: 'Begin again; if that does not help, sign in with a code.'
	},
	passkey_unknown: {
		means: 'Nobody has this passkey, or not any more.',
		cure: 'Sign in with a code. Tell the browser by `PublicKeyCredential.signalUnknownCredential`.'
	},
	passkey_suspect: {
		means: 'The counter of the passkey went back, as that of a copy does.',
		cure: 'Sign in with a code, delete the passkey and make a new one.'
	},
	unknown_device: {
		means: 'The person has no such device.',
		cure: 'List the devices again.'
	},

	unknown_person: { means: 'There is no such person.', cure: 'List the people again.' },
	unknown_area: { means: 'There is no such area.', cure: 'List the areas again.' },
	unknown_grant: { means: 'Nothing of this id was given.', cure: 'List the people again.' },
	unknown_training: { means: 'No such training was noted.', cure: 'List the people again.' },
	unknown_fact: { means: 'Nothing of this id is in quarantine.', cure: 'List it again.' },
	area_exists: { means: 'Another area has this name.', cure: 'Take another name.' },
	not_yourself: {
		means: 'Nobody gives themselves a role or a training.',
		cure: 'Ask another operator, or use the command line of the server.'
	},
	last_operator: {
		means: 'It would leave the network without an operator whose role does not run out.',
		cure: 'Give the role to somebody else first.'
	},
	already_decided: {
		means: 'Somebody has decided otherwise of this fact.',
		cure: 'Nothing: list the quarantine again.'
	},
	not_releasable: {
		means: 'This fact would only be quarantined again, or what was sent is forgotten.',
		cure: 'Dismiss it.'
	},

	duplicate: {
		means: 'This very fact has arrived before. Nothing was done twice.',
		cure: 'Take it from your queue.'
	},
	malformed: { means: 'Fields are missing or wrong; `data` names each.', cure: KEPT },
	version_unknown: {
		means: 'A type or version of facts that this server does not know yet.',
		cure: `${KEPT} It is judged again after an upgrade.`
	},
	other_machine: { means: 'The fact names another machine.', cure: KEPT },
	role_may_not: {
		means:
			'The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact.',
		cure: 'Ask somebody who may. A fact is kept and counts as acknowledged: take it from your queue.'
	},
	event_conflict: { means: 'Another fact has this `eventId`.', cure: KEPT },
	seq_conflict: {
		means: 'Another fact has this `seq` in this epoch.',
		cure: 'Take it from your queue, and start a new epoch for what follows.'
	},
	seq_out_of_range: {
		means: 'The `seq` is more than 100,000 above the highest seen.',
		cure: 'It does not count as arrived. Start a new epoch from 1.'
	},
	internal: {
		means: 'The server could not deal with the fact, for a fault of its own.',
		cure: KEPT
	},

	lot_exists: { means: 'The lot was given before, under another `eventId`.', cure: NOTHING },
	unknown_lot: { means: 'No donation of this lot has arrived yet.', cure: NOTHING },
	stock_negative: { means: 'More was taken than there should be.', cure: NOTHING },
	refused_food: {
		means: 'The machine’s rules take no such food: it is not offered.',
		cure: NOTHING
	},
	no_label: {
		means: 'Home or kitchen made, and no label with the ingredients: it is not offered.',
		cure: NOTHING
	},
	wrong_storage: { means: 'The slot is too warm for this food: it is not offered.', cure: NOTHING },
	claimed_by_another: {
		means: 'Somebody else has claimed it already: the first one wins.',
		cure: 'Show who sees to it.'
	},
	cannot_take: {
		means: 'The person to whom it was handed over may not work at this machine.',
		cure: 'Hand it over to somebody else.'
	},
	unknown_slot: { means: 'The machine has no such slot: the food is not offered.', cure: NOTHING },
	use_by_past: { means: 'The use-by date is over: the food is not offered.', cure: NOTHING },
	date_too_far: { means: 'The date is more than 5 years ahead: a slip.', cure: NOTHING },
	prepared_in_future: { means: '`preparedAt` is in the future.', cure: NOTHING }
};
