import { Option } from 'commander';
import type { SendRequest } from '../../functions/client/index.ts';
import type { CliCommand } from './command.ts';
import { countOption, readPairs, timeOption } from './values.ts';

/** Options of a message, beside its text and recipients. */
export interface MessageOptions {
  readonly sender?: string;
  readonly at?: string;
  readonly validFor?: number;
  readonly validUntil?: string;
  readonly encoding?: 'auto' | 'smart';
  readonly type?: 'text' | 'flash';
  readonly reference?: string;
  readonly metadata?: readonly string[];
}

/** @param reference the help text of the option `--reference` */
export const addMessageOptions = (command: CliCommand, reference: string): CliCommand =>
  command
    .option('--sender <name>', 'sender that recipients see: up to 11 letters and digits, or up to 15 digits')
    .addOption(timeOption('--at <time>', 'send at this time, given with a UTC offset: 2026-12-24T18:00:00+01:00'))
    .addOption(
      countOption(
        '--valid-for <seconds>',
        'expire the message if it is not handed over to the upstream gateway within this time',
      ).conflicts('validUntil'),
    )
    .addOption(timeOption('--valid-until <time>', 'expire the message if it is not handed over by this time'))
    .addOption(
      new Option(
        '--encoding <encoding>',
        'smart: replace typographic characters by plain ones if that saves segments',
      ).choices(['auto', 'smart']),
    )
    .addOption(
      new Option('--type <type>', 'flash: phones show it at once, without opening it').choices(['text', 'flash']),
    )
    .option('--reference <text>', reference)
    .repeatable('--metadata <name=value>', 'data of your own, returned with the message; may be given several times');

/** The request's fields for the options that were given. @throws UsageError */
export const messageFields = ({
  sender,
  at,
  validFor,
  validUntil,
  encoding,
  type,
  reference,
  metadata,
}: MessageOptions) =>
  ({
    ...(sender !== undefined && { sender }),
    ...(at !== undefined && { scheduledAt: at }),
    ...(validFor !== undefined && { validFor }),
    ...(validUntil !== undefined && { validUntil }),
    ...(encoding !== undefined && { encoding }),
    ...(type !== undefined && { type }),
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata: readPairs('--metadata', metadata) }),
  }) satisfies Partial<SendRequest>;
