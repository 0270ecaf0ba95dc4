import { installPackages } from '../clients/install-packages.ts';
import { runtimeClient } from './install.ts';

/**
 * Compiles the runtime interface client before the tests begin, because they would be slow beside it. Failing to do so
 * does not end the run: the test that needs it tries again, fails and says so.
 */
export default async function setup(): Promise<void> {
  installPackages();
  await runtimeClient(console.log).catch((error: unknown) => console.error(String(error)));
}
