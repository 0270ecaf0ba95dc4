import { validityEnded } from '../../functions/messages/gate.ts';
import type { Message, Reason } from '../../functions/messages/message.ts';
import { historyText, readHistory } from '../../functions/store/history-text.ts';
import type { Sms } from '../support/fakes/memory-upstream.ts';
import { rank } from '../support/model/status-rank.ts';
import { shown } from './facts.ts';
import { greatestSkew } from './process.ts';

/** Checks a promise. `detail` says what was seen if it is broken. */
export type Expect = (isKept: boolean, invariant: string, detail: () => string) => void;

/** Checks one change of a record. */
export const checkStep = (expect: Expect, before: Message, after: Message): void => {
  const detail = () => `${shown(before)} → ${shown(after)}`;
  expect(after.version === before.version + 1, 'versions grow by one', detail);
  const isForward = rank[after.status] > rank[before.status];
  const isHandOver = rank[after.status] === 0 && rank[before.status] === 0 && after.status !== before.status;
  // The first record of a request may only drop the list of its recipients.
  const isShorter = before.request?.taken !== undefined && after.request?.taken === undefined;
  const isHeld = after.status === before.status && isShorter;
  expect(isForward || isHandOver || isHeld, 'a status never regresses', detail);
  const isSame =
    after.account === before.account &&
    after.to === before.to &&
    after.createdAt === before.createdAt &&
    after.scheduledAt === before.scheduledAt &&
    after.validUntil === before.validUntil &&
    (after.text === before.text || (after.text === undefined && before.forgetsText === true));
  expect(isSame, 'a message stays what it is', detail);
};

/** Checks what a message says of itself. `first`: its first version. */
export const checkStory = (expect: Expect, after: Message, first: Message): void => {
  const { history = [], status, reason, createdAt, updatedAt, validUntil } = after;
  const detail = () => `${shown(after)}: ${JSON.stringify(history)}`;
  const [begin, end] = [history[0], history.at(-1)];
  const isBegun = begin?.status === first.status && begin.at === createdAt;
  expect(isBegun, 'a history begins with the first status', detail);
  const isCurrent = end?.status === status && end.reason === reason?.code;
  expect(isCurrent, 'a history ends with the present status', detail);
  expect(history.length <= mostEntries, 'a history has at most twelve entries', detail);
  const isInOrder = history.every(
    ({ at }, index) => Date.parse(at) >= Date.parse(history[index - 1]?.at ?? at) - apart,
  );
  expect(isInOrder, 'times of a history never go back', detail);
  const stored = readHistory(historyText(history, createdAt), createdAt);
  expect(JSON.stringify(stored) === JSON.stringify(history), 'a history is stored as it is', detail);

  if (reason?.code !== validityEnded.reason?.code) return;
  const hasEnded = status === 'expired' && validUntil !== undefined && updatedAt >= validUntil;
  expect(hasEnded, 'a validity ends at its time', detail);
};

const mostEntries = 12;

/** The greatest difference between the clocks of two processes. */
const apart = 2 * greatestSkew;

/**
 * A charge is given back once, for a message that was never sent or was cancelled. `sms`: what the upstream has of it.
 */
export const checkCharge = (
  expect: Expect,
  before: Message | undefined,
  after: Message,
  sms: Sms | undefined,
): void => {
  const detail = () => `${before && shown(before)} → ${shown(after)}`;
  const { charge, status, reason } = after;
  const isUnsent = sms === undefined && (status === 'failed' || isGivenUp(reason));
  const isFree = status === 'canceled' || isUnsent;
  if (charge !== undefined) {
    const costs = before === undefined ? after.segments : before.charge;
    expect(charge === costs, 'a charge is made once, for the segments', detail);
    expect(!isFree, 'what was never sent, or was cancelled, costs nothing', detail);
  } else if (before?.charge !== undefined)
    expect(isFree, 'credits go back only for what was never sent, or was cancelled', detail);
};

/** It waited until it was too late. */
const isGivenUp = (reason: Reason | undefined): boolean =>
  reason?.code === 'never_handed_over' || reason?.code === validityEnded.reason?.code;
