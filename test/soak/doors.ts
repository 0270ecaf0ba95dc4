import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { decodeResponse } from '../../functions/xmlrpc/decode.ts';
import { encodeCall } from '../../functions/xmlrpc/encode.ts';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { inAnHour } from '../support/runner/times.ts';
import { persistentApi } from './api.ts';
import type { LoadRequest } from './load.ts';
import { patienceMillis, persistently } from './persistence.ts';
import type { Mark } from './verdict.ts';

export type Doors = ReturnType<typeof openDoors>;

/** Sends the load's requests, each through its door. Returns the messages that the door says are accepted. */
export const openDoors = (facts: StackFacts, signal: AbortSignal) => {
  const api = persistentApi(facts, signal);
  const { emulatorUrl: endpoint, region } = facts;
  const withPatience = () => AbortSignal.any([signal, AbortSignal.timeout(patienceMillis)]);
  // No retries: this door has no keys, so nobody could recognise a repeated event.
  const eventBridge = new EventBridgeClient({ endpoint, region, credentials: CREDENTIALS, maxAttempts: 1 });

  const byApi = async ({ key, text, to, isCanceled }: LoadRequest): Promise<readonly Mark[]> => {
    const scheduledAt = inAnHour();
    const messages = await api.send(key, { to, text, reference: key, ...(isCanceled && { scheduledAt }) });
    // A message with an unknown outcome cannot be cancelled.
    const ids = messages?.filter(({ status }) => status !== 'indeterminate').map(({ id }) => id) ?? [];
    if (isCanceled && ids.length > 0) await api.cancel(ids);
    return messages ?? [];
  };

  const byEvent = async ({ text, to, key }: LoadRequest): Promise<readonly Mark[]> => {
    const detail = { account: facts.account, to, text, reference: key };
    const entry = {
      EventBusName: facts.eventBusName,
      Source: 'soak',
      DetailType: 'SMS Send Requested',
      Detail: JSON.stringify(detail),
    };
    const abortSignal = withPatience();
    const taken = await eventBridge
      .send(new PutEventsCommand({ Entries: [entry] }), { abortSignal })
      .catch(() => undefined);
    return taken?.FailedEntryCount === 0 ? to.map((number) => ({ text, to: number })) : [];
  };

  const byXmlRpc = async ({ key, text, to }: LoadRequest): Promise<readonly Mark[]> => {
    const body = encodeCall('send_message', [facts.xmlrpcUser, facts.xmlrpcPassword, to, text]);
    const entries = await persistently(async () => {
      const response = await fetch(facts.xmlrpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', 'idempotency-key': key },
        body,
        signal: withPatience(),
      });
      const answer = decodeResponse(await response.bytes());
      return answer.kind === 'value' && Array.isArray(answer.value) ? answer.value : undefined;
    }, signal);
    return to.flatMap((number, index) => {
      const entry = entries?.[index];
      return Array.isArray(entry) && entry[1] === 1 ? [{ text, to: number }] : [];
    });
  };

  return {
    send: (request: LoadRequest): Promise<readonly Mark[]> => {
      switch (request.door) {
        case 'https':
          return byApi(request);
        case 'event':
          return byEvent(request);
        case 'xml-rpc':
          return byXmlRpc(request);
      }
    },
    records: api.all,
    close: () => eventBridge.destroy(),
  };
};
