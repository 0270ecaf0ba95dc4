import { describe, expect, test } from 'vitest';
import { callRefusalOf, failures, stateOf } from '../../../functions/upstream/codes.ts';

describe('stateOf', () => {
  test.each([
    [10, 1, 'canceled'],
    [9, 10, 'canceled'],
    [5, 1, 'delivered'],
    [1, 2, 'on_network'],
    [9, 3, 'submitted'],
    [9, 8, 'queued'],
    [1, 9, 'scheduled'],
    [5, 9, 'scheduled'],
    [9, undefined, 'scheduled'],
    [9, 42, 'scheduled'],
    [5, 6, 'expired'],
    [9, 6, 'expired'],
    [9, 4, 'failed'],
    [9, 5, 'failed'],
    [9, 7, 'failed'],
    [1, 4, 'failed'],
    [1, 5, 'failed'],
    [1, 7, 'failed'],
    [2, undefined, 'failed'],
    [8, 42, 'failed'],
    [1, undefined, 'queued'],
    [undefined, 1, 'delivered'],
  ])('reads error %s with status %s as %s', (error, status, expected) => {
    expect(stateOf(error, status)?.status).toBe(expected);
  });

  test.each([2, 3, 4, 5, 6, 7, 8])('gives the reason of error %i, the more telling code', (error) => {
    expect(stateOf(error, 4)?.reason).toEqual(failures.get(error));
  });

  test('gives the reason of a failed delivery', () => {
    expect(stateOf(1, 5)?.reason?.code).toBe('delivery_routing_error');
  });

  test('knows nothing of codes outside the tables', () => {
    expect(stateOf(42, undefined)).toBeUndefined();
    expect(stateOf(undefined, 42)).toBeUndefined();
  });
});

describe('callRefusalOf', () => {
  test.each([
    [2, 'Gateway error', 'gateway_error'],
    [5, 'Invalid destination number', 'invalid_recipient'],
    [8, 'Error 8: MAX MESSAGE LENGTH EXCEEDED (918)', 'message_too_long'],
  ])('knows fault %i "%s" by code and text', (code, text, reason) => {
    expect(callRefusalOf(code, text)?.code).toBe(reason);
  });

  // PEAR's XML_RPC and phpxmlrpc number their own errors like this; 2 and 6 come up after the call was carried out.
  test.each([
    [1, 'Unknown method'],
    [2, 'Invalid return payload: enable debugging to examine incoming payload'],
    [3, 'Incorrect parameters passed to method'],
    [4, "Can't introspect: method unknown"],
    [5, "Didn't receive 200 OK from remote server"],
    [6, 'No response object'],
    [7, 'No SSL support compiled in'],
    [8, 'CURL error'],
  ])("takes no error of a server's library for one: %i %s", (code, text) => {
    expect(callRefusalOf(code, text)).toBeUndefined();
  });

  test.each([
    [4711, 'Gateway error'],
    [5, 'Invalid source number'],
    [1, 'OK'],
    [9, 'Pending'],
    [10, 'Message canceled'],
    [2, ''],
  ])('is not misled by fault %i "%s"', (code, text) => {
    expect(callRefusalOf(code, text)).toBeUndefined();
  });
});

test('has seven failures, each with a code and a text of its own', () => {
  const reasons = Array.from({ length: 12 }, (_, code) => failures.get(code)).filter((reason) => reason !== undefined);

  expect(reasons).toHaveLength(7);
  expect(new Set(reasons.map(({ code }) => code)).size).toBe(7);
});
