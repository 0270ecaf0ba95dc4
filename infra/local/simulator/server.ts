import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AccountSettings } from './accounts.ts';
import { createChanges } from './changes.ts';
import type { ClockView } from './clock.ts';
import { serveControl } from './control.ts';
import type { SimulatorControls } from './controls.ts';
import { createFaultQueue } from './faults.ts';
import { waitForLatest } from './latest.ts';
import { createListener } from './listener.ts';
import { decide, releaseAll } from './outcomes.ts';
import { servePage } from './page.ts';
import { createServeCall } from './serve-calls.ts';
import { createState, putAccount, viewMessage, viewMessages } from './state.ts';
import { createTrafficLog } from './traffic.ts';

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** How fast messages progress; 1, the default, delivers in 4 s. */
  readonly speed?: number;
  /** The port of the control API and the page with the phones; 0, the default, takes a free one. */
  readonly controlPort?: number;
  /** The address of textgate's console, to which the page links. */
  readonly consoleUrl?: string;
  /** Accounts beside the demo account, or changes to it. */
  readonly accounts?: readonly AccountSettings[];
  /** In ms; for tests that need another date. */
  readonly realTime?: () => number;
}

export interface Simulator extends SimulatorControls {
  readonly port: number;
  /** The XML-RPC address, with its trailing slash. */
  readonly url: string;
  /** The control API's address, with its trailing slash. It has its own port, and also answers while `port` refuses. */
  readonly controlUrl: string;
  /** The page with the phones, at the same port. */
  readonly phoneUrl: string;
  /** Stops, and breaks off what is going on. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Starts a gateway that speaks XML-RPC like the real one and sends to no phone. It listens on 127.0.0.1 only.
 *
 * @throws Error with `code` EADDRINUSE when the port is taken.
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const freshState = () =>
    createState({
      speed: options.speed ?? 1,
      accounts: options.accounts ?? [],
      ...(options.realTime && { realTime: options.realTime }),
    });
  let state = freshState();
  let changesSince = createChanges(state);
  const faults = createFaultQueue();
  const traffic = createTrafficLog();

  const serveCall = createServeCall({ current: () => state, faults, traffic });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    if (path.startsWith('/control/')) return await serveControl(controls, request, response);
    if (path === '/') return sendElsewhere(response, phoneUrl);
    if (path === '/api2/' && request.method === 'POST') return await serveCall(request, response);
    traffic.count('strays');
    response.writeHead(path === '/api2/' ? 405 : 404).end();
  };

  const viewClock = (): ClockView => ({ now: new Date(state.clock.now()).toISOString(), speed: state.clock.speed });
  const clearFaults = async () => {
    faults.clear();
    await listener.resume();
  };

  const controls: SimulatorControls = {
    messages: (to) => viewMessages(state, to),
    latest: (wanted, signal) => waitForLatest(() => state, wanted, signal),
    decide: (id, outcome) => viewMessage(decide(state, id, outcome), state.clock),
    releaseAll: () => releaseAll(state),
    newMessages: () => state.newMessages.settings,
    changeNewMessages: (change) => {
      state.newMessages.change(change);
      return state.newMessages.settings;
    },
    state: (since) => ({
      ...changesSince(since),
      clock: viewClock(),
      newMessages: state.newMessages.settings,
      faults: faults.list(),
      isRefusing: listener.isPaused,
      consoleUrl: options.consoleUrl ?? null,
    }),
    requests: () => traffic.view(),
    clock: viewClock,
    setClock: ({ speed, advanceSeconds }) => {
      if (speed !== undefined) state.clock.setSpeed(speed);
      if (advanceSeconds !== undefined) state.clock.advance(advanceSeconds);
      return viewClock();
    },
    faults: () => faults.list(),
    setFault: (fault) => {
      if (fault.fault === 'refuse') listener.pause(fault.durationMs ?? 1000);
      else faults.add(fault);
    },
    clearFaults,
    accounts: () => Array.from(state.accounts.values()),
    putAccount: (settings) => putAccount(state, settings),
    putSettings: ({ statusForm, sendForm }) => {
      if (statusForm !== undefined) state.settings.statusForm = statusForm;
      if (sendForm !== undefined) state.settings.sendForm = sendForm;
      return state.settings;
    },
    reset: async () => {
      state = freshState();
      changesSince = createChanges(state);
      traffic.reset();
      await clearFaults();
    },
  };

  const server = serverOf(serve);
  server.on('connection', (socket) => {
    if (faults.take('connection') !== undefined) socket.resetAndDestroy();
  });
  const listener = await createListener(server, host, options.port ?? 0);
  const controlServer = serverOf((request, response) =>
    request.url?.startsWith('/control/') ? serveControl(controls, request, response) : servePage(request, response),
  );
  const controlListener = await createListener(controlServer, host, options.controlPort ?? 0).catch(async (error) => {
    await listener.close();
    throw error;
  });
  const phoneUrl = `http://${host}:${controlListener.port}/`;

  return {
    ...controls,
    port: listener.port,
    url: `http://${host}:${listener.port}/api2/`,
    controlUrl: `${phoneUrl}control/`,
    phoneUrl,
    close: async () => {
      await Promise.all([listener.close(), controlListener.close()]);
    },
  };
};

/** The page's own port goes on while this one refuses connections. */
const sendElsewhere = (response: ServerResponse, url: string): void => {
  response.writeHead(302, { Location: url, 'Content-Length': 0 }).end();
};

const serverOf = (serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server =>
  createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that hangs up while its body is read is no failure of the simulator. A request that was read is destroyed, too.
      if (request.errored || response.destroyed) return;
      console.error('The simulated gateway failed to serve a request:', error);
      response.writeHead(500, { Connection: 'close' }).end();
    });
  });
