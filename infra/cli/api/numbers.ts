import type { NormalizedNumber } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { addJson, type Columns, type OutputOptions, show, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { oneByOne } from './one-by-one.ts';

export const addNumbers = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('numbers')
    .helpGroup(withApiKey)
    .summary('check phone numbers')
    .description(
      'Shows how textgate and the upstream gateway read phone numbers, and whether messages may be sent to them.',
    )
    .argument('<number...>', 'phone numbers, as people write them')
    .examples({ 'check a national number': "numbers '079 123 45 67'" });
  addJson(addConnection(command)).action(
    async (numbers: readonly string[], options: ConnectionOptions & OutputOptions) => {
      const client = await clientOf(options, shell);
      await oneByOne(
        numbers,
        {
          ask: async (typed) => ({ typed, ...(await client.numbers.normalize(typed)) }),
          show: (read) => show(read, options, shell, (rows) => tableOf(rows, columns, shell)),
        },
        shell,
      );
    },
  );
};

const columns: Columns<NormalizedNumber & { readonly typed: string }> = {
  TYPED: ({ typed }) => typed,
  NUMBER: ({ number }) => number ?? '',
  COUNTRY: ({ country }) => country ?? '',
  'UPSTREAM GATEWAY': (row) => atGateway(row),
  PROBLEM: ({ problem }) => (problem === null ? '' : `${problem.code}: ${problem.detail}`),
};

/** The upstream gateway is only asked about valid numbers. */
const atGateway = ({ number, gateway }: NormalizedNumber): string => {
  if (number === null) return '';
  return gateway.available ? (gateway.number ?? '') : '(no answer)';
};
