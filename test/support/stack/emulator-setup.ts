import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { installPackages } from '../clients/install-packages.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An emulated AWS with nothing in it, or what TEXTGATE_TEST_EMULATOR names. */
    readonly emulatorUrl: string;
  }
}

/** Starts an emulator for the integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Python's venv is one of them.
  installPackages();
  const { emulator: port } = await freePorts();
  const existing = process.env['TEXTGATE_TEST_EMULATOR'];
  const emulator = await startEmulator({ port, existing, progress: console.log });
  project.provide('emulatorUrl', emulator.url);
  return emulator.stop;
}
