import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { holds } from '../../support/runner/property.ts';

test('an item is what the SDK makes of the record', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.boolean());
  const list = fc.array(scalar, { maxLength: 3 });
  const record = fc.dictionary(fc.string(), fc.oneof(scalar, list, fc.dictionary(fc.string(), list, { maxKeys: 3 })));

  holds(
    fc.property(record, (one) => {
      expect(attributesOf(one)).toEqual(marshall(one));
    }),
  );
});

test.each([undefined, null, Number.NaN, 1n, () => 1])('a value that no record has is refused: %s', (value) => {
  expect(() => attributesOf({ value })).toThrow(TypeError);
});
