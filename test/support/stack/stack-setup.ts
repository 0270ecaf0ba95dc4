import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePorts } from '../../../infra/local/ports.ts';
import { pythonWith } from '../../../infra/local/python.ts';
import { startStack } from '../../../infra/local/stack.ts';
import { LOCAL_FOLDER, type StackFacts } from '../../../infra/local/stack-file.ts';
import { installPackages } from '../clients/install-packages.ts';
import { pythonClient, schemathesis } from '../clients/python-programs.ts';
import { runtimeClient } from '../runtime-client/install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The content of `.local/stack.json` after `npm start`. */
    readonly stack: StackFacts;
    /** The file with all AWS calls that the stack's functions have made. */
    readonly callsFile: string;
    /** The origin that the stack's CORS settings allow. */
    readonly pageOrigin: string;
  }
}

const callsFile = join(LOCAL_FOLDER, 'e2e-calls.jsonl');
const pageOrigin = 'http://localhost:5173';

/** Starts the whole product, deployed. The end-to-end tests use it, and then the tests of what its functions called. */
export default async function setup({ vitest }: TestProject): Promise<() => Promise<void>> {
  installPackages();
  await mkdir(LOCAL_FOLDER, { recursive: true });
  // Calls of an earlier run prove nothing about this one.
  await writeFile(callsFile, '');
  // Installs while the stack starts, because starting is mostly waiting. If something cannot be installed, the test
  // that needs it says so.
  const programs = Promise.allSettled([
    ...[schemathesis, pythonClient].map((each) => pythonWith(each, console.log)),
    // The integration tests need it, and their set-up runs after this one.
    ...(vitest.projects.some(({ name }) => name === 'integration') ? [runtimeClient(console.log)] : []),
  ]);
  const stack = await startStack({
    ports: await freePorts(),
    recordCallsTo: callsFile,
    settings: { corsOrigins: pageOrigin },
    progress: console.log,
  });
  await programs;
  vitest.provide('stack', stack.facts);
  vitest.provide('callsFile', callsFile);
  vitest.provide('pageOrigin', pageOrigin);
  return stack.stop;
}
