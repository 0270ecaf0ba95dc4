import * as v from 'valibot';
import { CommandError } from '../errors.ts';

/** What the admin command needs to know of a deployment: infra/constructs/data-outputs.ts puts it out. */
const required = {
  AccountsTableName: v.string(),
  MessagesTableName: v.string(),
  RetentionDays: v.pipe(v.string(), v.transform(Number)),
} as const;

const outputsSchema = v.object({
  ...required,
  /** A version that has no webhooks has no such table. */
  DeliveriesTableName: v.exactOptional(v.string()),
});

export type Outputs = v.InferOutput<typeof outputsSchema>;

/**
 * Finds a gateway's outputs among those of the stack that it is in. Of a construct's output the CDK makes a key: the
 * names on the way to it, its own, and a hash of eight digits.
 * @throws CommandError when there is no gateway, or more than one
 */
export const gatewayOutputs = (stack: string, outputs: ReadonlyMap<string, string>): Outputs => {
  const gateways = new Map<string, Record<string, string>>();
  for (const [key, value] of outputs) {
    const [, prefix = '', name] = key.match(ourKey) ?? [];
    if (name !== undefined) gateways.set(prefix, { ...gateways.get(prefix), [name]: value });
  }
  // Names that end like ours may be others': those of a gateway are complete.
  const complete = [...gateways].flatMap(([prefix, found]) => {
    const read = v.safeParse(outputsSchema, found);
    return read.success ? [{ prefix, outputs: read.output }] : [];
  });
  const [first, ...others] = complete;
  if (first === undefined) {
    const names = Object.keys(required).join(', ');
    throw new CommandError(
      `The stack ${stack} lacks outputs of a gateway: ${names}. Deploy the present version first.`,
    );
  }
  if (others.length > 0) {
    const prefixes = complete.map(({ prefix }) => prefix).join(', ');
    throw new CommandError(`The stack ${stack} has several gateways: ${prefixes}. Each needs a stack of its own.`);
  }
  return first.outputs;
};

/** @throws CommandError where the deployed version has no webhooks */
export const deliveriesTableOf = ({ DeliveriesTableName }: Outputs): string => {
  if (DeliveriesTableName !== undefined) return DeliveriesTableName;
  throw new CommandError('The deployed version has no webhooks. Deploy the present one first.');
};

const ourKey = new RegExp(`^(.*?)(${Object.keys(outputsSchema.entries).join('|')})(?:[0-9A-F]{8})?$`);
