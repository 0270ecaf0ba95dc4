/**
 * Whether `npm start` on this machine serves the page. Then commands are for it, and webhooks may call this machine.
 */
export const isLocal = (hostname: string): boolean => hostname === 'localhost' || /^127(?:\.\d+){3}$/.test(hostname);
