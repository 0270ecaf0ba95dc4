import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentWithoutAws } from '../../../infra/local/aws-environment.ts';
import { run } from '../../../infra/local/process-group.ts';
import type { Progress } from '../../../infra/local/progress.ts';
import { LOCAL_FOLDER } from '../../../infra/local/stack-file.ts';
import { installCommand } from '../clients/install-packages.ts';

/** What to install, and the lock file with each package's version and hash. */
const manifest = ['package.json', 'package-lock.json'].map((name) =>
  fileURLToPath(new URL(`package/${name}`, import.meta.url)),
);

/** Installing takes 40 s on two free cores. */
const installMillis = 10 * 60_000;

/**
 * The program that runs a handler in AWS Lambda: npm's `aws-lambda-ric`, in one folder for each state of the lock file.
 * It is compiled once and kept.
 * @throws Error if it is missing and cannot be installed. The message says what to type.
 */
export async function runtimeClient(progress: Progress): Promise<string> {
  const hash = createHash('sha256');
  for (const file of manifest) hash.update(await readFile(file));
  const folder = join(LOCAL_FOLDER, 'runtime-client', hash.digest('hex').slice(0, 12));
  if (!existsSync(folder)) {
    progress("compiling AWS's runtime interface client (once)");
    await install(folder);
  }
  return join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
}

/**
 * Builds into a folder beside the target and moves it when it is complete, so that an interruption leaves nothing half
 * done.
 */
async function install(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const file of manifest) await cp(file, join(draft, basename(file)));
    await npmCi(draft);
    await rename(draft, folder).catch((error: unknown) => {
      // Another run was faster. Its folder is as good.
      if (!existsSync(folder)) throw error;
    });
  } catch (error) {
    const advice = `It needs a C++ compiler, make, cmake and xz. On Debian or Ubuntu: ${installCommand}`;
    throw new Error(`Could not install AWS's runtime interface client. ${advice}\n${String(error)}`, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function npmCi(folder: string): Promise<void> {
  const headers = nodeHeaders();
  // The package's scripts compile it, so they must run even if this machine's settings disable scripts.
  const flags = ['--prefix', folder, '--ignore-scripts=false', '--foreground-scripts', '--no-audit', '--no-fund'];
  const nodedir = headers === undefined ? [] : [`--nodedir=${headers}`];
  const signal = AbortSignal.timeout(installMillis);
  await run('npm', ['ci', ...flags, ...nodedir], { cwd: folder, env: environmentWithoutAws(), signal });
}

/**
 * Where this Node's C headers are: npm's `node` brings them. If there are none, node-gyp fetches them from nodejs.org.
 */
function nodeHeaders(): string | undefined {
  const home = dirname(dirname(process.execPath));
  const places = [home, join(home, 'node_modules', `node-${process.platform}-${process.arch}`)];
  return places.find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
}
