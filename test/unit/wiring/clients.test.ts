import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamodb } from '../../../functions/wiring/messages.ts';

test('DynamoDB is called with all steps that the SDK has for a call, but for that which words it for a logger', () => {
  const steps = new DynamoDBClient().middlewareStack.identify();

  expect(steps).toContain('loggerMiddleware - initialize');
  expect(dynamodb().middlewareStack.identify()).toEqual(steps.filter((step) => !step.startsWith('loggerMiddleware')));
});
