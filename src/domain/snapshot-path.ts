export const SNAPSHOT_PATH = '/api/public/snapshot';
/** On an answer that a device kept from before, because the server did not answer it now [S13]. */
export const KEPT_HEADER = 'exes-kept';
