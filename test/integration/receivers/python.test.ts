import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { headersFor, newSecret } from '../../../functions/webhooks/signature.ts';
import { run } from '../../../infra/local/process-group.ts';
import { pythonWith } from '../../../infra/local/python.ts';

const program = `
import json, sys
from standardwebhooks import Webhook
def said(case):
    try:
        return Webhook(case['secret']).verify(case['body'], case['headers'])
    except Exception as error:
        return str(error)
print(json.dumps([said(case) for case in json.loads(sys.argv[1])]))
`;

test("PyPI's library takes what we sign, with the new secret and the one of before", async () => {
  const requirements = fileURLToPath(new URL('standardwebhooks.requirements.txt', import.meta.url));
  const python = await pythonWith({ name: 'the library of Standard Webhooks', requirements }, console.log);
  const [secret, previous] = [newSecret(), newSecret()];
  const secrets = [{ value: secret }, { value: previous, until: '2100-01-01T00:00:00.000Z' }] as const;
  const bodies = ['{"type":"test","data":{}}', '{"data":"Grüezi 🦄 \\u0000 .v1, "}'];
  const signed = (body: string, at = new Date()) => ({
    secret,
    body,
    headers: headersFor('evt_1', { secrets }, body, at),
  });
  const [short, long] = bodies.map((body) => signed(body));
  const cases = [
    short,
    long,
    { ...long, secret: previous },
    { ...long, secret: newSecret() },
    { ...long, body: `${long?.body} ` },
    signed('{}', new Date(Date.now() - 301_000)),
  ];

  const said = JSON.parse(await run(python, ['-c', program, JSON.stringify(cases)]));

  const [first, second] = bodies.map((body) => JSON.parse(body));
  const noMatch = 'No matching signature found';
  expect(said).toEqual([first, second, second, noMatch, noMatch, 'Message timestamp too old']);
});
