import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './bodies.ts';
import { faultKinds } from './fault-kinds.ts';
import type { FaultQueue } from './faults.ts';
import { execute, recipientsOf } from './methods.ts';
import { misbehave, reply, resetConnection } from './misbehave.ts';
import type { SimulatorState } from './state.ts';
import type { TrafficLog } from './traffic.ts';
import { type Call, decodeCall, encodeAnswer, faultCodes } from './wire.ts';

interface Dependencies {
  /** The state of now: a reset makes another. */
  readonly current: () => SimulatorState;
  readonly faults: FaultQueue;
  readonly traffic: TrafficLog;
}

/** Serves the gateway's XML-RPC address: carries calls out and answers them, as far as faults let it. */
export const createServeCall =
  ({ current, faults, traffic }: Dependencies) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = { request, response };
    traffic.countRequest(request.socket);

    const headFault = faults.take('head');
    if (headFault !== undefined && headFault.applied !== true) {
      traffic.count('unread');
      return resetConnection(exchange);
    }

    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    traffic.countBytes(body.length);

    const call = await readCall(body);
    if (call === undefined) {
      traffic.count('unreadable');
      return reply(
        response,
        encodeAnswer({ kind: 'fault', code: faultCodes.notWellFormed, text: 'Not a method call' }),
      );
    }

    const fault = headFault ?? faults.takeForCall({ method: call.method, recipients: recipientsOf(call) });
    const applied = fault === undefined || faultKinds[fault.fault].strikes === 'distorts' || fault.applied === true;
    traffic.record(call, { bytes: body.length, fault: fault?.fault ?? null, applied });
    const answer = applied ? execute(current(), call) : undefined;

    if (fault !== undefined) return await misbehave(fault, exchange, answer);
    if (answer !== undefined) reply(response, encodeAnswer(answer));
  };

const readCall = async (body: Buffer): Promise<Call | undefined> => {
  try {
    return await decodeCall(body);
  } catch {
    return undefined;
  }
};
