import createClient from 'openapi-fetch';
import type { paths } from './openapi.d.ts';

/** A client as anybody may generate it from the published specification, with openapi-typescript. */
export const clientOf = (baseUrl: string, token = '') =>
	createClient<paths>({ baseUrl, headers: token === '' ? {} : { authorization: token } });
