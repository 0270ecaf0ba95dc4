import { StoreUnavailableError, UpstreamUnavailableError } from '../../functions/messages/errors.ts';
import type { AllPorts } from '../support/model/service.ts';
import { jobPort } from './job-port.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';
import { storePorts } from './store-ports.ts';
import type { Truth } from './truth.ts';
import { upstreamPort } from './upstream-port.ts';

/** The world as one process sees it. */
export const portsFor = (process: Process, outside: Outside, truth: Truth): AllPorts => ({
  ...storePorts(process, outside),
  upstream: upstreamPort(process, outside, truth),
  putJobs: jobPort(process, outside),
  clock: process.clock,
  pause: process.pause,
  newAttempt: process.newAttempt,
  newId: process.newId,
  log: { indeterminate: () => {}, postponed: () => {}, unrecorded: () => {} },
  onFailure: (error) => {
    const isTrouble = error instanceof StoreUnavailableError || error instanceof UpstreamUnavailableError;
    if (!isTrouble) truth.unexpected(error instanceof Error ? error : new Error('No error.', { cause: error }));
  },
});
