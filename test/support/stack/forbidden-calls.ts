import type { Need } from './recorded-calls.ts';

const need = (action: string, resource: string, ...keys: string[]): Need => ({ action, resource, keys });

/** What an attacker who controls a function would like to do, and no function may. */
const forbiddenToAll: readonly Need[] = [
  ...['messages', 'accounts'].flatMap((table) =>
    ['Scan', 'Query', 'DeleteItem', 'BatchWriteItem', 'PartiQLSelect', 'PartiQLDelete', 'DeleteTable'].map((action) =>
      need(`dynamodb:${action}`, table),
    ),
  ),
  ...['Scan', 'BatchWriteItem', 'PartiQLSelect', 'PartiQLDelete', 'DeleteTable'].map((action) =>
    need(`dynamodb:${action}`, 'deliveries'),
  ),
  ...['PutItem', 'PartiQLInsert', 'PartiQLUpdate', 'BatchGetItem'].map((action) =>
    need(`dynamodb:${action}`, 'accounts'),
  ),
  need('dynamodb:BatchGetItem', 'accounts', 'SUPPRESSED#acc_0', 'KEY#0'),
  need('dynamodb:BatchGetItem', 'accounts', 'WEBHOOKS#acc_0', 'KEY#0'),
  need('dynamodb:PutItem', 'accounts', 'KEY#0'),
  need('dynamodb:Query', 'accounts', 'ACCOUNT#acc_0'),
  need('dynamodb:Query', 'accounts', 'STATISTICS#acc_0', 'KEY#0'),
  need('dynamodb:DeleteItem', 'accounts', 'KEY#0'),
  need('dynamodb:UpdateItem', 'messages'),
  need('dynamodb:UpdateItem', 'accounts', 'KEY#0'),
  need('dynamodb:UpdateItem', 'accounts', 'LOGIN#shop'),
  need('dynamodb:UpdateItem', 'accounts', 'ACCOUNT#acc_0', 'KEY#0'),
  need('dynamodb:UpdateItem', 'accounts', 'STATISTICS#acc_0', 'KEY#0'),
  need('dynamodb:UpdateTimeToLive', 'messages'),
  need('dynamodb:ExportTableToPointInTime', 'messages'),
  need('secretsmanager:GetSecretValue', 'another secret'),
  need('secretsmanager:PutSecretValue', 'gateway credentials'),
  need('secretsmanager:DeleteSecret', 'gateway credentials'),
  need('sqs:PurgeQueue', 'requests'),
  need('sqs:ReceiveMessage', 'lifecycle dead letters'),
  need('events:PutEvents', 'default'),
  need('events:PutTargets', 'bus'),
  need('lambda:InvokeFunction', 'another function'),
  need('lambda:UpdateFunctionCode', 'own function'),
  need('iam:PassRole', 'own role'),
  need('sts:AssumeRole', 'another role'),
  need('s3:GetObject', 'a bucket'),
  need('logs:DeleteLogGroup', 'own log'),
];

const sendRequest = need('sqs:SendMessage', 'requests');

/**
 * What the function with this name must not be able to do. Functions that send may put requests on their own queue,
 * because they leave jobs there. That lets them send to nobody to whom they could not send anyway.
 */
export const forbiddenTo = (name: string): readonly Need[] =>
  /Send(Requested)?$/.test(name) ? forbiddenToAll : [...forbiddenToAll, sendRequest];
