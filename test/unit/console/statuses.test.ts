import { expect, test } from 'vitest';
import { apiWordOf, isStatus, statuses } from '../../../functions/console/statuses.ts';
import { statuses as all } from '../../../functions/contract/statuses.ts';

test('every status of the API is known, and nothing else', () => {
  expect(statuses.toSorted()).toEqual(all.toSorted());
  expect(['constructor', '', undefined].some(isStatus)).toBe(false);
});

test('the API’s word is told where ours is another', () => {
  expect(statuses.filter((status) => apiWordOf(status) !== undefined)).toEqual(['indeterminate']);
});
