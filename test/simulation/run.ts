import { simulateMessages } from './messages-run.ts';
import type { Result } from './result.ts';
import type { Scenario } from './scenario.ts';
import { simulateWebhooks } from './webhooks/run.ts';
import { firstId } from './webhooks/script.ts';

/** Runs a scenario to its end or to the first broken promise: first its steps for messages, then those for webhooks. */
export const simulate = async (scenario: Scenario, keepsLines = false): Promise<Result> => {
  const steps = [...(scenario.steps ?? [1, firstId])];
  const hasMessages = steps.some((id) => id < firstId);
  const hasWebhooks = steps.some((id) => id >= firstId);
  const messages = hasMessages || !hasWebhooks ? await simulateMessages(scenario, keepsLines) : undefined;
  if (messages !== undefined && (messages.violation !== undefined || !hasWebhooks)) return messages;
  const webhooks = await simulateWebhooks(scenario, keepsLines);
  return messages === undefined ? webhooks : together(messages, webhooks);
};

const together = (first: Result, second: Result): Result => {
  const met = new Map(first.met);
  for (const [name, count] of second.met) met.set(name, (met.get(name) ?? 0) + count);
  return {
    seed: first.seed,
    violation: first.violation ?? second.violation,
    hash: first.hash + second.hash,
    simulatedMillis: first.simulatedMillis + second.simulatedMillis,
    messages: first.messages + second.messages,
    deliveries: first.deliveries + second.deliveries,
    met,
    steps: [...first.steps, ...second.steps],
    troubles: [...first.troubles, ...second.troubles],
    lines: [...first.lines, ...second.lines],
  };
};
