import { describe, expect, test } from 'vitest';
import { createLogger, setInvocation } from '../../../functions/runtime/logger.ts';

const aLogger = (threshold: 'info' | 'warn' | 'error' = 'info') => {
  const lines: string[] = [];
  const logger = createLogger(threshold, (line) => lines.push(line));
  return { logger, entries: () => lines.map((line) => JSON.parse(line)), lines };
};

/** As Lambda reads the time of a line. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the log', () => {
  test('is one JSON object a line', () => {
    const { logger, lines, entries } = aLogger();

    logger.info('two\nlines', { count: 2 });

    expect(lines[0]).not.toContain('\n');
    expect(entries()).toEqual([
      { level: 'info', timestamp: expect.stringMatching(rfc3339), message: 'two\nlines', count: 2 },
    ]);
  });

  test('leaves out what is below its level', () => {
    const { logger, entries } = aLogger('warn');

    logger.info('a');
    logger.warn('b');
    logger.error('c');

    expect(entries().map(({ message }) => message)).toEqual(['b', 'c']);
  });

  test('tells in each line which invocation it is of', () => {
    const { logger, entries } = aLogger();

    setInvocation({ requestId: 'a' });
    logger.info('x', { c: 3 });
    setInvocation({ requestId: 'b' });
    logger.info('y');
    setInvocation({});

    expect(entries()).toMatchObject([{ requestId: 'a', c: 3 }, { requestId: 'b' }]);
  });

  test('shows an error with its cause', () => {
    const { logger, entries } = aLogger();

    logger.error('failed', { error: new Error('outer', { cause: new TypeError('inner') }) });

    const inner = { name: 'TypeError', message: 'inner', stack: expect.stringContaining('logger.test') };
    expect(entries()).toMatchObject([{ error: { name: 'Error', message: 'outer', cause: inner } }]);
  });

  test.each([
    ['a circle', () => Object.assign(new Error('x'), { name: 'Circle' }), true],
    ['a big integer', () => 1n, false],
  ])('stops no work over %s', (_, make, circular) => {
    const { logger, entries } = aLogger();
    const value = make();
    if (circular && value instanceof Error) value.cause = value;

    logger.error('failed', { value });

    expect(entries()).toMatchObject([{ level: 'error', message: 'failed', unwritable: ['value'] }]);
  });
});
