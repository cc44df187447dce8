import {
	ContactReply,
	IllnessList,
	IllnessReply,
	TextsReply,
	type IllnessReport,
	type TextsChange
} from '#domain/shapes/texts.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/**
 * What the law asks to be visible.
 *
 * @throws {ApiError}
 */
export async function fetchTexts(): Promise<TextsReply> {
	return expectShape(TextsReply, (await request('/api/public/texts')).body);
}

/**
 * Who is responsible for a machine.
 *
 * @throws {ApiError}
 */
export async function fetchContact(machineId: number): Promise<ContactReply> {
	const { body } = await request(`/api/public/contact?machineId=${machineId}`);
	return expectShape(ContactReply, body);
}

/**
 * Tells that food made somebody ill; the same report again is the same one.
 *
 * @throws {ApiError}
 */
export async function sendIllness(report: IllnessReport): Promise<IllnessReply> {
	const { body } = await request('/api/public/illness', { method: 'POST', body: report });
	return expectShape(IllnessReply, body);
}

/**
 * Changes what is named, all of it or nothing; answers how it is now.
 *
 * @throws {ApiError}
 */
export async function putTexts(token: string, change: TextsChange): Promise<TextsReply> {
	const { body } = await request('/api/operator/texts', { method: 'PUT', token, body: change });
	return expectShape(TextsReply, body);
}

/**
 * Reports of illness that nobody has dealt with.
 *
 * @throws {ApiError}
 */
export async function fetchIllness(token: string): Promise<IllnessList> {
	return expectShape(IllnessList, (await request('/api/operator/illness', { token })).body);
}
