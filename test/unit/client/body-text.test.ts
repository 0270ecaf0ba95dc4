import { expect, test } from 'vitest';
import { bodyText } from '../../../functions/client/body-text.ts';

test('is whole, wherever it is divided on its way', async () => {
  const bytes = new TextEncoder().encode('\ufeff{"text":"Grüezi 🦄"}');
  const body = new ReadableStream({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });

  expect(await bodyText(new Response(body))).toBe('{"text":"Grüezi 🦄"}');
});

test('is empty where there is none', async () => {
  expect(await bodyText(new Response(null, { status: 204 }))).toBe('');
});

test('is read from a `fetch` whose bodies are no streams of the Web, as that of node-fetch', async () => {
  const response = Object.defineProperty(new Response('Hello'), 'body', { value: {} });

  expect(await bodyText(response)).toBe('Hello');
});

test('is given up where it may have no end', async () => {
  let megabytes = 0;
  let isCanceled = false;
  const body = new ReadableStream({
    pull: (controller) => {
      megabytes += 1;
      controller.enqueue(new Uint8Array(1_000_000));
    },
    cancel: () => {
      isCanceled = true;
    },
  });

  await expect(bodyText(new Response(body))).rejects.toThrow('the body has more than 10000000 bytes');
  expect([megabytes < 20, isCanceled]).toEqual([true, true]);
});
