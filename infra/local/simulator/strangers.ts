import type { IncomingMessage } from 'node:http';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a request does not come from this machine's people or tests; `undefined` if it may. A web page from elsewhere must not
 * control the simulator, not even under its own name that leads to 127.0.0.1.
 */
export const whyStranger = ({ method, headers }: IncomingMessage): string | undefined => {
  const { host = '', origin } = headers;
  const own = `http://${host}`;
  if (!URL.canParse(own) || !loopback.test(new URL(own).hostname)) {
    return 'Call this at 127.0.0.1 or localhost, not by another name';
  }
  // Browsers send it with every request that can change something. Programs do not.
  if (method !== 'GET' && origin !== undefined && origin !== own) return 'A page of another origin may not call this';
  return undefined;
};
