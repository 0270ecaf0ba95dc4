import { installPackages } from '../clients/install-packages.ts';
import { runtimeClient } from './install.ts';

/**
 * Has the runtime interface client compiled before the tests begin, for they would be slow beside it. What cannot be had
 * is no reason to end the run: the test that needs it tries again, fails, and says so.
 */
export default async function setup(): Promise<void> {
  installPackages();
  await runtimeClient(console.log).catch((error: unknown) => console.error(String(error)));
}
