import { SecretRotatedLatelyError } from './errors.ts';
import type { Webhook } from './webhook.ts';

/** A signature for each goes with every delivery: they have to fit into a header. */
const mostAtOnce = 5;

/** For how long a secret still signs after another has taken its place: for the receiver to learn the new one. */
const overlapMillis = 24 * 60 * 60 * 1_000;

/** When a secret ends in whose place another comes now. */
export const endOfReplaced = (now: Date): string => new Date(now.getTime() + overlapMillis).toISOString();

/**
 * A new secret before those that still sign. With the same one again nothing changes: a write may be repeated.
 * @throws SecretRotatedLatelyError
 */
export const withSecret = (webhook: Webhook, value: string, now: Date): Webhook => {
  const [present, ...older] = webhook.secrets;
  if (present.value === value) return webhook;
  const signing = older.filter(({ until = '' }) => until > now.toISOString());
  const next = signing.at(-1)?.until;
  if (signing.length + 2 > mostAtOnce && next !== undefined) throw new SecretRotatedLatelyError(next);
  return { ...webhook, secrets: [{ value }, { value: present.value, until: endOfReplaced(now) }, ...signing] };
};
