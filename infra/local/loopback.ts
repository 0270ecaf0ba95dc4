import { CannotStartError } from './cannot-start-error.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks that an endpoint is on this machine: local deployments must never reach real AWS.
 * @throws CannotStartError
 */
export function requireLoopback(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !LOOPBACK.test(url.hostname) || !/^https?:$/.test(url.protocol)) {
    throw new CannotStartError(
      `Will not deploy to ${endpoint}: this is for emulators on this machine (localhost, 127.0.0.1) only.\n` +
        'Unset AWS_ENDPOINT_URL to let textgate start its own emulator.',
    );
  }
  return url;
}
