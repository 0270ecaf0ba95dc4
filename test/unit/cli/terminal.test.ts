import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { ask, drawOn, onInterrupt } from '../../../infra/cli/terminal.ts';

describe('a question', () => {
  const answerTo = (typed: string, isEnd = false) => {
    const input = new PassThrough();
    const answer = ask('Send? ', input, new PassThrough());
    if (isEnd) input.end(typed);
    else input.write(typed);
    return answer;
  };

  it.each([
    ['yes\n', 'yes'],
    ['\r', ''],
    ['y\u0003', undefined],
    ['\u0004', undefined],
  ])('is answered by a line, and by nothing when somebody goes away: %j', async (typed, answer) => {
    expect(await answerTo(typed)).toBe(answer);
  });

  it('is not answered by a terminal that is closed', async () => {
    expect(await answerTo('y', true)).toBeUndefined();
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'])('is acted on once, and left to the system then: %s', (signal) => {
    const process = new EventEmitter();
    const act = vi.fn();

    onInterrupt(act, process);
    process.emit(signal);

    expect(act).toHaveBeenCalledOnce();
    expect(process.eventNames()).toEqual([]);
  });

  it('is the system’s once the work is done', () => {
    const process = new EventEmitter();

    onInterrupt(() => {}, process)();

    expect(process.eventNames()).toEqual([]);
  });
});

it('a line is drawn over the one before, as far as the terminal is wide', () => {
  const written: string[] = [];
  const live = drawOn({ columns: 0, write: (text: unknown) => written.push(String(text)) > 0 });

  live.draw('half');
  live.draw('');

  expect(written).toEqual(['\rhalf\u001b[K', '\r\u001b[K']);
  expect(live.columns).toBe(80);
});
