/** What was typed into a field of a form, trimmed; empty where there is no such field. */
export function typed(form: FormData, field: string): string {
	const value = form.get(field);
	return typeof value === 'string' ? value.trim() : '';
}
