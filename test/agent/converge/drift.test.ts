import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { bind, card, converge, machine, records } from './machine.ts';

const device = (address: string, id: string) => {
  const [vendor, product] = id.split(':');
  return {
    [`sys/bus/pci/devices/${address}/vendor`]: `0x${vendor}\n`,
    [`sys/bus/pci/devices/${address}/device`]: `0x${product}\n`,
  };
};
const other = '0000:05:00.0';
/** Of a guest's device that the profile leaves to libvirt, and of which the facts have the id. */
const leftToLibvirt = {
  'etc/mkapkovl/devices': '',
  'etc/mkapkovl/groups': `${card}\t1\t${card}\t10de:1b80\n`,
  [`sys/bus/pci/devices/${card}/class`]: '0x030000\n',
};

/** What keeps the guest with the card from starting, while the other guest starts. */
function stopped(root: FakeRoot): string {
  converge(root);
  expect(records(root)['guest-web']).toBe('done');
  return records(root)['guest-router']!;
}

describeWith(['applets'], 'a guest whose device is not what the profile meant', () => {
  test('does not start with another device at the address, even if vfio-pci has that', () => {
    expect(stopped(machine(device(card, '8086:10d3')))).toBe(`failed: expected 8086:1533 at ${card}, found 8086:10d3`);
  });

  test('does not start with another device that libvirt would take from the host', () => {
    const root = machine({ ...leftToLibvirt, ...device(card, '10de:2204') });
    bind(root, card, 'nouveau');
    expect(stopped(root)).toBe(`failed: expected 10de:1b80 at ${card}, found 10de:2204`);
  });

  test('does not start after a move, and the record says where a device with the id is now', () => {
    const root = machine({ ...leftToLibvirt, ...device(card, '8086:3e92'), ...device(other, '10de:1b80') });
    expect(stopped(root)).toBe(
      `failed: expected 10de:1b80 at ${card}, found 8086:3e92; a device with the id 10de:1b80 is at ${other} now`,
    );
  });
});

describeWith(['applets'], 'a guest whose device is what the profile meant', () => {
  test('starts', () => {
    const root = machine({ ...leftToLibvirt, ...device(card, '10de:1b80') });
    bind(root, card, 'nouveau');
    converge(root);
    expect(records(root)['guest-router']).toBe('done');
  });
});
