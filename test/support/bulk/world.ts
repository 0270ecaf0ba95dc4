import { createHash } from 'node:crypto';
import { sendMessages } from '../../../functions/api/send.ts';
import { replyIn } from '../../../functions/client/reply.ts';
import type { SendReply } from '../../../functions/client/types.ts';
import type { SendRules } from '../../../functions/messages/plan.ts';
import type { Job, RunOptions } from '../../../infra/cli/bulk/job/job.ts';
import { openJob } from '../../../infra/cli/bulk/job/open-job.ts';
import { placesOf } from '../../../infra/cli/bulk/job/places.ts';
import type { Client, Ports } from '../../../infra/cli/bulk/job/ports.ts';
import type { Progress } from '../../../infra/cli/bulk/job/report.ts';
import type { BadRow, Row, Sheet } from '../../../infra/cli/bulk/sheet/row.ts';
import { serving } from '../clients/api-events.ts';
import { dryRunsBefore } from '../model/dry-run.ts';
import { aMessageService } from '../model/message-service.ts';
import { rules } from '../model/messages.ts';
import { memoryFiles } from './memory-files.ts';

export const aSheet = (rows: readonly (Row | BadRow)[]): Sheet => ({
  sha256: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
  columns: ['to', 'name'],
  encoding: 'utf-8',
  delimiter: ',',
  toColumn: 'to',
  rows: async function* () {
    yield* rows;
  },
});

/** Rows from number 2 on, each with a phone number and a name. */
export const rowsOf = (...entries: readonly (readonly [to: string, name: string])[]): readonly Row[] =>
  entries.map(([to, name], index) => ({ row: index + 2, to, values: { name } }));

export const aJob = (rows: readonly (Row | BadRow)[], parts: Partial<Job> = {}): Job => ({
  name: 'shop',
  file: '/shop.csv',
  sheet: aSheet(rows),
  content: { text: 'Hello {name}' },
  requestSize: 3,
  sender: { apiKey: 'textgate_shop' },
  ...parts,
});

/** The API's answer as its client returns or throws it. */
const answerAs = <Reply>({ status = 0, headers, body }: Awaited<ReturnType<ReturnType<typeof serving>>>): Reply => {
  const sent = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return replyIn({ status, headers: sent, text: JSON.stringify(body) }, 'textgate_shop');
};

/** The real API over records in memory, and a job's other ports. */
export const aBulkWorld = ({ rules: rulesNow = rules }: { readonly rules?: SendRules } = {}) => {
  const service = aMessageService();
  const settings = { rules: rulesNow };
  const post = serving(
    sendMessages({
      send: (request, rules) => service.send(request, rules, service.deadline()),
      dryRun: dryRunsBefore(service),
      rules: () => settings.rules,
    }),
  );
  const keys: string[] = [];
  const client: Client = {
    messages: {
      send: async (request, { idempotencyKey }) => {
        keys.push(idempotencyKey);
        return answerAs<SendReply>(await post({ json: request, headers: { 'idempotency-key': idempotencyKey } }));
      },
      preview: async (request) => answerAs(await post({ json: request, query: { dryRun: 'true' } })),
      query: async () => ({ messages: [], errors: [] }),
    },
    account: {
      get: async () => ({
        id: 'acc_shop',
        name: 'Shop',
        groupId: 'group',
        credits: null,
        gateway: { available: true, authenticated: true, credits: 1, status: 'regular', groupId: null },
      }),
    },
  };
  const files = memoryFiles();
  let now = 0;
  const ports: Ports = {
    client,
    files: files.ports,
    clock: () => now,
    pause: async (milliseconds) => {
      now += milliseconds;
    },
  };
  return {
    ...service,
    settings,
    client,
    files,
    ports,
    keys,
    now: () => now,
    /** Who was sent which text, in the order of the calls. */
    sent: () => service.upstream.handOvers.flatMap(({ to, text }) => to.map((number) => `${number} ${text}`)),
    results: (base = '/shop') => files.text(placesOf(base).results),
  };
};

export const runOptions = (parts: Partial<RunOptions> = {}): RunOptions & { readonly told: Progress[] } => {
  const told: Progress[] = [];
  return { rate: 1000, stop: new AbortController().signal, tell: (progress) => told.push(progress), told, ...parts };
};

/** The whole command: plans a new job, and sends what is left. */
export const runJob = async (job: Job, ports: Ports, options: RunOptions = runOptions()) => {
  const opened = await openJob(job, ports);
  try {
    if (opened.state === 'new') await opened.plan(options);
    return await opened.run(options);
  } finally {
    await opened.close();
  }
};
