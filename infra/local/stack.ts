import { REGION } from './aws-environment.ts';
import { createDemo } from './demo.ts';
import { deploy } from './deploy.ts';
import { startEmulator } from './emulator.ts';
import { startFront } from './front.ts';
import { HOST, type Ports } from './ports.ts';
import type { Progress } from './progress.ts';
import { startSimulator } from './simulator/server.ts';
import type { StackFacts } from './stack-file.ts';

export interface LocalStack {
  readonly facts: StackFacts;
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  readonly ports: Ports;
  /** An emulator that runs already, on loopback. */
  readonly existingEmulator?: string | undefined;
  /** The file in which a new emulator notes the AWS calls of the functions. */
  readonly recordCallsTo?: string | undefined;
  /** Settings of the deployment beside those that the emulator needs. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly progress: Progress;
  /** Ends a start that is under way, and stops what it has started. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the whole product on this machine: emulator, simulated gateway, the deployed app and its address.
 * @throws CannotStartError if something is missing. Then nothing is left running.
 */
export async function startStack({
  ports,
  existingEmulator,
  recordCallsTo,
  settings,
  progress,
  signal,
}: LocalStackOptions): Promise<LocalStack> {
  const running: (() => Promise<unknown>)[] = [];
  /** The last one that was started is stopped first. */
  const stop = async () => {
    for (let last = running.pop(); last !== undefined; last = running.pop()) await last();
  };
  try {
    const consoleUrl = `http://${HOST}:${ports.front}/console`;
    const simulator = await startSimulator({ port: ports.simulator, controlPort: ports.phone, consoleUrl });
    running.push(() => simulator.close());
    const emulator = await startEmulator({
      port: ports.emulator,
      existing: existingEmulator,
      recordCallsTo,
      progress,
      signal,
    });
    running.push(emulator.stop);
    const deployment = await deploy({
      emulatorUrl: emulator.url,
      gatewayUrl: simulator.url,
      settings: { indexes: 'reference,to,status', ...settings },
      progress,
      signal,
    });
    progress('creating a demo account');
    const demo = await createDemo(emulator.url, deployment);
    const { apiUrl, xmlRpcUrl } = deployment;
    const front = await startFront({ port: ports.front, emulatorUrl: emulator.url, apiUrl, xmlRpcUrl });
    running.push(front.stop);
    signal?.throwIfAborted();
    const facts: StackFacts = {
      url: front.url,
      ...demo,
      xmlrpcUrl: `${front.url}/api2/`,
      phoneUrl: simulator.phoneUrl,
      consoleUrl,
      simulatorUrl: simulator.url,
      simulatorControlUrl: simulator.controlUrl,
      emulatorUrl: emulator.url,
      region: REGION,
      tables: {
        messages: deployment.messagesTable,
        accounts: deployment.accountsTable,
        deliveries: deployment.deliveriesTable,
      },
      gatewaySecretArn: deployment.gatewaySecretArn,
      eventBusName: deployment.eventBusName,
      requestQueueUrl: deployment.requestQueueUrl,
      deadLetterQueues: deployment.deadLetterQueues,
    };
    return { facts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
