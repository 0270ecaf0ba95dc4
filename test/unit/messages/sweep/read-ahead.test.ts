import { expect, test } from 'vitest';
import type { OpenMessages } from '../../../../functions/messages/ports.ts';
import { freshRanges } from '../../../../functions/messages/sweep/ranges.ts';
import { readAhead } from '../../../../functions/messages/sweep/read-ahead.ts';
import { now } from '../../../support/model/messages.ts';

const shards = Array.from({ length: 20 }, (_, shard) => String(shard));
const ranges = freshRanges(now, shards);

/** An index that notes what is read, and answers when it is told to. */
const index = (fails = false) => {
  const asked: string[] = [];
  const page: OpenMessages['page'] = async (shard) => {
    asked.push(shard);
    if (fails) throw new Error(`no shard ${shard}`);
    return { entries: [] };
  };
  return { asked, open: { shards, waitingShards: [], page } };
};

const first = ({ page }: OpenMessages, place: number) => {
  const range = ranges[place];
  if (range === undefined) throw new Error('There is no such range.');
  return page(range.shard, range.after, range.until);
};

test('the first pages of the next ranges are read with the first, and each once', async () => {
  const { asked, open } = index();
  const ahead = readAhead(open, ranges);

  await first(ahead, 0);
  expect(asked).toEqual(shards.slice(0, 8));

  await first(ahead, 1);
  expect(asked).toEqual(shards.slice(0, 9));

  for (const place of shards.keys()) if (place > 1) await first(ahead, place);
  expect(asked).toEqual(shards);
});

test('other pages are read when they are asked for', async () => {
  const { asked, open } = index();
  const ahead = readAhead(open, ranges.slice(0, 1));

  await ahead.page('0', 'some key', now.toISOString());

  expect(asked).toEqual(['0', '0']);
});

test('a page that cannot be read is told to whoever asks for it, and to nobody else', async () => {
  const ahead = readAhead(index(true).open, ranges);

  await expect(first(ahead, 0)).rejects.toThrow('no shard 0');
  await expect(first(ahead, 5)).rejects.toThrow('no shard 5');
});
