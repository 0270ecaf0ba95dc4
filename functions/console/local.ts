/** Whether what serves the page is the `npm start` of this machine: commands are then meant for it, and so may webhooks be. */
export const isLocal = (hostname: string): boolean => hostname === 'localhost' || /^127(?:\.\d+){3}$/.test(hostname);
