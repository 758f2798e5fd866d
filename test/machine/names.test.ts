import { expect, test } from 'vitest';
import { readNames } from '../../src/machine/names.ts';
import { folderWith } from '../support/run.ts';

const lists = 'test/support/names';

test('devices are found below their vendor, subsystems and classes are not taken for them', async () => {
  const { pci, usb } = await readNames(lists);
  expect(pci('8086:3a6c')).toBe('Intel Corporation 82801JD/DO (ICH10 Family) USB2 EHCI Controller #2');
  expect(pci('8086:a03c')).toBe('Intel Corporation Device a03c');
  expect(pci('80ee:0003')).toBe('InnoTek Systemberatung GmbH Device 0003');
  expect(usb('10c4:ea60')).toBe('Silicon Labs CP210x UART Bridge');
});

test('a vendor that is not listed has no name', async () => {
  const { pci, usb } = await readNames(lists);
  expect(pci('10de:1d01')).toBeUndefined();
  expect(usb('8086:3a6c')).toBeUndefined();
});

test('a system without lists has no names, and that is no fault', async () => {
  const { pci, usb } = await readNames(folderWith());
  expect([pci('8086:3a6c'), usb('10c4:ea60')]).toEqual([undefined, undefined]);
});

test('the first vendor of a list without a heading is found, too', async () => {
  const { pci } = await readNames(folderWith({ 'pci.ids': '0001  SafeNet\n\t0001  Card\r\n' }));
  expect(pci('0001:0001')).toBe('SafeNet Card');
});
