import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { installPackages } from '../clients/install-packages.ts';
import { type DataTables, dataTables } from './data-tables.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty emulated AWS, or the one at TEXTGATE_TEST_EMULATOR. */
    readonly emulatorUrl: string;
    /** Synthesized once, because that takes longer than most of the tests that need the tables. */
    readonly tables: DataTables;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // One of them is Python's venv.
  installPackages();
  const { emulator: port } = await freePorts();
  const existing = process.env['TEXTGATE_TEST_EMULATOR'];
  const starting = startEmulator({ port, existing, progress: console.log });
  project.provide('tables', dataTables());
  const emulator = await starting;
  project.provide('emulatorUrl', emulator.url);
  return emulator.stop;
}
