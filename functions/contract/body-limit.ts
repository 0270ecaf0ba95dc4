/** The largest request body, in bytes, at every door. */
export const bodyLimit = 256 * 1024;
