import { expect, test } from 'vitest';
import { vlanNumber } from '../../src/profile/hardware.ts';

test.each(['1', '42', '999', '1000', '2000', '4094'])('a VLAN can have the number %s', (text) => {
  expect(vlanNumber(text)).toBe(Number(text));
});

test.each(['', '0', '042', '4095', '10000', '-1', '1.5', '0x10', 'x'])('and not "%s"', (text) => {
  expect(vlanNumber(text)).toBeUndefined();
});
