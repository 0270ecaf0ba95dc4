import { SecretRotatedLatelyError } from './errors.ts';
import type { Webhook } from './webhook.ts';

/** Every delivery has a signature by each secret, and all of them must fit into a header. */
const mostAtOnce = 5;

/** How long a replaced secret still signs, so that the receiver can learn the new one. */
const overlapMillis = 24 * 60 * 60 * 1_000;

/** When a secret that is replaced now stops signing. */
export const endOfReplaced = (now: Date): string => new Date(now.getTime() + overlapMillis).toISOString();

/**
 * Puts a new secret before those that still sign. Nothing changes if the webhook has it already, because a write may be
 * repeated.
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
