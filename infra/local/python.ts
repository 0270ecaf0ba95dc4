import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStartError } from './cannot-start-error.ts';
import { ProgramFailedError, run } from './process-group.ts';
import type { Progress } from './progress.ts';
import { LOCAL_FOLDER } from './stack-file.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const VERSION_CHECK = 'import sys; sys.exit(sys.version_info < (3, 10))';

export interface PythonPackages {
  /** Its name for people. */
  readonly name: string;
  /** The path of a requirements file with each package's hash. */
  readonly requirements: string;
}

/** The Python that has the emulator. @throws CannotStartError as pythonWith does */
export const emulatorPython = (progress: Progress, signal?: AbortSignal): Promise<string> =>
  pythonWith({ name: 'the emulator', requirements: REQUIREMENTS }, progress, signal);

/**
 * A Python with these packages, in a virtual environment for each state of the requirements.
 * @throws CannotStartError if Python 3.10 or its venv module is missing, or a package cannot be installed.
 */
export async function pythonWith(packages: PythonPackages, progress: Progress, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(packages.requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(LOCAL_FOLDER, 'venv', hash);
  const python = join(folder, 'bin', 'python');
  // It links to the Python that made it, which an upgrade may have removed.
  if (!existsSync(python)) {
    progress(`installing ${packages.name} (once)`);
    await rm(folder, { recursive: true, force: true });
    await install(packages, folder, signal);
  }
  return python;
}

/** Makes the environment elsewhere and moves it when it is complete, so that an interruption leaves none. */
async function install({ name, requirements }: PythonPackages, folder: string, signal?: AbortSignal): Promise<void> {
  const python = await findPython(signal);
  const draft = `${folder}.${process.pid}`;
  await mkdir(join(folder, '..'), { recursive: true });
  try {
    await createVenv(python, draft, signal);
    const flags = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:'];
    await run(join(draft, 'bin', 'python'), ['-m', 'pip', 'install', ...flags, '-r', requirements], { signal });
    await rename(draft, folder).catch((error: unknown) => {
      // Another start was quicker. Its environment is the same.
      if (!existsSync(folder)) throw error;
    });
  } catch (error) {
    throw error instanceof ProgramFailedError
      ? new CannotStartError(`Could not install ${name} with pip.\n${error.message}`, { cause: error })
      : error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findPython(signal?: AbortSignal): Promise<string> {
  for (const candidate of ['python3', 'python']) {
    try {
      await run(candidate, ['-c', VERSION_CHECK], { signal });
      return candidate;
    } catch (error) {
      if (!(error instanceof ProgramFailedError)) throw error;
    }
  }
  throw new CannotStartError(
    'The emulator needs Python 3.10 or later, and there is no such python3 on the PATH.\n' +
      'On Debian or Ubuntu: apt-get install python3 python3-venv',
  );
}

async function createVenv(python: string, folder: string, signal?: AbortSignal): Promise<void> {
  try {
    await run(python, ['-m', 'venv', folder], { signal });
  } catch (error) {
    if (!(error instanceof ProgramFailedError)) throw error;
    const advice = /ensurepip|No module named venv/.test(error.output)
      ? "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
      : `Could not make a virtual environment.\n${error.message}`;
    throw new CannotStartError(advice, { cause: error });
  }
}
