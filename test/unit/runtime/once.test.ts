import { expect, test, vi } from 'vitest';
import { once } from '../../../functions/runtime/once.ts';

test('a value is made when it is first asked for, and kept, even if it is undefined', () => {
  const make = vi.fn(() => undefined);
  const value = once(make);
  expect(make).not.toHaveBeenCalled();

  value();
  value();

  expect(make).toHaveBeenCalledTimes(1);
});

test('a value that could not be made is tried again', () => {
  const make = vi.fn<() => number>().mockImplementationOnce(() => {
    throw new Error('not yet');
  });
  make.mockReturnValue(7);
  const value = once(make);

  expect(value).toThrow('not yet');

  expect(value()).toBe(7);
});
