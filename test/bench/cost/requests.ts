import { recipientsPerCall } from '../../../functions/messages/calls.ts';
import { bytesPerGb, bytesSent, coldShare, secondsPerMonth } from './assumptions.ts';
import { lineUses, runLogUses, traceUses } from './logs.ts';
import { type Month, perSecond, requestsOf } from './month.ts';
import { invocationUses, startUses, type Use } from './use.ts';
import type { Ways } from './ways.ts';

/** How many seconds a process remembers keys, accounts and the gateway's credentials. */
const accountsKept = 60;
const credentialsKept = 300;

/** What requests use on their way in, and out to the gateway. */
export const requestUses = (month: Month, { deployment, measured }: Ways): readonly Use[] => {
  const part = 'request';
  const requests = requestsOf(month);
  const run = month.perRequest === 1 ? measured.send : measured.sendThousand;
  const starts = requests * coldShare(perSecond(requests));
  const calls = Math.ceil(month.perRequest / recipientsPerCall);
  const sent = bytesSent.answer + calls * bytesSent.perCall + month.perRequest * bytesSent.perRecipient;
  return [
    ...wayIn(month, deployment.accessLogBytes, deployment.logDays),
    ...invocationUses(part, { times: requests, memoryMb: deployment.memory.send, ...run }),
    ...startUses(part, starts, measured.startMillis),
    // A key and its account: half a unit each.
    { part, of: 'readUnit', amount: Math.min(requests, secondsPerMonth / accountsKept + starts) },
    // A consistent read tells whether a recipient is suppressed. It costs the same if there is no such item.
    { part, of: 'readUnit', amount: month.messages },
    { part, of: 'secretCall', amount: Math.min(requests, secondsPerMonth / credentialsKept + starts) },
    { part, of: 'sentGb', amount: (requests * sent) / bytesPerGb },
    ...runLogUses(requests, run, deployment),
    ...traceUses(requests, deployment),
  ];
};

const wayIn = (month: Month, accessLogBytes: number, logDays: number): readonly Use[] => {
  const requests = requestsOf(month);
  if (month.door === 'api') {
    const accessLog = { logLines: Math.sign(accessLogBytes), logBytes: accessLogBytes };
    return [{ part: 'request', of: 'httpApiRequest', amount: requests }, ...lineUses(requests, accessLog, logDays)];
  }
  return [
    { part: 'request', of: 'busEvent', amount: requests },
    // A message is sent, received and deleted by itself. Batches only form when messages come fast.
    { part: 'request', of: 'queueRequest', amount: 3 * requests },
  ];
};
