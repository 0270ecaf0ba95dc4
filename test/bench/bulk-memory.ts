import type { RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import type { DryRun, Message, SendReply } from '../../functions/client/types.ts';
import { type MeasuredJob, measureJob } from './bulk-measurement.ts';
import { listening } from './listening.ts';
import { median, megabytes, perSecond } from './quantities.ts';
import { type Bench, told } from './row.ts';

const bound = 150_000_000;
const rowsOfFew = 10_000;
const rowsOfMany = 1_000_000;
const runs = 3;

/**
 * How much memory `textgate bulk` needs for a file of a million rows, planned and sent to an API that answers at once.
 * When V8 collects is chance, so the row shows the most of three runs.
 * @throws Error if it exceeds the bound
 */
export const bulkMemory: Bench = async (signal) => {
  const { server, url } = await listening(answer);
  try {
    const measure = (rows: number) => measureJob({ url, apiKey: 'textgate_bench', rows, rate: 1e9 }, signal);
    const few = await measure(rowsOfFew);
    const jobs: MeasuredJob[] = [];
    while (jobs.length < runs) jobs.push(await measure(rowsOfMany));
    const most = Math.max(...jobs.map(({ peak }) => peak));
    if (most > bound) throw new Error(`${megabytes(most)} resident, and ${megabytes(bound)} is the most it may be.`);
    const speed = (millis: (job: MeasuredJob) => number) => perSecond(rowsOfMany, median(jobs.map(millis)));
    return [
      {
        what: `resident at most, ${rowsOfMany} rows, the most of ${runs} runs`,
        figure: megabytes(most),
        reference: `${megabytes(few.peak)}, ${rowsOfFew} rows`,
        ratio: most / few.peak,
        aim: `≤ ${megabytes(bound)}`,
        met: true,
      },
      told(
        'of it while it is planned; rows a second, plan and sending',
        [
          megabytes(Math.max(...jobs.map(({ peakOfPlan }) => peakOfPlan))),
          `${speed((job) => job.planMillis)}, ${speed((job) => job.sendMillis)}`,
        ].join('; '),
        'an API that answers at once, on the same machine',
      ),
    ];
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
