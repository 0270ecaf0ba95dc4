import { bundleFunctions } from '../../../infra/bundle.ts';
import { API_ENTRIES } from '../../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../../infra/constructs/gateway-events.ts';
import { type Container, type InvokeOptions, startContainer } from './container.ts';
import { deployedFunctions } from './deployed-functions.ts';
import { runtimeClient } from './install.ts';
import type { Outcome } from './runtime-api.ts';
import { startServices } from './services.ts';

/** Every bundle of textgate. */
export const entries: readonly string[] = [...API_ENTRIES, ...EVENT_ENTRIES];

/**
 * Every function in AWS's own runtime: its bundle with the variables, timeout and handler that the stacks give it, over
 * the emulator's services and a simulated gateway. A container starts when its function is first called.
 */
export const deploy = async (emulatorUrl: string) => {
  const program = await runtimeClient(console.log);
  const services = await startServices(emulatorUrl);
  const functions = deployedFunctions({ gatewayUrl: services.simulator.url }, services.resources);
  const bundles = await bundleFunctions(entries);

  const started: Container[] = [];
  /** Starts another container. `without` names variables that it lacks. */
  const newContainer = async (entry: string, without: readonly string[] = []): Promise<Container> => {
    const fn = functions.get(entry);
    if (fn === undefined) throw new Error(`No stack deploys a function for ${entry}.`);
    const variables = Object.entries(fn.environment).filter(([name]) => !without.includes(name));
    const container = await startContainer({
      program,
      folder: bundles.folder(entry),
      fn: { ...fn, environment: Object.fromEntries(variables) },
      awsUrl: services.calls.url,
    });
    started.push(container);
    return container;
  };

  const containers = new Map<string, Promise<Container>>();
  const containerOf = (entry: string): Promise<Container> => {
    const container = containers.get(entry) ?? newContainer(entry);
    containers.set(entry, container);
    return container;
  };
  const answered = new Set<string>();

  return {
    ...services,
    folder: bundles.folder,
    newContainer,
    /** The entries that have answered an event. */
    answered: (): readonly string[] => [...answered],

    /** The result of the function's handler, called by the runtime. @throws Error with what the handler threw */
    invoke: async (entry: string, event: unknown, options: InvokeOptions = {}): Promise<unknown> => {
      const container = await containerOf(entry);
      const value = valueIn(await container.invoke(event, options));
      answered.add(entry);
      return value;
    },

    /** Ends the containers that `invoke` has started. @returns every line that they wrote */
    stopContainers: () =>
      Promise.all(
        [...containers].map(async ([entry, container]) => ({ entry, lines: await (await container).stop() })),
      ),

    stop: async (): Promise<void> => {
      await Promise.all(started.map((container) => container.stop()));
      await bundles.remove();
      await services.stop();
    },
  };
};

export type Deployment = Awaited<ReturnType<typeof deploy>>;

const valueIn = (outcome: Outcome): unknown => {
  if (outcome.kind === 'response') return outcome.value;
  const { errorType, errorMessage, trace } = outcome.error;
  throw new Error(`${outcome.kind} ${errorType}: ${errorMessage}\n${trace.join('\n')}`);
};
