import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { driverOf } from '../boot/machine.ts';
import type { FakeRoot } from '../support.ts';
import { converge, records } from './machine.ts';
import { functionAt, opens, parent, recordsWithout, told, virtualMachine, withoutTable } from './virtual.ts';

const mac = '52:54:00:12:34:56';
const step = `functions-${parent}`;
const settings = (...rows: string[]) => ({
  'etc/mkapkovl/function-settings': rows.map((row) => `${parent}\t${row.replaceAll(' ', '\t')}\n`).join(''),
});
const state = (root: FakeRoot, number: number) => root.read(`fake/vf/${number}`).trim();
const set = (calls: string[]) => calls.filter((call) => call.startsWith('ip link set'));

describeWith(['applets'], 'virtual functions', () => {
  test('are made without a driver of the host, and bound to vfio-pci one by one', () => {
    const root = virtualMachine();
    expect(converge(root).said).toContain(`Virtual functions of ${parent}: done`);
    expect(told(root)).toEqual([
      `pci/devices/${parent}/sriov_drivers_autoprobe 0`,
      `pci/devices/${parent}/sriov_numvfs 2`,
      `pci/devices/${functionAt(0)}/driver_override vfio-pci`,
      `pci/drivers_probe ${functionAt(0)}`,
      `pci/devices/${functionAt(1)}/driver_override vfio-pci`,
      `pci/drivers_probe ${functionAt(1)}`,
    ]);
    expect([0, 1].map((number) => driverOf(root, functionAt(number)))).toEqual(['vfio-pci', 'vfio-pci']);
  });

  test('are left alone by the next run', () => {
    const root = virtualMachine(settings(`0 guest ${mac} 42 on off`));
    converge(root);
    root.write('fake/told', '');
    const { status, calls } = converge(root);
    expect({ status, told: told(root), set: set(calls) }).toEqual({ status: 0, told: [], set: [] });
    expect(records(root)[step]).toBe('skipped');
  });

  test('go to their own driver if they are for the host, after the others have vfio-pci', () => {
    const root = virtualMachine(settings('1 host - - - -'));
    converge(root);
    expect([0, 1].map((number) => driverOf(root, functionAt(number)))).toEqual(['vfio-pci', 'igbvf']);
    expect(told(root).slice(-2)).toEqual([
      `pci/devices/${parent}/sriov_drivers_autoprobe 1`,
      `pci/drivers_probe ${functionAt(1)}`,
    ]);
  });

  test('of guests have vfio-pci before the kernel may look for drivers of the host', () => {
    const root = virtualMachine(settings('0 host - - - -'));
    converge(root);
    expect([0, 1].map((number) => driverOf(root, functionAt(number)))).toEqual(['igbvf', 'vfio-pci']);
    expect(told(root).slice(-3)).toEqual([
      `pci/drivers_probe ${functionAt(1)}`,
      `pci/devices/${parent}/sriov_drivers_autoprobe 1`,
      `pci/drivers_probe ${functionAt(0)}`,
    ]);
  });

  test('get MAC address, VLAN, trust and spoof check as the profile says, and no others', () => {
    const root = virtualMachine(settings(`0 guest ${mac} 42 on off`, '1 guest - 7 - -'));
    const { calls } = converge(root);
    expect(set(calls)).toEqual([
      `ip link set dev eth1 vf 0 mac ${mac} vlan 42 trust on spoofchk off`,
      'ip link set dev eth1 vf 1 vlan 7',
    ]);
    expect([0, 1].map((number) => state(root, number))).toEqual([`${mac} 42 on off`, '00:00:00:00:00:00 7 off on']);
  });

  test('get only what has changed since', () => {
    const root = virtualMachine(settings(`0 guest ${mac} 42 on off`));
    converge(root);
    root.write('fake/vf/0', `${mac} 0 on off\n`);
    expect(set(converge(root).calls)).toEqual(['ip link set dev eth1 vf 0 vlan 42']);
  });

  test('fail if the driver accepts a setting and does not do it', () => {
    const root = virtualMachine({ ...settings('0 guest - - on -'), 'fake/no-trust': '' });
    expect(converge(root).status).toBe(1);
    expect(records(root)[step]).toBe(`failed: the driver of ${parent} does not give its virtual function 0: trust on`);
  });

  test('keep what the card of a running guest has set', () => {
    const root = virtualMachine(settings(`0 guest ${mac} 42 - -`));
    converge(root);
    root.write('fake/vf/0', '52:54:00:00:00:01 0 off on\n');
    opens(root, 20);
    const { status, calls } = converge(root);
    expect({ status, set: set(calls) }).toEqual({ status: 0, set: [] });
  });

  test('are made again in another number when nobody uses them', () => {
    const root = virtualMachine();
    converge(root);
    root.write('etc/mkapkovl/functions', `${parent}\t8086:10c9\t3\n`);
    root.write('fake/told', '');
    expect(converge(root).status).toBe(0);
    expect(told(root).slice(0, 3)).toEqual([
      `pci/devices/${parent}/sriov_numvfs 0`,
      `pci/devices/${parent}/sriov_drivers_autoprobe 0`,
      `pci/devices/${parent}/sriov_numvfs 3`,
    ]);
    expect(driverOf(root, functionAt(2))).toBe('vfio-pci');
  });

  test('are removed when the profile no longer has them', () => {
    const root = withoutTable(virtualMachine(), 'functions');
    expect(converge(root).said).toContain('Former virtual functions: done');
    expect(told(root)).toEqual([`pci/devices/${parent}/sriov_numvfs 0`]);
    expect(converge(root).said.join()).not.toContain('Former');
  });

  test('of an interrupted run are removed, too, when the profile no longer has them', () => {
    const root = withoutTable(virtualMachine({ 'fake/interrupted': '' }), 'functions');
    converge(root);
    expect(told(root)).toEqual([`pci/devices/${parent}/sriov_numvfs 0`]);
  });

  test('that failed are no failure any more when the profile no longer has them', () => {
    const root = virtualMachine({ 'fake/no-functions': 'No space left on device' });
    const { before, after } = recordsWithout(root, 'functions', step);
    expect(before).toContain('failed');
    expect(after).not.toContain(step);
  });

  test('that could not be removed are no failure any more after a restart, which removes them', () => {
    const root = virtualMachine();
    converge(root);
    rmSync(path.join(root.folder, 'etc/mkapkovl/functions'));
    opens(root, 20);
    converge(root);
    expect(records(root)['functions-former']).toContain('failed');
    rmSync(path.join(root.folder, 'run'), { recursive: true });
    converge(root);
    expect(Object.keys(records(root))).not.toContain('functions-former');
  });

  test('wait for the package of the program that sets them up', () => {
    const root = virtualMachine({ ...settings(`0 guest ${mac} - - -`) });
    root.write('etc/mkapkovl/packages', 'iproute2-minimal\n');
    root.write('etc/mkapkovl/waits', `functions\t${parent}\tpackage\tiproute2-minimal\n`);
    expect(converge(root, { FAIL: 'apk' }).status).toBe(1);
    expect(records(root)[step]).toBe('failed: it waits for the package iproute2-minimal');
    expect(told(root)).toEqual([]);
  });
});

/** What `verify` finds of virtual functions: code and message. */
function verified(root: FakeRoot, user = 0): string[] {
  root.stub('id', `echo ${user}\n`);
  const { stdout } = root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] });
  const found: { code: string; message: string }[] = JSON.parse(stdout);
  return found
    .filter(({ code }) => /function|mediated|device/.test(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

describeWith(['applets'], 'mkapkovl-host verify', () => {
  const made = () => {
    const root = virtualMachine(settings(`0 guest ${mac} 42 - -`, '1 host - - - -'));
    root.write('sys/class/net/eth1/flags', '0x1003\n');
    converge(root);
    return root;
  };

  test('finds nothing of virtual functions that are as the profile says', () => {
    expect(verified(made())).toEqual([]);
  });

  test('finds a number, a driver and a setting that are not, and a card that is down', () => {
    const root = made();
    rmSync(path.join(root.folder, `sys/bus/pci/devices/${functionAt(0)}/driver`));
    root.write('fake/vf/0', `${mac} 0 off on\n`);
    root.write('sys/class/net/eth1/flags', '0x1002\n');
    expect(verified(root)).toEqual([
      `device-not-ready: The virtual function ${functionAt(0)} is bound to no driver, not to vfio-pci.`,
      `virtual-function-differs: The virtual function 0 of ${parent} (${functionAt(0)}) should have: vlan 42.`,
      `physical-function-down: The network card eth1 (${parent}) is down, so its virtual functions may have no link.`,
    ]);
    root.write('etc/mkapkovl/functions', `${parent}\t8086:10c9\t4\n`);
    expect(verified(root)).toEqual([`virtual-functions-missing: ${parent} has 2 virtual functions, not 4.`]);
  });

  test('does not know of a setting whether it is that of a guest, if run by an ordinary user', () => {
    const root = made();
    root.write('fake/vf/0', `${mac} 0 off on\n`);
    expect(verified(root, 1000)).toEqual([]);
  });

  test('finds another device at the address', () => {
    const root = made();
    root.write('etc/mkapkovl/functions', `${parent}\t8086:1521\t2\n`);
    expect(verified(root)).toEqual([
      `device-not-ready: At ${parent}, 8086:1521 was expected, but 8086:10c9 was found.`,
    ]);
  });

  test('finds a mediated device that is missing, but not in the rescue entry, which makes none', () => {
    const uuid = '11111111-2222-4333-8444-555555555555';
    const root = virtualMachine({ 'etc/mkapkovl/mediated': `${uuid}\t${parent}\t-\ti915-GVTg_V5_4\n` });
    rmSync(path.join(root.folder, 'etc/mkapkovl/functions'));
    const missing = `mediated-device-missing: There is no mediated device ${uuid} of type i915-GVTg_V5_4 of ${parent}.`;
    expect(verified(root)).toEqual([missing]);
    converge(root);
    expect(verified(root)).toEqual([]);
    root.write('proc/cmdline', 'quiet mkapkovl=rescue\n');
    rmSync(path.join(root.folder, 'sys/bus/mdev'), { recursive: true });
    expect(verified(root)).toEqual([]);
  });
});
