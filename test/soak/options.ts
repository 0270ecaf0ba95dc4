import { parseArgs } from 'node:util';
import { CannotStartError } from '../../infra/local/cannot-start-error.ts';

const usage =
  'Usage: npm run soak -- [--messages N] [--seeds 1,2,3]   (10000 messages for each of the seeds 1, 2 and 3)';

/** The simulated gateway's demo account has credits for this many. */
const mostMessages = 1_000_000;
/** The random number generators take 32 bits. */
const greatestSeed = 2 ** 32 - 1;

export interface SoakOptions {
  /** In each run. */
  readonly messages: number;
  /** One run for each. */
  readonly seeds: readonly number[];
}

/** @throws CannotStartError that says which argument is wrong and how to write it */
export const readOptions = (args: readonly string[]): SoakOptions => {
  const options = {
    messages: { type: 'string', default: '10000' },
    seeds: { type: 'string', default: '1,2,3' },
  } as const;
  const given = told(() => parseArgs({ args: [...args], options }).values);
  const messages = wholeNumber(given.messages, 1, mostMessages);
  if (messages === undefined) {
    throw wrong(`--messages must be a whole number from 1 to ${mostMessages}, and is "${given.messages}".`);
  }
  const seeds = given.seeds.split(',').map((seed) => wholeNumber(seed, 0, greatestSeed));
  if (!seeds.every((seed) => seed !== undefined)) {
    throw wrong(
      `--seeds must be whole numbers from 0 to ${greatestSeed} with commas between, like 1,2,3, and is "${given.seeds}".`,
    );
  }
  return { messages, seeds };
};

/** The options of the soak of webhooks. @throws CannotStartError as `readOptions` */
export const readWebhookOptions = (args: readonly string[]): { readonly changes: number; readonly seed: number } => {
  const use = 'Usage: npm run soak:webhooks -- [--changes N] [--seed 1]   (10000 changes)';
  const options = { changes: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } as const;
  const { changes: many, seed: given } = told(() => parseArgs({ args: [...args], options }).values, use);
  const [changes, seed] = [wholeNumber(many, 1, mostMessages), wholeNumber(given, 0, greatestSeed)];
  if (changes === undefined) throw wrong(`--changes must be a whole number from 1, and is "${many}".`, use);
  if (seed === undefined) throw wrong(`--seed must be a whole number, and is "${given}".`, use);
  return { changes, seed };
};

const told = <Values>(parse: () => Values, use = usage): Values => {
  try {
    return parse();
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), use);
  }
};

const wholeNumber = (text: string, least: number, greatest: number): number | undefined => {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= greatest ? number : undefined;
};

const wrong = (problem: string, use = usage) => new CannotStartError(`${problem}\n${use}`);
