import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { installCommand } from './install-packages.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * Starts a headless Chromium that makes no requests of its own, only the page's.
 * @throws Error saying how to install it
 */
export const startBrowser = (): Promise<Browser> => {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. On Debian or Ubuntu: ${installCommand}. ` +
        'Elsewhere, name its path in the environment variable CHROMIUM.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // In CI Chromium runs as root, and its sandbox cannot.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Otherwise Chromium asks the user whether a page of another origin may call this machine.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
};
