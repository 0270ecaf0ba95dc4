import type { IncomingMessage } from 'node:http';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a request is none of this machine's people and tests: a web page from elsewhere must not drive the simulator, not
 * even under a name of its own that leads to 127.0.0.1. `undefined`: nothing speaks against it.
 */
export const whyStranger = ({ method, headers }: IncomingMessage): string | undefined => {
  const { host = '', origin } = headers;
  const own = `http://${host}`;
  if (!URL.canParse(own) || !loopback.test(new URL(own).hostname)) {
    return 'Call this at 127.0.0.1 or localhost, not by another name';
  }
  // Browsers send it with all that can change something; programs do not.
  if (method !== 'GET' && origin !== undefined && origin !== own) return 'A page of another origin may not call this';
  return undefined;
};
