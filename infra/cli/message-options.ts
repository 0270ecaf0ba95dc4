import { Option } from 'commander';
import type { SendRequest } from '../../functions/client/index.ts';
import type { CliCommand } from './command.ts';
import { countOption, readPairs, timeOption } from './values.ts';

/** What may be said of a message beside its text and whom it goes to. */
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

/** @param reference what the option of this name is for */
export const addMessageOptions = (command: CliCommand, reference: string): CliCommand =>
  command
    .option('--sender <name>', 'up to 11 letters and digits, or 15 digits')
    .addOption(timeOption('--at <time>', 'when to send it, with its offset: 2026-12-24T18:00:00+01:00'))
    .addOption(
      countOption('--valid-for <seconds>', 'do not send it later than so long after it was asked for').conflicts(
        'validUntil',
      ),
    )
    .addOption(timeOption('--valid-until <time>', 'do not send it later than then'))
    .addOption(
      new Option('--encoding <encoding>', 'smart: make typographic characters plain where that saves segments').choices(
        ['auto', 'smart'],
      ),
    )
    .addOption(new Option('--type <type>', 'flash: show it without being opened').choices(['text', 'flash']))
    .option('--reference <text>', reference)
    .repeatable('--metadata <name=value>', 'a text of yours that comes back with it; may be given several times');

/** The fields of a request; those that were not given are not there. @throws UsageError */
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
