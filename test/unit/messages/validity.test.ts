import { expect, test } from 'vitest';
import { furthestAheadMillis } from '../../../functions/messages/timing.ts';
import { defaultValidity, validityProblem } from '../../../functions/messages/validity.ts';
import { now } from '../../support/model/messages.ts';

const at = (millis: number) => new Date(now.getTime() + millis);
const year = furthestAheadMillis;

test.each([
  ['of a message that goes at once', undefined, at(60_000)],
  ['of one that is scheduled for later', at(1_000), at(61_000)],
  ['of one whose time has passed', at(-1_000), at(60_000)],
])("an account's default holds from when a message is due: %s", (_, scheduledAt, until) => {
  expect(defaultValidity(60, now, scheduledAt)).toEqual({ until });
  expect(defaultValidity(undefined, now, scheduledAt)).toBeUndefined();
});

test("an account's default never ends after the year 9999, for instants are compared as text", () => {
  const scheduledAt = new Date('9999-12-31T23:59:00.000Z');

  expect(defaultValidity(60, now, scheduledAt)?.until.toISOString()).toBe('9999-12-31T23:59:59.999Z');
});

test.each<[string, Date, Date | undefined, string | undefined]>([
  ['now', at(0), undefined, 'validity_ended'],
  ['right after now', at(1), undefined, undefined],
  ['when the message is to be sent', at(1_000), at(1_000), 'invalid_validity'],
  ['right after that', at(1_001), at(1_000), undefined],
  ['in a year', at(year), undefined, undefined],
  ['more than a year ahead', at(year + 1), undefined, 'invalid_validity'],
  ['a year after the message is to be sent', at(1_000 + year), at(1_000), undefined],
  ['more than a year after that', at(1_001 + year), at(1_000), 'invalid_validity'],
  ['more than a year after a time that has passed', at(year), at(-1_000), undefined],
])('a validity that ends %s', (_, until, scheduledAt, code) => {
  const problems = [
    validityProblem({ until, field: 'validFor' }, now, scheduledAt),
    validityProblem({ until }, now, scheduledAt),
  ];

  expect(problems.flat().map(({ field, code }) => [field, code])).toEqual(
    code === undefined
      ? []
      : [
          [['validFor'], code],
          [[], code],
        ],
  );
});
