import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnreadReply } from '../../../functions/upstream/unread-reply.ts';
import { holds } from '../../support/runner/property.ts';

const reply = (body: string | Uint8Array, headers = {}) => ({
  status: 200,
  contentType: 'text/html',
  contentEncoding: undefined,
  retryAfter: undefined,
  body: Buffer.from(body),
  ...headers,
});

test('tells what a reply looks like, and not what it says', () => {
  const body = '<b>Notice</b>: to +41791234567: "Grüezi" &#65;%41 SGFsbG8= in /var/www/x.php on line 3\n<?xml?>';

  expect(new UnreadReply(reply(body)).message).toBe(
    'HTTP 200, Content-Type "text/html", 95 bytes, which begin: ' +
      JSON.stringify(
        '<x>xxxxxx</x>: xx +00000000000: "xxxxxxx" &#00;%00 xxxxxx0= xx /xxx/xxx/x.xxx xx xxxx 0\n<?xxx?>',
      ),
  );
});

test('tells its headers, as far as they go', () => {
  const headers = { contentType: undefined, contentEncoding: 'x'.repeat(1000) };

  expect(new UnreadReply(reply('', headers)).message).toBe(
    `HTTP 200, no Content-Type, Content-Encoding "${'x'.repeat(100)}", 0 bytes, which begin: ""`,
  );
});

test('has no letter and no digit of any reply, and no more than its first 200 bytes', async () => {
  await holds(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.uint8Array({ maxLength: 500 })), (body) => {
      const { message } = new UnreadReply(reply(body));
      const sample: string = JSON.parse(message.slice(message.indexOf('begin: ') + 7));

      expect(sample).toMatch(/^[\t\r\n -/:-@[-`{-~x0]*$/);
      expect(sample.length).toBe(Math.min(200, Buffer.from(body).length));
    }),
  );
});
