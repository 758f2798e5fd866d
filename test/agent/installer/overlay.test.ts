import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeMachine, mark } from './machine.ts';
import { ends, install, installedFiles, liveSystem } from './programs.ts';
import type { LiveRoot } from './root.ts';

const hosts = '127.0.0.1\tlocalhost kvm1\n';
const keys = 'ssh-ed25519 AAAA somebody\n';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const table = [
  `file\t0644\t0:0\t${sha256(hosts)}\tetc/hosts`,
  `file\t0644\t0:0\t${sha256('of the overlay')}\tetc/fstab`,
  `file\t0600\t0:0\t-\tetc/mkapkovl/secrets/password.root`,
  'link\t0777\t0:0\t/etc/init.d/mkapkovl-install\tetc/runlevels/default/mkapkovl-install',
  'link\t0777\t0:0\t/etc/init.d/modloop\tetc/runlevels/sysinit/modloop',
  'link\t0777\t0:0\t/etc/init.d/sshd\tetc/runlevels/default/sshd',
  'directory\t0700\t0:0\t-\troot',
  `file\t0600\t0:0\t${sha256(keys)}\troot/.ssh/authorized_keys`,
];

/** A live system with a table of what its overlay brought, and an alpine-conf that writes over some of it. */
function brought(machine: Partial<FakeMachine> = {}): LiveRoot {
  const files = {
    'etc/hosts': hosts,
    'root/.ssh/authorized_keys': keys,
    'etc/mkapkovl/files': `${table.join('\n')}\n`,
    ...machine.files,
  };
  const live = liveSystem({ ...machine, files });
  live.fault(`R=$MKAPKOVL_ROOT
case "\${0##*/}" in
  setup-alpine) echo "127.0.0.1 kvm1.my.domain" > "$R/etc/hosts"; echo again >> "$R/root/.ssh/authorized_keys" ;;
  setup-disk) for last; do :; done; mkdir -p "$last/root"; cp -R "$R/root/.ssh" "$last/root/" ;;
esac`);
  return live;
}

describeWith(['applets', 'setsid'], 'what the overlay brought', () => {
  test('is put back where setup-alpine and setup-disk wrote over it', () => {
    const live = brought();
    expect(install(live).status).toBe(0);
    const files = installedFiles(live);
    expect(files['sda2/etc/hosts']).toBe(hosts);
    expect(files['sda2/root/.ssh/authorized_keys']).toBe(keys);
    const target = path.join(live.root, 'tmp/volumes/sda2/root');
    expect(statSync(target).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(target, '.ssh/authorized_keys')).mode & 0o777).toBe(0o600);
  });

  test('is put back too when the first run failed behind setup-alpine', () => {
    const live = brought();
    const faults = live.faults();
    live.fault(`${faults}\ncase "\${0##*/}" in sfdisk) exit 1 ;; esac`);
    expect(install(live).stderr).toContain('FAILED: sfdisk failed');
    expect(live.read('etc/hosts')).not.toBe(hosts);
    live.fault(faults);
    expect(install(live).status).toBe(0);
    expect(installedFiles(live)['sda2/etc/hosts']).toBe(hosts);
  });

  test('but for what setup-disk has to write: fstab stays the target’s', () => {
    const live = brought({ files: { 'etc/fstab': 'of the overlay' } });
    install(live);
    expect(installedFiles(live)['sda2/etc/fstab']).toMatch(/^UUID=1\t\/\text4/);
  });

  test('is not missed where the installed system must not have it', () => {
    const live = brought();
    install(live);
    const rows = installedFiles(live)['sda2/etc/mkapkovl/files']?.split('\n');
    expect(rows).toEqual([...table.filter((row) => !/mkapkovl-install$|modloop$/.test(row)), '']);
    expect(live.read('etc/mkapkovl/files')).toBe(`${table.join('\n')}\n`);
  });
});

const armed = { install: { DISK_WIPE: 'SERIAL1' } };

/** A medium at /media/sdb1 with an overlay on it. */
function withMedium(machine: Partial<FakeMachine> = {}, id?: string): LiveRoot {
  const live = liveSystem({ ...machine, mounts: ['7 1 8:17 / /media/sdb1 ro - vfat /dev/sdb1 ro'] });
  const source = path.join(live.folder, 'overlay');
  mkdirSync(path.join(source, 'etc/mkapkovl'), { recursive: true });
  mkdirSync(path.join(live.root, 'media/sdb1'), { recursive: true });
  live.write('../overlay/etc/mkapkovl/build-id', id ?? live.read('etc/mkapkovl/build-id'));
  spawnSync('tar', ['-czf', path.join(live.root, 'media/sdb1/kvm1.apkovl.tar.gz'), 'etc'], { cwd: source });
  live.fault(`case "\${0##*/} $*" in mount\\ -o\\ remount*) exit 0 ;; esac`);
  return live;
}

const note = 'media/sdb1/mkapkovl-installed.txt';

describeWith(['applets', 'setsid', 'tar'], 'the medium', () => {
  test('gets a note when the disk is finished, and is read-only again', () => {
    const live = withMedium();
    expect(install(live).status).toBe(0);
    expect(live.read(note)).toContain(live.read('etc/mkapkovl/build-id'));
    expect(live.read(note)).toContain('serial SERIAL1');
    const mounts = live.calls().filter((call) => call.includes('remount'));
    expect(mounts).toEqual([
      expect.stringMatching(/remount,rw \S*\/media\/sdb1$/),
      expect.stringMatching(/remount,ro \S*\/media\/sdb1$/),
    ]);
  });

  test('that cannot be written is no failure: the mark on the disk counts', () => {
    const live = withMedium();
    live.fault(`case "\${0##*/} $*" in mount\\ -o\\ remount*) exit 1 ;; esac`);
    const { status, stderr } = install(live);
    expect(status).toBe(0);
    expect(stderr).toContain('; remove it');
    expect(live.has(note)).toBe(false);
    expect(live.calls().at(-1)).toBe('reboot');
  });

  test('with another overlay is left alone', () => {
    const live = withMedium({}, 'cd'.repeat(32));
    expect(install(live).status).toBe(0);
    expect(live.has(note)).toBe(false);
    expect(live.calls().filter((call) => call.includes('remount'))).toEqual([]);
  });

  test('with the note erases nothing, though the disk lost its mark and the profile is armed', () => {
    const live = withMedium({
      ...armed,
      disks: [{ name: 'sda', serial: 'SERIAL1', saysBytes: 2 ** 31, bytes: 2 ** 31, content: { 510: '\x55\xaa' } }],
    });
    live.write(note, live.read('etc/mkapkovl/build-id'));
    const before = ends(live);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      'this overlay has already been installed; to install it again, delete mkapkovl-installed.txt',
    );
    expect(ends(live)).toBe(before);
  });

  test('with the note of an earlier overlay installs this one', () => {
    const live = withMedium();
    live.write(note, 'cd'.repeat(32));
    expect(install(live).status).toBe(0);
  });

  test('with the note still completes what was begun', () => {
    const live = withMedium({
      disks: [{ name: 'sda', serial: 'SERIAL1', saysBytes: 2 ** 31, bytes: 2 ** 31, content: mark('started') }],
    });
    live.write(note, live.read('etc/mkapkovl/build-id'));
    expect(install(live).status).toBe(0);
  });
});

/** A medium that `mkapkovl media` made, mounted anywhere: its overlays are in an initramfs, and a file says which. */
function withMadeMedium(folder: string, machine: Partial<FakeMachine> = {}, ids?: string[]): LiveRoot {
  const live = liveSystem({ ...machine, mounts: [`7 1 8:17 / /${folder} ro - vfat /dev/sdb1 ro`] });
  const hosts = (ids ?? [live.read('etc/mkapkovl/build-id').trim()]).map((build_id) => ({ build_id }));
  live.write(`${folder}/boot/mkapkovl.json`, `${JSON.stringify({ schema: 1, hosts }, null, 2)}\n`);
  live.fault(`case "\${0##*/} $*" in mount\\ -o\\ remount*) exit 0 ;; esac`);
  return live;
}

describeWith(['applets', 'setsid'], 'a medium that holds the overlay in an initramfs', () => {
  const folders = ['media/sda1', 'media/usb', 'media/cdrom', 'srv/stick'];

  test.each(folders)('with the note erases nothing, mounted at %s', (folder) => {
    const live = withMadeMedium(folder, {
      ...armed,
      disks: [{ name: 'sda', serial: 'SERIAL1', saysBytes: 2 ** 31, bytes: 2 ** 31, content: { 510: '\x55\xaa' } }],
    });
    live.write(`${folder}/mkapkovl-installed.txt`, live.read('etc/mkapkovl/build-id'));
    const before = ends(live);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain('this overlay has already been installed');
    expect(ends(live)).toBe(before);
  });

  test.each(folders)('gets the note, mounted at %s', (folder) => {
    const live = withMadeMedium(folder);
    expect(install(live).status).toBe(0);
    expect(live.read(`${folder}/mkapkovl-installed.txt`)).toContain(live.read('etc/mkapkovl/build-id'));
  });

  test('keeps the notes of the other hosts that were installed from it', () => {
    const other = 'cd'.repeat(32);
    const live = withMadeMedium('media/sda1', {}, [other, 'ab'.repeat(32)]);
    live.write('media/sda1/boot/mkapkovl.json', JSON.stringify([other, live.read('etc/mkapkovl/build-id').trim()]));
    live.write('media/sda1/mkapkovl-installed.txt', `beta is installed\n${other}\n`);
    expect(install(live).status).toBe(0);
    const text = live.read('media/sda1/mkapkovl-installed.txt');
    expect(text).toContain(`beta is installed\n${other}\n`);
    expect(text).toContain(live.read('etc/mkapkovl/build-id'));
  });

  test('for other hosts only is left alone', () => {
    const live = withMadeMedium('media/sda1', {}, ['cd'.repeat(32)]);
    expect(install(live).status).toBe(0);
    expect(live.has('media/sda1/mkapkovl-installed.txt')).toBe(false);
    expect(live.calls().filter((call) => call.includes('remount'))).toEqual([]);
  });

  test('installs nothing if the overlay has no build id, which is in every note and in none', () => {
    const live = withMadeMedium('media/sda1');
    live.write('etc/mkapkovl/build-id', '');
    const before = ends(live);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain('the overlay has no build id');
    expect(ends(live)).toBe(before);
  });

  test('whose file is damaged is left alone', () => {
    const live = withMadeMedium('media/sda1', {}, ['']);
    live.write('media/sda1/boot/mkapkovl.json', '');
    expect(install(live).status).toBe(0);
    expect(live.has('media/sda1/mkapkovl-installed.txt')).toBe(false);
  });
});

describeWith(['applets', 'setsid'], 'what the initramfs keeps', () => {
  test('is the controller of the disk and the cards of the ports, in the initramfs itself', () => {
    const live = liveSystem({ files: { 'etc/network/interfaces': 'auto eth0\niface eth0 inet dhcp\n' } });
    const card = path.join(live.root, 'sys/devices/pci0000:00/0000:00:19.0');
    mkdirSync(path.join(live.root, 'sys/class/net'), { recursive: true });
    live.write('sys/devices/pci0000:00/0000:00:19.0/net/eth0/address', '52:54:00:00:00:01\n');
    for (const [name, text] of Object.entries({ vendor: '0x8086', device: '0x10d3', class: '0x020000' }))
      live.write(`sys/bus/pci/devices/0000:00:19.0/${name}`, `${text}\n`);
    symlinkSync(card, path.join(card, 'net/eth0/device'));
    symlinkSync(path.join(card, 'net/eth0'), path.join(live.root, 'sys/class/net/eth0'));
    expect(install(live).status).toBe(0);
    expect(installedFiles(live)['sda2/etc/mkapkovl/keep']?.split('\n')).toEqual([
      '0000:00:17.0\t8086:a282\tthe file system on /boot',
      '0000:00:17.0\t8086:a282\tthe root file system',
      '0000:00:19.0\t8086:10d3\tthe network port eth0',
      '',
    ]);
    expect(live.read('tmp/initramfs/etc/mkapkovl/keep')).toBe(installedFiles(live)['sda2/etc/mkapkovl/keep']);
  });

  test('must hold the controller of the disk', () => {
    const live = liveSystem();
    live.fault(`case "\${0##*/}" in setup-disk) rm -rf "$MKAPKOVL_ROOT/sys/dev" ;; esac`);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain('the controller of sda is not among the devices that the initramfs keeps');
  });

  test.each(['agent/bind.sh', 'agent/pci.sh', 'devices'])('%s must be in it', (part) => {
    const live = liveSystem({ files: { 'etc/mkinitfs/features.d/vfio.files': '' } });
    const files = ['agent/common.sh', 'agent/pci.sh', 'agent/bind.sh', 'devices', 'keep'].filter(
      (name) => name !== part,
    );
    live.write('etc/mkinitfs/features.d/vfio.files', files.map((name) => `/etc/mkapkovl/${name}\n`).join(''));
    expect(install(live).stderr).toContain(`the initramfs has no ${part}`);
  });
});
