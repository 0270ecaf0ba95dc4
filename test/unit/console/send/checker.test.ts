import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, ConnectionError, InvalidRequestError } from '../../../../functions/client/index.ts';
import { type Checked, createChecker } from '../../../../functions/console/pages/send/checker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers each question in turn; each answer takes 100 ms. */
const watched = (...answers: (string | Error)[]) => {
  const asked: string[] = [];
  const states: Checked<string, string>[] = [];
  const page = { isHidden: false };
  let atOnce = 0;
  const checker = createChecker<string, string>({
    ask: async (question) => {
      asked.push(question);
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      atOnce -= 1;
      const answer = answers.shift() ?? `of ${question}`;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isHidden: () => page.isHidden,
    onChange: (state) => states.push(state),
  });
  const type = async (text: string, millis = 50) => {
    for (let end = 1; end <= text.length; end += 1) {
      checker.want(text.slice(0, end));
      await vi.advanceTimersByTimeAsync(millis);
    }
  };
  return { checker, asked, page, type, state: () => states.at(-1) };
};

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
const invalid = new InvalidRequestError('', {
  status: 400,
  problem: { type: 'urn:textgate:problem:invalid-request', title: '', status: 400, detail: '' },
});

describe('asks', () => {
  test('once for what is typed without a pause, half a second after the last key', async () => {
    const { asked, type, state } = watched();

    await type('forty characters, one after the other ...');
    expect(asked).toEqual([]);
    expect(state()).toEqual({ isPending: true });
    await pass(600);

    expect(asked).toEqual(['forty characters, one after the other ...']);
    expect(state()).toEqual({
      last: { question: asked[0], answer: `of ${asked[0]}` },
      error: undefined,
      isPending: false,
    });
  });

  test('one thing at a time, of which the last counts', async () => {
    const { checker, asked, state } = watched();

    checker.want('a');
    await pass(550);
    checker.want('b');
    checker.want('c');
    await pass(60);
    expect(state()).toMatchObject({ last: { question: 'a' }, isPending: true });
    await pass(1_000);

    expect(asked).toEqual(['a', 'c']);
    expect(state()).toMatchObject({ last: { question: 'c' }, isPending: false });
  });

  test('nothing where nothing has changed', async () => {
    const { checker, asked, state } = watched();
    checker.want('a');
    await pass(1_000);

    checker.want('ab');
    checker.want('a');
    await pass(1_000);

    expect(asked).toEqual(['a']);
    expect(state()).toMatchObject({ isPending: false });
  });

  test('nothing while nobody looks, and at once when somebody does', async () => {
    const { checker, asked, page } = watched();
    page.isHidden = true;
    checker.want('a');
    await pass(5_000);
    expect(asked).toEqual([]);

    page.isHidden = false;
    checker.seen();
    await pass(1);

    expect(asked).toEqual(['a']);
  });

  test('nothing when there is nothing to ask, nor once it is stopped', async () => {
    const { checker, asked } = watched();

    checker.want('a');
    checker.want(undefined);
    await pass(1_000);
    checker.want('b');
    checker.stop();
    await pass(1_000);

    expect(asked).toEqual([]);
  });
});

describe('after a failure', () => {
  test('asks again by itself, later each time', async () => {
    const { checker, asked, state } = watched(new ConnectionError(''), new ApiError('', { status: 503 }));

    checker.want('a');
    await pass(600);
    expect(state()).toMatchObject({ error: expect.any(ConnectionError), isPending: true });
    await pass(3_900);
    expect(asked).toHaveLength(1);
    await pass(200);
    expect(asked).toHaveLength(2);
    await pass(7_900);
    expect(asked).toHaveLength(2);
    await pass(300);

    expect(asked).toHaveLength(3);
    expect(state()).toMatchObject({ last: { question: 'a' }, error: undefined, isPending: false });
  });

  test('waits as long as it is told, though somebody types', async () => {
    const { checker, asked, type } = watched(new ApiError('', { status: 429, retryAfter: 20 }));

    checker.want('a');
    await pass(600);
    await type('another', 1_000);
    checker.seen();
    await pass(12_000);
    expect(asked).toEqual(['a']);
    await pass(2_000);

    expect(asked).toEqual(['a', 'another']);
  });

  test('does not ask again what was refused, until it is something else', async () => {
    const { checker, asked, state } = watched(invalid);

    checker.want('a');
    await pass(60_000);
    expect(asked).toEqual(['a']);
    expect(state()).toMatchObject({ error: invalid, isPending: false });
    checker.want('ab');
    await pass(1_000);

    expect(asked).toEqual(['a', 'ab']);
    expect(state()).toMatchObject({ error: undefined });
  });
});
