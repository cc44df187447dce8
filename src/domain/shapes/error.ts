import * as v from 'valibot';
import { integer } from './values.ts';

/** Field errors by path: `{"lot.portions": {code: "invalid_portions", message: "..."}}`. */
export const FieldErrors = v.record(
	v.string(),
	v.object({
		code: v.pipe(v.string(), v.metadata({ pattern: '^[a-z][a-z0-9_]*$' })),
		message: v.string()
	})
);
export type FieldErrors = v.InferOutput<typeof FieldErrors>;

/** Every error of the API, PocketBase's own form [M20]. */
export const ApiError = v.object({
	status: integer(400, 599),
	message: v.string(),
	data: FieldErrors
});
export type ApiError = v.InferOutput<typeof ApiError>;

/**
 * Names every bad field at once [M21]. The code is `invalid_` and the field's last name in snake
 * case (`machineId`: `invalid_machine_id`); the first issue of a field wins.
 */
export function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldErrors {
	const errors: FieldErrors = {};
	for (const issue of issues) {
		const path = (issue.path ?? []).map((part) => String(part.key));
		const name = path.join('.') || 'body';
		const last = path.findLast((part) => !/^\d+$/.test(part)) ?? 'body';
		const missing = issue.received === 'undefined';
		errors[name] ??= {
			code: `invalid_${snake(last)}`,
			message: missing ? 'It is missing.' : issue.message
		};
	}
	return errors;
}

/** `machineId` as `machine_id`. */
export function snake(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
