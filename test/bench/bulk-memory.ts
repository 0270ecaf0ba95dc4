import type { RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import type { DryRun, Message, SendReply } from '../../functions/client/types.ts';
import { measureJob } from './bulk-measurement.ts';
import { listening } from './listening.ts';
import { megabytes, perSecond } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const aim = 150_000_000;
const sizes = [10_000, 1_000_000];

/** What `textgate bulk` takes of memory for a file of a million rows, planned and sent to an API that answers at once. */
export const bulkMemory: Bench = async (signal) => {
  const { server, url } = await listening(answer);
  try {
    const rows: Row[] = [];
    let small = 0;
    for (const size of sizes) {
      const { peakOfPlan, peak, planMillis, sendMillis } = await measureJob(
        { url, apiKey: 'textgate_bench', rows: size, rate: 1e9 },
        signal,
      );
      small ||= peak;
      rows.push({
        what: `resident at most, ${size} rows`,
        figure: megabytes(peak),
        reference: `${megabytes(small)}, ${sizes[0]} rows`,
        ratio: peak / small,
        aim: `≤ ${megabytes(aim)}`,
        met: peak <= aim,
      });
      rows.push({
        what: 'of it while it is planned; rows a second, plan and sending',
        figure: `${megabytes(peakOfPlan)}; ${perSecond(size, planMillis)}, ${perSecond(size, sendMillis)}`,
        reference: 'an API that answers at once, on the same machine',
      });
    }
    return rows;
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const asked = v.object({ recipients: v.array(v.object({ to: v.string() })) });

let messages = 0;

const answer: RequestListener = async (request, response) => {
  const answerWith = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'GET') {
    answerWith(403, { type: 'urn:textgate:problem:forbidden', title: '', status: 403, detail: 'No.' });
    return;
  }
  const { recipients } = v.parse(asked, await json(request));
  if (request.url?.includes('dryRun=true')) answerWith(200, previewOf(recipients.map(({ to }) => to)));
  else answerWith(202, replyTo(recipients.map(({ to }) => to)));
};

const previewOf = (numbers: readonly string[]): DryRun => ({
  recipients: numbers.map((to, index) => ({
    ...{ index, to, country: 'CH', verdict: 'send', detail: null, encoding: 'gsm-7', segments: 1, credits: 0 },
    sendAt: '2030-06-01T12:00:00.000Z',
  })),
  replaced: [],
  ucs2Characters: [],
  credits: 0,
});

const replyTo = (numbers: readonly string[]): SendReply => ({
  messages: numbers.map((to): Message => {
    messages += 1;
    return {
      id: `msg_${String(messages).padStart(26, '0')}`,
      to,
      status: 'submitting',
      text: 'Hello Ada, your order B-4711 is ready to be fetched at Bern. Bring this code: 4711',
      type: 'text',
      sender: null,
      segments: 1,
      encoding: 'gsm-7',
      reference: 'campaign',
      metadata: {},
      scheduledAt: null,
      createdAt: '2030-06-01T12:00:00.000Z',
      updatedAt: '2030-06-01T12:00:00.000Z',
    };
  }),
  rejected: [],
});
