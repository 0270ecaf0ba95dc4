/** The most a request body may have, at every door, in bytes. */
export const bodyLimit = 256 * 1024;
