import { expect, test } from 'vitest';
import { isSettled, judge, type Recorded } from '../../soak/verdict.ts';

const mark = { text: 'soak-1-1.', to: '+41781000001' };
const other = { text: 'soak-1-1.', to: '+41781000002' };
const record = (parts: Partial<Recorded> = {}): Recorded => ({
  ...mark,
  id: 'msg_1',
  status: 'delivered',
  updatedAt: '2030-06-01T12:00:05.000Z',
  ...parts,
});
const received = { ...mark, receivedAt: '2030-06-01T12:00:00.000Z' };

test('accepts what was sent, recorded and received once', () => {
  const verdict = judge([mark], [record()], [received]);

  expect(verdict).toEqual({ accepted: 1, statuses: new Map([['delivered', 1]]), lost: [], doubled: [], untrue: [] });
  expect(isSettled([mark], [record()])).toBe(true);
});

test.each([
  ['without a record', []],
  ['still open', [record({ status: 'queued' })]],
  ['recorded for another', [record(other)]],
])('takes an accepted message %s for lost', (_, records) => {
  expect(judge([mark], records, []).lost).toEqual([mark]);
  expect(isSettled([mark], records)).toBe(false);
});

test.each(['scheduled', 'indeterminate', 'failed'] as const)(
  'expects nothing more of a message that is %s',
  (status) => {
    expect(judge([mark], [record({ status })], []).lost).toEqual([]);
  },
);

test('reports what the gateway accepted twice, even if no sender was told so', () => {
  expect(judge([], [], [received, { ...other, receivedAt: null }, received]).doubled).toEqual([received]);
});

test('reports what is recorded twice', () => {
  expect(judge([mark], [record(), record({ id: 'msg_2' })], [received]).doubled).toMatchObject([{ id: 'msg_2' }]);
});

test.each([
  ['delivered', []],
  ['failed', [received]],
  ['canceled', [received]],
] as const)('tells when a message that is recorded as %s is not so', (status, phones) => {
  expect(judge([mark], [record({ status })], phones).untrue).toMatchObject([{ status }]);
});
