import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { installPackages } from '../clients/install-packages.ts';
import { type DataTables, dataTables } from './data-tables.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An emulated AWS with nothing in it, or what TEXTGATE_TEST_EMULATOR names. */
    readonly emulatorUrl: string;
    /** The stack is synthesized once: that takes longer than most of the tests that need its tables. */
    readonly tables: DataTables;
  }
}

/** Starts an emulator for the integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Python's venv is one of them.
  installPackages();
  const { emulator: port } = await freePorts();
  const existing = process.env['TEXTGATE_TEST_EMULATOR'];
  const starting = startEmulator({ port, existing, progress: console.log });
  project.provide('tables', dataTables());
  const emulator = await starting;
  project.provide('emulatorUrl', emulator.url);
  return emulator.stop;
}
