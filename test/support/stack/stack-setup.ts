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
    /** What `.local/stack.json` holds after `npm start`. */
    readonly stack: StackFacts;
    /** The file of all AWS calls that the stack's functions have made. */
    readonly callsFile: string;
    /** Whose pages the stack lets in. */
    readonly pageOrigin: string;
  }
}

const callsFile = join(LOCAL_FOLDER, 'e2e-calls.jsonl');
const pageOrigin = 'http://localhost:5173';

/** Starts the whole product, deployed, for the end-to-end tests and for those of what they called. */
export default async function setup({ vitest }: TestProject): Promise<() => Promise<void>> {
  installPackages();
  await mkdir(LOCAL_FOLDER, { recursive: true });
  // Those of an earlier run prove nothing about this one.
  await writeFile(callsFile, '');
  // Beside the start, which waits much. What cannot be had is told by the test that needs it.
  const programs = Promise.allSettled([
    ...[schemathesis, pythonClient].map((each) => pythonWith(each, console.log)),
    // Of the integration tests, whose set-up comes after this one.
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
