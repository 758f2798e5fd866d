import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, records } from './machine.ts';
import { functionAt, link, opens, parent, told, virtualMachine } from './virtual.ts';

const card = `sys/bus/pci/devices/${parent}`;

/** Runs the stage on a machine on which nothing may be made or removed, and returns why. */
function refused(root: FakeRoot): string {
  root.write('fake/told', '');
  expect(converge(root).status).toBe(1);
  expect(told(root).filter((line) => /sriov|mdev/.test(line))).toEqual([]);
  return records(root)[`functions-${parent}`]!.replace(/^failed: /, '');
}

/** A machine that has two virtual functions, and whose profile has asked for four since. */
function withOtherCount(change: (root: FakeRoot) => void = () => {}): FakeRoot {
  const root = virtualMachine();
  converge(root);
  root.write('etc/mkapkovl/functions', `${parent}\t8086:10c9\t4\n`);
  change(root);
  return root;
}

describeWith(['applets'], 'no virtual function is made of', () => {
  test('a device that is not there', () => {
    const root = virtualMachine();
    rmSync(path.join(root.folder, card), { recursive: true });
    expect(refused(root)).toBe(`there is no device ${parent}`);
  });

  test('another device than the profile means', () => {
    expect(refused(virtualMachine({ [`${card}/device`]: '0x1521\n' }))).toBe(
      `expected 8086:10c9 at ${parent}, found 8086:1521`,
    );
  });

  test('a device without a driver, which would make them', () => {
    expect(refused(virtualMachine({}, ''))).toBe(`${parent} has no driver, which would make them`);
  });

  test('a device that is itself set aside for a guest', () => {
    expect(refused(virtualMachine({}, 'vfio-pci'))).toContain('is set aside for a guest');
  });

  test('a device without SR-IOV', () => {
    const root = virtualMachine();
    rmSync(path.join(root.folder, `${card}/sriov_totalvfs`));
    expect(refused(root)).toContain('the device lacks SR-IOV, or it is off in the firmware');
  });

  test('a device that can have fewer', () => {
    const root = virtualMachine({ 'etc/mkapkovl/functions': `${parent}\t-\t8\n` });
    expect(refused(root)).toBe(`${parent} can have 7 virtual functions, not 8`);
  });

  test('anything before vfio-pci is there to take them', () => {
    const root = virtualMachine();
    rmSync(path.join(root.folder, 'sys/bus/pci/drivers/vfio-pci'), { recursive: true });
    expect(refused(root)).toContain('restart it');
  });

  test('anything in the rescue entry', () => {
    const root = virtualMachine({
      'proc/cmdline': 'quiet mkapkovl=rescue\n',
      'etc/mkapkovl/libvirt/guests.table': `router\tyes\t${functionAt(0)}\n`,
    });
    converge(root);
    expect(told(root)).toEqual([]);
    expect(records(root)).toMatchObject({ [`functions-${parent}`]: 'skipped', 'guest-router': 'skipped' });
  });
});

describeWith(['applets'], 'the virtual functions stay as they are', () => {
  test('while a guest has one of them', () => {
    const root = withOtherCount((changed) => opens(changed, 21));
    expect(refused(root)).toBe(
      `${parent} keeps its 2 virtual functions, because the guest web has ${functionAt(1)}; ` +
        'shut down what uses them, then run: rc-service mkapkovl-converge restart; or restart this machine',
    );
    expect(root.read(`${card}/sriov_numvfs`)).toBe('2\n');
  });

  test('while another program has one of them through VFIO', () => {
    const root = withOtherCount((changed) => opens(changed, 20, 'dpdk-testpmd\0'));
    expect(refused(root)).toContain(`because the process 4242 has ${functionAt(0)}`);
  });

  test('while a guest has one of them through IOMMUFD', () => {
    const root = withOtherCount((changed) => {
      changed.write(`sys/bus/pci/devices/${functionAt(0)}/vfio-dev/vfio3/dev`, '511:3\n');
      link(changed, 'proc/77/fd/9', '/dev/vfio/devices/vfio3');
    });
    expect(refused(root)).toContain(`because the process 77 has ${functionAt(0)}`);
  });

  /** The host has the second one, with its own driver. */
  const hostHas = (root: FakeRoot, net?: Record<string, string>) => {
    const device = `sys/bus/pci/devices/${functionAt(1)}`;
    rmSync(path.join(root.folder, device, 'driver'));
    link(root, `${device}/driver`, '../../drivers/igbvf');
    for (const [name, text] of Object.entries(net ?? {})) {
      root.write(`${device}/net/eth7/ifindex`, '7\n');
      root.write(`sys/class/net/eth7/${name}`, text);
    }
  };

  test('while the host has one of them up as a network card', () => {
    const root = withOtherCount((changed) => hostHas(changed, { flags: '0x1003\n' }));
    expect(refused(root)).toContain(`because the host uses ${functionAt(1)} as eth7`);
  });

  test.each(['upper_br0', 'master', 'upper_macvtap0'])('while there is %s on one of them', (above) => {
    const root = withOtherCount((changed) => hostHas(changed, { flags: '0x1002\n', [`${above}/ifindex`]: '9\n' }));
    expect(refused(root)).toContain('as eth7');
  });

  test('while nobody can know whether a driver of the host uses one', () => {
    expect(refused(withOtherCount((changed) => hostHas(changed)))).toContain(`its driver igbvf has ${functionAt(1)}`);
  });

  test('while the card of one of them may be in another network namespace', () => {
    const root = withOtherCount((changed) => {
      hostHas(changed);
      changed.write(`sys/bus/pci/devices/${functionAt(1)}/net/.keep`, '');
    });
    expect(refused(root)).toContain(`its driver igbvf has ${functionAt(1)}`);
  });

  test('when the profile no longer has them and a guest does', () => {
    const root = withOtherCount((changed) => {
      opens(changed, 21);
      rmSync(path.join(changed.folder, 'etc/mkapkovl/functions'));
      changed.write('fake/told', '');
    });
    expect(converge(root).status).toBe(1);
    expect(told(root)).toEqual([]);
    expect(records(root)['functions-former']).toContain('because the guest web has');
  });
});

describe('a guest', () => {
  describeWith(['applets'], 'does not start', () => {
    const waiting = {
      'etc/mkapkovl/libvirt/guests.table': `web\tyes\t-\nrouter\tyes\t${functionAt(0)}\n`,
      'etc/mkapkovl/function-settings': `${parent}\t0\tguest\t-\t42\t-\t-\n`,
    };

    test('while its virtual functions could not be made, and the others do', () => {
      const root = virtualMachine({ ...waiting, 'fake/no-functions': 'No space left on device' });
      root.write('etc/mkapkovl/waits', `${root.read('etc/mkapkovl/waits')}guest\trouter\tfunctions\t${parent}\n`);
      converge(root);
      expect(records(root)).toMatchObject({
        [`functions-${parent}`]: 'failed: the kernel refuses: No space left on device',
        'guest-router': `failed: it waits for the functions ${parent}`,
        'guest-web': 'done',
      });
    });

    test('with a virtual function that vfio-pci did not take', () => {
      const root = virtualMachine({ ...waiting, 'fake/no-vfio': '' });
      converge(root);
      expect(records(root)).toMatchObject({
        [`functions-${parent}`]: expect.stringContaining(
          `vfio-pci did not bind to the virtual function ${functionAt(0)}`,
        ),
        'guest-router': `failed: device ${functionAt(0)} is bound to no driver, not to vfio-pci`,
      });
    });
  });
});
