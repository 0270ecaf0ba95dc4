import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../functions/runtime/logger.ts';

const aLogger = (threshold: 'debug' | 'info' | 'warn' | 'error' = 'info') => {
  const lines: string[] = [];
  const logger = createLogger(threshold, {}, (line) => lines.push(line));
  return { logger, entries: () => lines.map((line) => JSON.parse(line)), lines };
};

describe('the log', () => {
  test('is one JSON object a line', () => {
    const { logger, lines, entries } = aLogger();

    logger.info('two\nlines', { count: 2 });

    expect(lines[0]).not.toContain('\n');
    expect(entries()).toEqual([{ level: 'info', time: expect.any(String), message: 'two\nlines', count: 2 }]);
  });

  test('leaves out what is below its level', () => {
    const { logger, entries } = aLogger('warn');

    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');

    expect(entries().map(({ message }) => message)).toEqual(['c', 'd']);
  });

  test('adds fields to each line of a logger made from another', () => {
    const { logger, entries } = aLogger();

    logger.with({ a: 1 }).with({ b: 2 }).info('x', { c: 3 });
    logger.info('y');

    expect(entries()).toMatchObject([{ a: 1, b: 2, c: 3 }, { message: 'y' }]);
    expect(entries()[1]).not.toHaveProperty('a');
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
