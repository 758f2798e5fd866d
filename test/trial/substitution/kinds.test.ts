import { describe, expect, test } from 'vitest';
import type { Host } from '#src/host/host.ts';
import { disk } from '#src/trial/substitution/disk.ts';
import { encryption } from '#src/trial/substitution/encryption.ts';
import { firmware } from '#src/trial/substitution/firmware.ts';
import { kernel } from '#src/trial/substitution/kernel.ts';
import { mode } from '#src/trial/substitution/mode.ts';
import { mounts } from '#src/trial/substitution/mounts.ts';
import { network } from '#src/trial/substitution/network.ts';
import { repositories } from '#src/trial/substitution/repositories.ts';
import { secrets } from '#src/trial/substitution/secrets.ts';
import type { Changed, Situation, Substitute } from '#src/trial/substitution/substitute.ts';
import { tuning } from '#src/trial/substitution/tuning.ts';
import { leastProfile } from '../../support/run.ts';
import { frozen, hostOf, situationFor } from '../hosts.ts';

/** Applies one kind to a host that must stay as it is. */
async function changedBy(
  kind: Substitute,
  more: string,
  situation: Partial<Situation> = {},
): Promise<Changed & { before: Host }> {
  const host = frozen(await hostOf(more));
  return { ...kind(host, situationFor(host, situation)), before: host };
}

const rows = ({ substitutions }: Changed) => substitutions.map(({ where, from, to }) => `${where}: ${from} -> ${to}`);
const gone = ({ untested }: Changed) => untested.map(({ what }) => what);

describe('the way of installing', () => {
  test('stays as it is with --install', async () => {
    const changed = await changedBy(mode, '', { install: true });
    expect(changed.host).toEqual(changed.before);
    expect(changed.substitutions).toEqual([]);
  });

  test('is the live system without it, and neither the disk nor its encryption is shown', async () => {
    const changed = await changedBy(mode, '', { install: false });
    expect(changed.host.install).toEqual({ mode: 'diskless' });
    expect(rows(changed)).toEqual(['/install/mode: sys -> diskless']);
    expect(gone(changed)).toEqual(['the installation', 'which disk is chosen']);
  });
});

describe('what people are asked for', () => {
  test('comes from files of the trial; a hash that the profile brings stays', async () => {
    const host = await hostOf(
      `hostname: asked
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } }, users: { ana: { password: { env: HASH } }, ben: { password: { prompt: true } } } }
install: { disk: { serial: SERIAL1 }, encrypt: { passphrase: { prompt: true } } }
`,
      { whole: true },
    );
    const changed = secrets(frozen(host), situationFor(host));
    const { access, install } = changed.host;
    expect(access.root.password).toEqual({ file: '/trial/password' });
    expect(access.users.ana?.password).toEqual({ env: 'HASH' });
    expect(access.users.ben?.password).toEqual({ file: '/trial/password' });
    expect(install.encrypt?.passphrase).toEqual({ file: '/trial/passphrase' });
    expect(changed.substitutions.map(({ where }) => where)).toEqual([
      '/access/root/password',
      '/access/users/ben/password',
      '/install/encrypt/passphrase',
    ]);
    expect(gone(changed)).toContain('the question for the passphrase');
  });

  test('is given in its place, too, where the passphrase would be on a medium', async () => {
    const host = await hostOf(
      leastProfile.replace('serial: SERIAL1 }', 'serial: SERIAL1 }, encrypt: { passphrase: { on_medium: "KEYS:a" } }'),
      {
        whole: true,
      },
    );
    const changed = secrets(frozen(host), situationFor(host));
    expect(gone(changed)).toEqual(['the question for the password of root', 'the passphrase on a medium']);
  });

  // What has been installed asks for it, and gets what the trial knows.
  test.each(['{ env: LUKS }', '{ file: key }'])(
    'a passphrase from %s becomes that which the trial types',
    async (from) => {
      const host = await hostOf(
        leastProfile.replace(
          'serial: SERIAL1 }',
          `serial: SERIAL1 }, encrypt: { passphrase: ${from}, overlay: encrypted }`,
        ),
        { whole: true },
      );
      const changed = secrets(frozen(host), situationFor(host));
      expect(changed.host.install.encrypt?.passphrase).toEqual({ file: '/trial/passphrase' });
      expect(rows(changed)).toContain(
        `/install/encrypt/passphrase: ${from.includes('env') ? 'env:LUKS' : 'file'} -> a secret of the trial`,
      );
      expect(gone(changed).slice(-2)).toEqual(['the passphrase that you chose', 'the encryption of the overlay']);
    },
  );
});

describe('the kernel', () => {
  test('has its last console on the first serial port', async () => {
    const changed = await changedBy(kernel, 'system: { console: [tty0] }');
    expect(changed.host.system.console).toEqual(['tty0', 'ttyS0,115200']);
    expect(rows(changed)).toEqual(['/system/console: tty0 -> tty0, ttyS0,115200']);
  });

  test('keeps consoles that already end there, and loses one on the port that the trial has for itself', async () => {
    const fits = await changedBy(kernel, 'system: { console: [tty0, "ttyS0,9600"] }');
    expect(fits.substitutions).toEqual([]);
    const taken = await changedBy(kernel, 'system: { console: ["ttyS1,115200", tty0] }');
    expect(taken.host.system.console).toEqual(['tty0', 'ttyS0,115200']);
  });

  test('is verbose, and gets faster options only under emulation', async () => {
    const native = await changedBy(kernel, 'boot: { options: [quiet, "mitigations=off"] }');
    expect(native.host.boot.options).toEqual(['mitigations=off']);
    const slow = await changedBy(kernel, 'boot: { options: [quiet, "mitigations=off"] }', { accelerator: 'tcg' });
    expect(slow.host.boot.options).toEqual(['mitigations=off', 'nokaslr', 'no_timer_check']);
  });
});

describe('the repositories', () => {
  const offline = {
    packages: new Set(['openssh']),
    mirror: 'http://10.0.2.198',
    repositories: ['main', 'http://10.0.2.198/extra'],
  };

  test('are those of the profile while there is a network', async () => {
    expect((await changedBy(repositories, '')).substitutions).toEqual([]);
  });

  test('are those of the medium when the trial is cut off, and that the others are reached is not shown', async () => {
    const changed = await changedBy(repositories, '', { offline });
    expect(changed.host.alpine).toMatchObject({ mirror: offline.mirror, repositories: offline.repositories });
    expect(gone(changed)).toEqual(['that the repositories are reachable']);
  });

  test('without cryptsetup mean a root that is not encrypted', async () => {
    const host = await hostOf(
      leastProfile.replace('serial: SERIAL1 }', 'serial: SERIAL1 }, encrypt: { passphrase: { prompt: true } }'),
      {
        whole: true,
      },
    );
    expect(encryption(frozen(host), { offline }).host.install.encrypt).toBeUndefined();
    expect(encryption(host, { offline: { ...offline, packages: new Set(['cryptsetup']) } }).substitutions).toEqual([]);
    expect(encryption(host, { offline: null }).host).toBe(host);
  });
});

describe('the firmware', () => {
  test('leaves extlinux out under UEFI, which it cannot start from', async () => {
    const changed = await changedBy(firmware, 'boot: { loader: extlinux }', { firmware: 'uefi' });
    expect(rows(changed)).toEqual(['/boot/loader: extlinux -> auto']);
    expect((await changedBy(firmware, 'boot: { loader: grub }', { firmware: 'bios' })).substitutions).toEqual([]);
  });
});

describe('the disk', () => {
  const named = (words: string) => hostOf(leastProfile.replace('{ serial: SERIAL1 }', words), { whole: true });

  test('keeps a serial number of up to 36 characters, and a name of SATA or SCSI', async () => {
    for (const words of [
      `{ serial: ${'S'.repeat(36)} }`,
      '{ wwn: "0x5000c500a1b2c3d4" }',
      '{ wwn: naa.5000c500a1b2c3d4 }',
    ]) {
      const host = await named(words);
      expect(disk(host, situationFor(host)).substitutions, words).toEqual([]);
    }
  });

  test('gets a serial number in the place of a name that only NVMe has; what arms the installer follows', async () => {
    const host = await named('{ wwn: eui.0025385b21404321, wipe: eui.0025385b21404321 }');
    const changed = disk(frozen(host), situationFor(host));
    expect(changed.host.install.disk).toMatchObject({ serial: 'MKAPKOVL-TRIAL-DISK', wipe: 'MKAPKOVL-TRIAL-DISK' });
    expect(changed.host.install.disk).not.toHaveProperty('wwn');
  });
});

describe('mounts', () => {
  const mounted = `storage:
  mounts:
    /srv/a: { device: LABEL=guests }
    /srv/b: { device: /dev/sdb1, type: xfs }
    /srv/c: { device: "nas:/export", type: nfs }
    /srv/d: { device: tmpfs, type: tmpfs }
`;

  test('by label stay; others get a label, and what is on a server is in memory', async () => {
    const changed = await changedBy(mounts, mounted);
    const { mounts: after } = changed.host.storage;
    expect(Object.values(after).map(({ device, type }) => `${device} ${type}`)).toEqual([
      'LABEL=guests ext4',
      'LABEL=trial-1 xfs',
      'tmpfs tmpfs',
      'tmpfs tmpfs',
    ]);
    expect(rows(changed)).toEqual([
      '/storage/mounts/~1srv~1b/device: /dev/sdb1 -> LABEL=trial-1',
      '/storage/mounts/~1srv~1c: nas:/export (nfs) -> tmpfs',
    ]);
  });

  test('are in memory where no such file system can be made', async () => {
    const changed = await changedBy(mounts, mounted, { fileSystems: new Set(['ext4']) });
    expect(changed.host.storage.mounts['/srv/b']).toMatchObject({ device: 'tmpfs', type: 'tmpfs' });
    expect(changed.substitutions[0]?.why).toBe('mkfs.xfs is not installed here, so no empty one can be created');
  });
});

describe('network cards', () => {
  test('that get their names by order keep them', async () => {
    const changed = await changedBy(
      network,
      'network: { interfaces: { br0: { bridge: { ports: [eth0, eth1] }, ipv4: dhcp } } }',
    );
    expect(changed.host.network).toEqual(changed.before.network);
  });

  test('with other names are found by their addresses', async () => {
    const changed = await changedBy(
      network,
      'network: { interfaces: { br0: { bridge: { ports: [lan0] }, ipv4: dhcp } } }',
    );
    expect(changed.host.network.interfaces.br0?.bridge?.ports).toEqual([
      { name: 'lan0', mac: expect.stringMatching(/^52:54:00:/) },
    ]);
    expect(changed.substitutions).toHaveLength(1);
  });

  test('keep a static address; its router answers for names where QEMU does', async () => {
    const changed = await changedBy(
      network,
      `network:
  interfaces: { eth0: { ipv4: { address: 192.168.7.10/24, gateway: 192.168.7.1 } } }
  dns: { servers: [192.168.7.1, 9.9.9.9] }
`,
    );
    expect(changed.host.network.interfaces).toEqual(changed.before.network.interfaces);
    const [first, second] = changed.host.network.dns.servers;
    expect(first).toMatch(/^192\.168\.7\./);
    expect(first).not.toBe('192.168.7.1');
    expect(second).toBe('9.9.9.9');
  });

  test('of a VLAN reach nothing, which is reported', async () => {
    const changed = await changedBy(
      network,
      'network: { interfaces: { eth0: { ipv4: dhcp }, v7: { vlan: { link: eth0, id: 7 }, ipv4: dhcp } } }',
    );
    expect(gone(changed)).toEqual(['that v7 has a working connection']);
  });
});

describe('memory and processors that are kept for guests', () => {
  const tuned = 'tuning: { hugepages: [{ size: 2MiB, count: 512 }], isolate_cpus: 2-3 }';

  test('stay where there are so many', async () => {
    expect((await changedBy(tuning, tuned)).substitutions).toEqual([]);
  });

  test('are not kept where there are fewer', async () => {
    const changed = await changedBy(tuning, tuned, { hugepages: false, cpus: 2 });
    expect(changed.host.tuning).toEqual({ hugepages: [] });
    expect(rows(changed)).toEqual([
      '/tuning/hugepages: 512 of 2MiB -> nothing',
      '/tuning/isolate_cpus: 2-3 -> nothing',
    ]);
  });

  test('never all of them: one is left for the host', async () => {
    expect((await changedBy(tuning, 'tuning: { isolate_cpus: 0-1 }', { cpus: 2 })).host.tuning).toEqual({
      hugepages: [],
    });
  });
});
