import { expect, test } from 'vitest';
import { planSend, type SendRequest } from '../../../functions/messages/plan.ts';
import { notSent, outcomeOf } from '../../../functions/messages/send-outcome.ts';
import { aSendRequest, now, rules } from '../../support/model/messages.ts';

const outcomeFor = (parts: Partial<SendRequest>) => {
  const request = aSendRequest(parts);
  const plan = planSend(request, rules, { now, attempt: 'attempt-1' });
  return { plan, of: (count: number) => outcomeOf(request, plan, plan.messages.slice(0, count), () => notSent) };
};

test('of no message is that nothing was sent, and no matter of credits', () => {
  expect(outcomeFor({}).of(0)).toEqual({ messages: [], rejected: [{ index: 0, to: '+41791234567', ...notSent }] });
});

test('tells what was replaced where the request was smart, and only there', () => {
  const text = 'l’été';

  expect(outcomeFor({ text, isSmart: true }).of(1).replaced).toEqual([{ from: '’', to: "'", count: 1 }]);
  expect(outcomeFor({ text }).of(1)).not.toHaveProperty('replaced');
});
