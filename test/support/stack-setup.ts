import type { TestProject } from 'vitest/node';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `.local/stack.json` holds after `npm start`. */
    readonly stack: StackFacts;
  }
}

/** Starts the whole product, deployed, for the end-to-end tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack({ ports: await freePorts(), progress: console.log });
  project.provide('stack', stack.facts);
  return stack.stop;
}
