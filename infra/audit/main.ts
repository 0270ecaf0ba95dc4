import { readFile } from 'node:fs/promises';
import { audit, NoAnswerError } from './audit.ts';
import { npmAudit } from './npm-audit.ts';

/**
 * `npm run audit`: asks npm's registry for advisories about everything in package-lock.json, and says of each whether it
 * is in the bundles. Exit codes: 0 none; 1 some; 2 the registry gave no answer, so nobody knows.
 */
const json = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

try {
  const [sbom, lock] = [await json('../../dist/sbom.json'), await json('../../package-lock.json')];
  const { isClean, lines } = audit({ sbom, lock, printed: await npmAudit() });
  for (const line of lines) console.log(line);
  process.exitCode = isClean ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoAnswerError)) throw error;
  console.error(`The registry gave no answer about advisories, so this audit says nothing: ${error.message}`);
  process.exitCode = 2;
}
