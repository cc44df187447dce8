/** The disk did not take, or give, what it should: full or broken. What was kept may be incomplete. */
export class StorageFault extends Error {
	override readonly name = 'StorageFault';

	constructor(cause: unknown) {
		super('The device could not store what the server sent.', { cause });
	}
}
