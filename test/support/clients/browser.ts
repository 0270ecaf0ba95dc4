import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { installCommand } from './install-packages.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * Starts a headless Chromium that asks for nothing by itself: what is asked for is asked by the page.
 * @throws Error saying how to install it.
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
      // It runs as root in CI, where its sandbox cannot.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // It would ask people whether a page of another origin may call this machine at all.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
};
