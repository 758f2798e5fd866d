import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { buildId, type FakeMachine } from './machine.ts';
import { ends, install, installedFiles, liveSystem, markOf, powerCut } from './programs.ts';

const finished = `MKAPKOVL1 kvm1 2 ${buildId} finished`;
const passphrase = 'planted-Passphrase 1';
const encrypted = (kind: string, more: Record<string, string> = {}) => ({ install: { PASSPHRASE: kind, ...more } });
const programsOf = (calls: string[]) => calls.map((call) => call.split(' ', 1)[0]);

describeWith(['applets', 'setsid'], 'the installer', () => {
  test('puts the system on a blank disk and starts it, once', () => {
    const live = liveSystem();
    const ran = install(live);
    expect(ran.status).toBe(0);
    expect(markOf(live)).toBe(finished);
    expect(live.calls().filter((call) => call === 'reboot')).toHaveLength(1);
    expect(live.calls().at(-1)).toBe('reboot');
    expect(live.read('proc/self/mountinfo')).not.toContain('/mnt');
    expect(ran.stderr).toContain('mkapkovl: installing to sda (fresh)\n');
  });

  test('asks everything before it writes anything', () => {
    const live = liveSystem();
    const before = ends(live);
    live.fault(`case "\${0##*/}" in setup-alpine) exit 1 ;; esac`);
    expect(install(live).status).not.toBe(0);
    expect(ends(live)).toBe(before);
    const programs = programsOf(live.calls());
    expect(programs).toContain('apk');
    expect(programs).not.toContain('sfdisk');
  });

  test('adds to what setup-disk wrote, and takes nothing away', () => {
    const live = liveSystem();
    install(live);
    const files = installedFiles(live);
    expect(files['sda2/etc/mkinitfs/mkinitfs.conf']).toBe('features="ata base ide scsi usb virtio ext4 vfio"\n');
    expect(files['sda2/etc/update-extlinux.conf']).toBe(
      'overwrite=1\nhidden=0\ntimeout=5\ndefault_kernel_opts="quiet rootfstype=ext4 intel_iommu=on iommu=pt"\n' +
        'modules=sd-mod,usb-storage,ext4,vfio,vfio_iommu_type1,vfio-pci\nroot=UUID=1\nserial_port=\nserial_baud=115200\n',
    );
    expect(files['sda2/etc/fstab']).toBe(
      'UUID=1\t/\text4\trw\t0 1\ntmpfs\t/tmp\ttmpfs\tnosuid\t0\t0\nUUID=9\t/srv\text4\tnoatime\t0\t2\n',
    );
  });

  test('keeps huge pages of two sizes apart, though there are as many of both', () => {
    const pages = ['hugepagesz=2M', 'hugepages=4', 'hugepagesz=1G', 'hugepages=4'];
    const live = liveSystem({ files: { 'etc/mkapkovl/kernel-options': `quiet\n${pages.join('\n')}\n` } });
    install(live);
    expect(installedFiles(live)['sda2/etc/update-extlinux.conf']).toContain(
      `default_kernel_opts="quiet rootfstype=ext4 ${pages.join(' ')}"\n`,
    );
  });

  test('mounts what the profile wants in the place of setup-disk’s drives, and never in that of the system itself', () => {
    const wanted = [
      '/dev/sdb1\t/tmp\text4\tnoexec\t0\t2',
      'UUID=9\t/\text4\tnoatime\t0\t1',
      '/dev/sdc\tnone\tswap\tsw\t0\t0',
    ];
    const live = liveSystem({ files: { 'etc/mkapkovl/fstab': `${wanted.join('\n')}\n` } });
    install(live);
    expect(installedFiles(live)['sda2/etc/fstab']).toBe(`UUID=1\t/\text4\trw\t0 1\n${wanted[0]}\n${wanted[2]}\n`);
  });

  test('makes a second entry that passes nothing through, which a kernel upgrade keeps', () => {
    const live = liveSystem();
    install(live);
    const menu = installedFiles(live)
      ['sda1/extlinux.conf']?.split('\n')
      .filter((line) => line.includes('APPEND'));
    expect(menu).toEqual([
      '  APPEND root=UUID=1 modules=sd-mod,usb-storage,ext4,vfio,vfio_iommu_type1,vfio-pci quiet rootfstype=ext4 intel_iommu=on iommu=pt',
      '  APPEND root=UUID=1 modules=sd-mod,usb-storage,ext4 quiet rootfstype=ext4 intel_iommu=on iommu=pt mkapkovl=rescue',
    ]);
  });

  test('builds the initramfs for the kernel of the target, not the running one', () => {
    const live = liveSystem();
    install(live);
    const built = live.calls().filter((call) => call.includes('mkinitfs -o'));
    expect(built).toEqual([expect.stringMatching(/ mkinitfs -o \/boot\/initramfs-lts 6\.18\.1-0-lts$/)]);
  });

  test('leaves no installer, no empty password and its records in the target', () => {
    const live = liveSystem();
    install(live);
    const files = installedFiles(live);
    expect(Object.keys(files)).not.toContain('sda2/etc/runlevels/default/mkapkovl-install');
    expect(files['sda2/etc/shadow']).toBe('root:*::0:::::\nbin:!::0:::::\n');
    expect(live.read('etc/shadow')).toBe('root:*::0:::::\n');
    for (const step of ['alpine', 'disk', 'system', 'target', 'finish'])
      expect(live.read(`tmp/volumes/sda2/var/lib/mkapkovl/steps/install-${step}.json`)).toContain('"state":"done"');
  });

  test('makes the accounts, with the password hashes and keys of the profile', () => {
    const live = liveSystem({
      files: {
        'etc/mkapkovl/users': 'root\thash\t-\nana\tlocked\twheel,libvirt\n',
        'etc/mkapkovl/secrets/password.root': '$6$salt$hash\n',
        'etc/mkapkovl/authorized_keys/ana': 'ssh-ed25519 AAAA ana\n',
      },
    });
    expect(install(live).status).toBe(0);
    const files = installedFiles(live);
    expect(files['sda2/etc/shadow']).toBe('root:$6$salt$hash::0:::::\nbin:!::0:::::\nana:*::0:::::\n');
    expect(files['sda2/home/ana/.ssh/authorized_keys']).toBe('ssh-ed25519 AAAA ana\n');
    const inside = live.calls().filter((call) => call.startsWith('chroot'));
    expect(inside.join('\n')).not.toContain('hash');
    expect(inside).toContainEqual(expect.stringMatching(/ addgroup ana wheel$/));
    expect(inside).not.toContainEqual(expect.stringMatching(/ addgroup ana libvirt$/));
  });

  test('leaves a finished disk alone, though the medium is still there', () => {
    const live = liveSystem();
    install(live);
    powerCut(live);
    const before = ends(live);
    const calls = live.calls().length;
    expect(install(live).status).toBe(0);
    expect(ends(live)).toBe(before);
    expect(programsOf(live.calls().slice(calls))).not.toContain('reboot');
    expect(live.read('var/lib/mkapkovl/steps/install-check.json')).toContain('"state":"skipped"');
  });

  test('writes nothing more when another disk has got the name of the chosen one', () => {
    const live = liveSystem();
    const serial = 'sys/block/sda/device/vpd_pg80';
    const before = live.read(serial);
    live.fault(`[ "\${0##*/}" != umount ] || printf '\\0\\200\\0\\006OTHER1' > "$MKAPKOVL_ROOT/${serial}"`);
    const ran = install(live);
    expect(ran.status).not.toBe(0);
    expect(ran.stderr).toContain('sda is a different disk now\n');
    expect(markOf(live)).toBe(finished.replace('finished', 'started'));
    expect(live.calls()).not.toContain('reboot');

    live.fault('');
    live.write(serial, before);
    expect(install(live).status).toBe(0);
    expect(markOf(live)).toBe(finished);
  });

  test('only makes a complete system startable, and erases nothing of it', () => {
    const live = liveSystem();
    live.fault(
      `case "\${0##*/} $*" in 'sync '*/root/var/lib/mkapkovl/steps/install-finish.json.new) rm "$FAULTS"; kill -9 0 ;; esac`,
    );
    install(live);
    expect(markOf(live)).toMatch(/ installed$/);
    powerCut(live);
    live.write('proc/net/route', '');
    const [files, calls] = [installedFiles(live), live.calls().length];
    expect(install(live).status).toBe(0);
    expect(markOf(live)).toBe(finished);
    expect(installedFiles(live)).toEqual(files);
    expect(programsOf(live.calls().slice(calls))).not.toContain('sfdisk');
  });
});

describeWith(['applets', 'setsid'], 'the installer on UEFI', () => {
  test('holds the loader back until all is done', () => {
    const live = liveSystem({ firmware: 'uefi' });
    live.fault(`case "\${0##*/} $*" in 'chroot '*mkinitfs*) exit 1 ;; esac`);
    expect(install(live).status).not.toBe(0);
    expect(Object.keys(installedFiles(live))).toContain('sda1/EFI/boot/bootx64.efi.off');
    live.fault('');
    expect(install(live).status).toBe(0);
    expect(Object.keys(installedFiles(live)).filter((name) => name.startsWith('sda1/EFI'))).toEqual([
      'sda1/EFI/boot/bootx64.efi',
    ]);
    expect(markOf(live)).toBe(finished);
  });

  test('writes the options and both entries for GRUB', () => {
    const live = liveSystem({ firmware: 'uefi' });
    expect(install(live).stderr).not.toContain('FAILED');
    const lines = installedFiles(live)['sda2/boot/grub/grub.cfg']?.split('\n');
    expect(lines?.filter((line) => /menuentry|linux\s/.test(line))).toEqual([
      "menuentry 'Alpine, with Linux lts' --class x $menuentry_id_option 'gnulinux-lts' {",
      '\tlinux /boot/vmlinuz-lts root=UUID=1 modules=sd-mod,usb-storage,ext4,vfio,vfio_iommu_type1,vfio-pci quiet rootfstype=ext4 intel_iommu=on iommu=pt',
      "menuentry 'Alpine, with Linux lts, rescue: no device is passed through' --class x $menuentry_id_option 'gnulinux-lts-rescue' {",
      '\tlinux /boot/vmlinuz-lts root=UUID=1 modules=sd-mod,usb-storage,ext4 quiet rootfstype=ext4 intel_iommu=on iommu=pt mkapkovl=rescue',
    ]);
    expect(live.read('tmp/table')).toMatch(
      /^label: gpt\nlabel-id: [-0-9a-f]{36}\nstart=2048, size=1048576, type=C12A7328-/,
    );
  });
});

describeWith(['applets', 'setsid'], 'the passphrase', () => {
  const medium: Partial<FakeMachine> = {
    ...encrypted('medium', { PASSPHRASE_MEDIUM: 'KEYS:host/kvm1.key' }),
    files: {
      'tmp/blkid': '/dev/sdc1: LABEL="KEYS" UUID="1" TYPE="ext4"\n',
      'tmp/volumes/sdc1/host/kvm1.key': `${passphrase}\n`,
    },
  };
  const ways: [string, Partial<FakeMachine>][] = [
    ['is asked for twice', { ...encrypted('prompt'), files: { 'dev/keyboard': `${passphrase}\n${passphrase}\n` } }],
    [
      'is asked for again when the two differ, or are empty',
      { ...encrypted('prompt'), files: { 'dev/keyboard': `other\n${passphrase}\n\n\n${passphrase}\n${passphrase}\n` } },
    ],
    ['is read from a medium', medium],
    [
      'is that of the overlay',
      { ...encrypted('file'), files: { 'etc/mkapkovl/secrets/luks-passphrase': `${passphrase}\n` } },
    ],
  ];

  test.each(ways)('%s, goes through pipes only, and is nowhere on the disk', (_, machine) => {
    const live = liveSystem(machine);
    const { status, stdout, stderr } = install(live);
    expect({ status, stderr: stderr.match(/.*FAILED.*/)?.[0] }).toEqual({ status: 0, stderr: undefined });
    expect(live.read('tmp/luks-key')).toBe(passphrase);
    const told = [...live.calls(), stdout, stderr, live.read('var/log/mkapkovl.log')];
    const { 'sdc1/host/kvm1.key': _medium, ...written } = installedFiles(live);
    expect([...told, ...Object.values(written)].join('\n')).not.toContain(passphrase);
    expect(written['root/etc/update-extlinux.conf']).toContain(
      'cryptroot=UUID=2 cryptdm=root quiet rootfstype=ext4 intel',
    );
    expect(live.has('dev/mapper/root')).toBe(false);
  });

  test('is read from a medium that is mounted without replaying its journal', () => {
    const live = liveSystem(medium);
    install(live);
    expect(live.calls().find((call) => call.startsWith('mount'))).toMatch(/^mount -o ro,noload \/dev\/sdc1 /);
  });

  test.each<[string, Partial<FakeMachine>, RegExp]>([
    ['is not given on the console', { ...encrypted('prompt'), files: { 'dev/keyboard': '' } }, /no one answered/],
    ['is on no medium', encrypted('medium', { PASSPHRASE_MEDIUM: 'KEYS:k' }), /no medium has the label KEYS/],
    [
      'is on two media',
      { ...medium, files: { 'tmp/blkid': '/dev/sdc1: LABEL="KEYS"\n/dev/sdd1: LABEL="KEYS"\n' } },
      /more than one medium/,
    ],
    [
      'is in an empty file',
      { ...encrypted('file'), files: { 'etc/mkapkovl/secrets/luks-passphrase': '' } },
      /missing or empty/,
    ],
    ['is in no file', encrypted('file'), /missing or empty/],
    [
      'cannot be typed',
      { ...encrypted('file'), files: { 'etc/mkapkovl/secrets/luks-passphrase': 'two\nlines\n' } },
      /exactly one line/,
    ],
  ])('stops the installation when it %s', (_, machine, expected) => {
    const live = liveSystem(machine);
    const before = ends(live);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(expected);
    expect(ends(live)).toBe(before);
  });

  test('of an account that wants one is asked for, hashed, and set', () => {
    const live = liveSystem({
      files: { 'etc/mkapkovl/users': 'root\tprompt\t-\n', 'dev/keyboard': 'secret word\nsecret word\n' },
    });
    expect(install(live).status).toBe(0);
    expect(installedFiles(live)['sda2/etc/shadow']).toMatch(/^root:\$6\$[0-9a-f]{20}:/);
    expect(live.calls().join('\n')).not.toContain('secret word');
  });
});
