import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, records } from './machine.ts';
import { opens, parent, recordsWithout, told, uuid, virtualMachine, withoutTable } from './virtual.ts';

const step = `mediated-${uuid}`;
const small = 'i915-GVTg_V5_4';
const full = 'i915-GVTg_V5_8';
const types = `sys/bus/pci/devices/${parent}/mdev_supported_types`;
const row = (type: string, id = '8086:10c9') => `${uuid}\t${parent}\t${id}\t${type}\n`;

const mediated = (type: string, changes: Record<string, string> = {}, driver = 'i915') => {
  const root = virtualMachine({ 'etc/mkapkovl/mediated': row(type), ...changes }, driver);
  rmSync(path.join(root.folder, 'etc/mkapkovl/functions'));
  return root;
};

/** Why nothing is made or removed. */
function refused(root: FakeRoot): string {
  root.write('fake/told', '');
  expect(converge(root).status).toBe(1);
  expect(told(root)).toEqual([]);
  return records(root)[step]!.replace(/^failed: /, '');
}

describeWith(['applets'], 'no mediated device is made', () => {
  test('of another device than the profile means', () => {
    expect(refused(mediated(small, { 'etc/mkapkovl/mediated': row(small, '8086:3e92') }))).toBe(
      `expected 8086:3e92 at ${parent}, found 8086:10c9`,
    );
  });

  test('of a device without a driver', () => {
    expect(refused(mediated(small, {}, ''))).toContain('has no driver');
  });

  test('of a device that is itself set aside for a guest', () => {
    expect(refused(mediated(small, {}, 'vfio-pci'))).toContain('is set aside for a guest');
  });

  test('by a driver that cannot', () => {
    const root = mediated(small);
    rmSync(path.join(root.folder, types), { recursive: true });
    expect(refused(root)).toContain(`${parent} offers no mediated devices: its driver i915 cannot make them`);
  });

  test('of a type that the driver does not offer', () => {
    expect(refused(mediated('nvidia-35'))).toBe(
      `${parent} offers no mediated devices of type nvidia-35, but ${small}, ${full}`,
    );
  });

  test('of a type that has none left', () => {
    expect(refused(mediated(full))).toBe(`${parent} can have no further mediated device of type ${full}`);
  });

  test('in the rescue entry, which starts no guest that has one', () => {
    const root = mediated(small, {
      'proc/cmdline': 'quiet mkapkovl=rescue\n',
      'etc/mkapkovl/libvirt/guests.table': `web\tyes\t-\t${uuid}\nspare\tno\t-\n`,
    });
    converge(root);
    expect(told(root)).toEqual([]);
    expect(records(root)).toMatchObject({ [step]: 'skipped', 'guest-web': 'skipped' });
  });
});

describeWith(['applets'], 'a mediated device', () => {
  test('is made as the profile says, once', () => {
    const root = mediated(small);
    expect(converge(root).said).toContain(`Mediated device ${uuid}: done`);
    expect(told(root)).toEqual([`pci/devices/${parent}/mdev_supported_types/${small}/create ${uuid}`]);
    root.write('fake/told', '');
    expect(converge(root).status).toBe(0);
    expect(told(root)).toEqual([]);
  });

  describe('of another type since', () => {
    const changed = (change: (root: FakeRoot) => void = () => {}) => {
      const root = mediated(small, { [`${types}/${full}/available_instances`]: '1\n' });
      converge(root);
      root.write('etc/mkapkovl/mediated', row(full));
      change(root);
      return root;
    };

    test('is made again while nobody has it', () => {
      const root = changed();
      root.write('fake/told', '');
      expect(converge(root).status).toBe(0);
      expect(told(root)).toEqual([
        `mdev/devices/${uuid}/remove 1`,
        `pci/devices/${parent}/mdev_supported_types/${full}/create ${uuid}`,
      ]);
    });

    test('stays while a guest has it', () => {
      expect(refused(changed((root) => opens(root, 40)))).toContain(
        `stays of type ${small} of ${parent}, because the guest web has it`,
      );
    });

    test('stays if something else made it', () => {
      const others = changed((root) => rmSync(path.join(root.folder, `run/mkapkovl/mediated/${uuid}`)));
      expect(refused(others)).toContain('which is left alone: use another UUID');
    });
  });

  test('that the profile no longer has is removed', () => {
    const root = withoutTable(mediated(small), 'mediated');
    expect(converge(root).said).toContain('Former mediated devices: done');
    expect(told(root)).toEqual([`mdev/devices/${uuid}/remove 1`]);
  });

  test('of an interrupted run is removed, too, when the profile no longer has it', () => {
    const root = withoutTable(mediated(small, { 'fake/interrupted': '' }), 'mediated');
    converge(root);
    expect(told(root)).toEqual([`mdev/devices/${uuid}/remove 1`]);
  });

  test('that failed is no failure any more when the profile no longer has it', () => {
    const { before, after } = recordsWithout(mediated('nvidia-35'), 'mediated', step);
    expect(before).toContain('failed');
    expect(after).not.toContain(step);
  });

  test('that the profile no longer has stays while a guest has it', () => {
    const root = withoutTable(mediated(small), 'mediated');
    opens(root, 40);
    expect(converge(root).status).toBe(1);
    expect(told(root)).toEqual([]);
  });

  test('that is missing keeps its guest from starting, and no other', () => {
    const root = mediated('nvidia-35', {
      'etc/mkapkovl/libvirt/guests.table': `web\tyes\t-\nspare\tyes\t-\t${uuid}\n`,
    });
    converge(root);
    expect(records(root)).toMatchObject({
      'guest-web': 'done',
      'guest-spare': `failed: its mediated device ${uuid} is missing`,
    });
  });
});
