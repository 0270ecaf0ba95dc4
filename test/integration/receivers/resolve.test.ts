import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { resolverOf } from '../../../functions/receivers/resolve.ts';

type Zone = Readonly<Record<number, readonly (readonly number[])[] | 'silent' | 'refused'>>;

const [A, AAAA] = [1, 28];

/** A name server that answers every question by the type of record it is for. */
const nameServer = async (zone: Zone) => {
  const asked: number[] = [];
  const socket = createSocket('udp4', (query, from) => {
    let end = 12;
    while (query[end] !== 0) end += 1 + (query[end] ?? 0);
    const type = query.readUInt16BE(end + 1);
    asked.push(type);
    const answer = zone[type] ?? [];
    if (answer === 'silent') return;
    const records = answer === 'refused' ? [] : answer;
    const head = Buffer.from([0, 0, 0x81, answer === 'refused' ? 0x85 : 0x80, 0, 1, 0, records.length, 0, 0, 0, 0]);
    query.copy(head, 0, 0, 2);
    const data = records.map((bytes) => [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]);
    socket.send(
      Buffer.concat([head, query.subarray(12, end + 5), ...data.map((bytes) => Buffer.from(bytes))]),
      from.port,
    );
  });
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  return { resolve: resolverOf([`127.0.0.1:${socket.address().port}`]), asked, stop: () => socket.close() };
};

const v6 = (last: number) => [0x26, 0x06, ...Array.from({ length: 13 }, () => 0), last];
const none = new AbortController().signal;

test.each<[string, Zone, readonly string[]]>([
  [
    'of both kinds',
    {
      [A]: [
        [192, 0, 2, 1],
        [10, 0, 0, 1],
      ],
      [AAAA]: [v6(1)],
    },
    ['192.0.2.1', '10.0.0.1', '2606::1'],
  ],
  ['of one kind', { [A]: [[192, 0, 2, 1]] }, ['192.0.2.1']],
  ['of one kind, where the other cannot be had', { [A]: 'refused', [AAAA]: [v6(2)] }, ['2606::2']],
  ['of no kind', {}, ['queryA ENODATA hooks']],
])('addresses %s', async (_, zone, expected) => {
  const { resolve, asked, stop } = await nameServer(zone);

  const found = await resolve('hooks', none).catch((error: Error) => [error.message]);

  expect(found).toEqual(expected);
  expect(new Set(asked)).toEqual(new Set([A, AAAA]));
  stop();
});

test('a name server that does not answer for one kind of address keeps nobody waiting', async () => {
  const { resolve, stop } = await nameServer({ [A]: [[192, 0, 2, 1]], [AAAA]: 'silent' });
  const began = performance.now();

  expect(await resolve('hooks.example', none)).toEqual(['192.0.2.1']);

  expect(performance.now() - began).toBeLessThan(1_400);
  stop();
});

test('a search ends with its signal, though no name server answers', async () => {
  const { resolve, stop } = await nameServer({ [A]: 'silent', [AAAA]: 'silent' });
  const timeout = new AbortController();
  setTimeout(() => timeout.abort(), 20);
  const began = performance.now();

  await expect(resolve('hooks.example', timeout.signal)).rejects.toThrow('ECANCELLED');

  expect(performance.now() - began).toBeLessThan(1_000);
  stop();
});
