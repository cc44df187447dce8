import * as v from 'valibot';

/** `GET /api/ready`: the server can serve, not only run [O8]. */
export const Ready = v.object({ ready: v.literal(true), version: v.string() });
