import * as v from 'valibot';
import { CommandError } from '../errors.ts';

/** Outputs of a deployment that admin commands need. infra/constructs/data-outputs.ts defines them. */
const required = {
  AccountsTableName: v.string(),
  MessagesTableName: v.string(),
  RetentionDays: v.pipe(v.string(), v.transform(Number)),
} as const;

const outputsSchema = v.object({
  ...required,
  /** Absent in 0.1.0, which has no webhooks. */
  DeliveriesTableName: v.exactOptional(v.string()),
});

export type Outputs = v.InferOutput<typeof outputsSchema>;

/**
 * Finds the outputs of textgate among those of its stack. The CDK builds the key of a construct's output from the names on
 * the path to it, its own name, and a hash of eight digits.
 * @throws CommandError if the stack has no textgate, or more than one
 */
export const gatewayOutputs = (stack: string, outputs: ReadonlyMap<string, string>): Outputs => {
  const gateways = new Map<string, Record<string, string>>();
  for (const [key, value] of outputs) {
    const [, prefix = '', name] = key.match(ourKey) ?? [];
    if (name !== undefined) gateways.set(prefix, { ...gateways.get(prefix), [name]: value });
  }
  // Other outputs may have names that end alike. Only a textgate has all of them.
  const complete = [...gateways].flatMap(([prefix, found]) => {
    const read = v.safeParse(outputsSchema, found);
    return read.success ? [{ prefix, outputs: read.output }] : [];
  });
  const [first, ...others] = complete;
  if (first === undefined) {
    const names = Object.keys(required).join(', ');
    throw new CommandError(
      `The stack ${stack} lacks the outputs of textgate: ${names}. If it has a textgate, deploy the present version first.`,
    );
  }
  if (others.length > 0) {
    const prefixes = complete.map(({ prefix }) => prefix).join(', ');
    throw new CommandError(
      `The stack ${stack} has several SmsGateway constructs: ${prefixes}. Give each a stack of its own.`,
    );
  }
  return first.outputs;
};

/** @throws CommandError if the deployed version has no webhooks */
export const deliveriesTableOf = ({ DeliveriesTableName }: Outputs): string => {
  if (DeliveriesTableName !== undefined) return DeliveriesTableName;
  throw new CommandError('The deployed version has no webhooks. Deploy the present version first.');
};

const ourKey = new RegExp(`^(.*?)(${Object.keys(outputsSchema.entries).join('|')})(?:[0-9A-F]{8})?$`);
