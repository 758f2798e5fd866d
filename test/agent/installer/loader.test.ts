import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { buildId } from './machine.ts';
import { grubCode, install, installedFiles, liveSystem, markOf, powerCut } from './programs.ts';

const finished = `MKAPKOVL1 kvm1 2 ${buildId} finished`;
const bootCode = (live: ReturnType<typeof liveSystem>) =>
  execFileSync('head', ['-c', '440', path.join(live.root, 'dev/sda')]);
const none = Buffer.alloc(440);
const grub = { install: { INSTALL_LOADER: 'grub' } };

describeWith(['applets', 'setsid'], 'GRUB on BIOS', () => {
  test('is installed by the installer itself, as setup-disk from 3.19 to 3.23 is given no disk to do it', () => {
    const live = liveSystem(grub);
    expect(install(live).stderr).not.toContain('FAILED');
    const calls = live.calls().filter((call) => call.startsWith('grub-install'));
    expect(calls).toEqual([
      `grub-install --target=i386-pc --boot-directory=${live.root}/mnt/boot ${live.root}/dev/sda`,
    ]);
    expect(bootCode(live)).toEqual(grubCode);
    expect(markOf(live)).toBe(finished);
  });

  test('is held back until all is done', () => {
    const live = liveSystem(grub);
    live.fault(`case "\${0##*/} $*" in 'chroot '*mkinitfs*) exit 1 ;; esac`);
    expect(install(live).status).not.toBe(0);
    expect(bootCode(live)).toEqual(none);
  });

  test('is put in place by the next start, when the power failed just before', () => {
    const live = liveSystem(grub);
    live.fault(
      `case "\${0##*/} $*" in 'sync '*/root/var/lib/mkapkovl/steps/install-finish.json.new) rm "$FAULTS"; kill -9 0 ;; esac`,
    );
    install(live);
    expect(markOf(live)).toMatch(/ installed$/);
    expect(bootCode(live)).toEqual(none);
    powerCut(live);
    expect(install(live).status).toBe(0);
    expect(bootCode(live)).toEqual(grubCode);
    expect(live.calls().filter((call) => call.startsWith('sfdisk'))).toHaveLength(1);
    expect(live.read('proc/self/mountinfo')).not.toContain('/mnt');
  });

  test('that cannot be installed stops the installation', () => {
    const live = liveSystem(grub);
    live.fault(`case "\${0##*/}" in grub-install) echo no embedding area >&2; exit 1 ;; esac`);
    expect(install(live).stderr).toContain('grub-install failed: no embedding area');
    expect(markOf(live)).toMatch(/ started$/);
  });
});

describeWith(['applets', 'setsid'], 'GRUB on UEFI', () => {
  const efi = (live: ReturnType<typeof liveSystem>) =>
    Object.keys(installedFiles(live)).filter((name) => name.includes('/EFI/'));
  const cutOff = (live: ReturnType<typeof liveSystem>, where: string) => {
    live.fault(`case "\${0##*/} $*" in ${where} then rm "$FAULTS"; kill -9 0; fi ;; esac`);
    install(live);
    expect(markOf(live)).toMatch(/ installed$/);
    powerCut(live);
  };

  test.each([
    ['before', "'sync '*/root/var/lib/mkapkovl/steps/install-finish.json.new) if :;", 'sda1/EFI/boot/bootx64.efi.off'],
    ['behind', 'umount*) if [ -e "$MKAPKOVL_ROOT/mnt/EFI/boot/bootx64.efi" ];', 'sda1/EFI/boot/bootx64.efi'],
  ])('is completed by the next start, when the power failed just %s its place', (_, where, there) => {
    const live = liveSystem({ firmware: 'uefi' });
    cutOff(live, where);
    expect(efi(live)).toEqual([there]);
    expect(install(live).status).toBe(0);
    expect(efi(live)).toEqual(['sda1/EFI/boot/bootx64.efi']);
    expect(markOf(live)).toBe(finished);
    expect(live.calls().filter((call) => call.startsWith('sfdisk'))).toHaveLength(1);
  });

  test('starts an encrypted root from the system partition at /boot', () => {
    const files = { 'etc/mkapkovl/secrets/luks-passphrase': 'planted\n' };
    const live = liveSystem({ firmware: 'uefi', install: { PASSPHRASE: 'file' }, files });
    expect(install(live).stderr).not.toContain('FAILED');
    expect(efi(live)).toEqual(['sda1/EFI/boot/bootx64.efi']);
    const entries = installedFiles(live)['sda1/grub/grub.cfg']?.match(/linux .*/g);
    expect(entries).toHaveLength(2);
    for (const entry of entries ?? []) expect(entry).toContain(' cryptroot=UUID=2 cryptdm=root ');
    expect(entries?.[1]).toContain('mkapkovl=rescue');
    expect(markOf(live)).toBe(finished);
  });
});

describeWith(['applets', 'setsid'], 'a boot loader', () => {
  test.each(['bios', 'uefi'] as const)('that setup-disk left out on %s is missed', (firmware) => {
    const live = liveSystem({ firmware, files: { 'tmp/no-loader': '' } });
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain('setup-disk installed no boot loader');
    expect(markOf(live)).toMatch(/ started$/);
  });
});

describeWith(['applets', 'setsid'], 'the boot menu', () => {
  const settings = (options: string[], machine: Parameters<typeof liveSystem>[0] = {}) => {
    const live = liveSystem({ ...machine, files: { 'etc/mkapkovl/kernel-options': `${options.join('\n')}\n` } });
    expect(install(live).stderr).not.toContain('FAILED');
    const files = installedFiles(live);
    const text = files['sda2/etc/default/grub'] ?? files['sda2/etc/update-extlinux.conf'] ?? '';
    return text.split('\n').filter((line) => /^serial_|_SERIAL_|_TERMINAL_/.test(line));
  };
  const onSerial = (unit: number, speed: number) => [
    `GRUB_SERIAL_COMMAND="serial --unit=${unit} --speed=${speed}"`,
    'GRUB_TERMINAL_INPUT="console serial"',
    'GRUB_TERMINAL_OUTPUT="console serial"',
  ];

  test('of extlinux is shown at the serial console, too, so that its rescue entry can be chosen there', () => {
    expect(settings(['quiet', 'console=tty0', 'console=ttyS1,57600n8'])).toEqual([
      'serial_port=1',
      'serial_baud=57600',
    ]);
  });

  test('of GRUB is shown on the screen and at the serial console', () => {
    const options = ['console=tty0', 'console=ttyS0,115200'];
    expect(settings(options, { firmware: 'uefi' })).toEqual(onSerial(0, 115200));
    expect(settings(options, grub)).toEqual(onSerial(0, 115200));
  });

  test('has the speed of the login there, if the profile says none', () => {
    expect(settings(['console=ttyS0'])).toEqual(['serial_port=0', 'serial_baud=115200']);
  });

  test('goes where the messages of boot go, of several serial consoles', () => {
    expect(settings(['console=ttyS0,9600', 'console=ttyS1,115200', 'console=tty0'], grub)).toEqual(onSerial(1, 115200));
  });

  test.each([
    ['the screen', 'console=tty0'],
    ['a port that firmware does not know', 'console=ttyS4,115200'],
    ['a port beyond the ninth', 'console=ttyS10,115200'],
    ['a virtual console', 'console=hvc0'],
    ['a USB port', 'console=ttyUSB0,115200'],
    ['a port of early messages only', 'earlycon=ttyS0,115200'],
  ])('stays on the screen alone, if the console is %s', (_, option) => {
    expect(settings([option])).toEqual(['serial_port=', 'serial_baud=115200']);
    expect(settings([option], grub)).toEqual([]);
  });
});

describeWith(['applets', 'setsid'], 'an encrypted root', () => {
  test('that setup-disk did not see to be one is no system that starts', () => {
    const files = { 'etc/mkapkovl/secrets/luks-passphrase': 'planted\n', 'tmp/no-crypt': '' };
    const live = liveSystem({ install: { PASSPHRASE: 'file' }, files });
    expect(install(live).stderr).toContain('the initramfs does not open the encrypted disk');
    expect(markOf(live)).toMatch(/ started$/);
  });
});

describeWith(['applets', 'setsid'], 'setup-alpine', () => {
  test.each(['ntpd', 'busybox'])('waits for a time server no longer than half a minute, by %s', (program) => {
    const live = liveSystem();
    install(live);
    expect(live.read(`run/mkapkovl/bin/${program}`)).toContain('exec /bin/busybox timeout 30 /bin/busybox');
  });
});

/** A file that is there and writable by its mode, but cannot be opened, as a console without its port. */
async function withDeadConsole(live: ReturnType<typeof liveSystem>, body: () => void) {
  const server = createServer().listen(path.join(live.root, 'dev/console'));
  await once(server, 'listening');
  try {
    body();
  } finally {
    server.close();
    await once(server, 'close');
  }
}

describeWith(['applets', 'setsid'], 'a console that cannot be opened', () => {
  test('does not stop the installation, and what it should show is told all the same', async () => {
    const live = liveSystem();
    await withDeadConsole(live, () => {
      const { status, stderr } = install(live);
      expect(status).toBe(0);
      expect(stderr).toContain('mkapkovl: installing to sda (fresh)\n');
    });
    expect(markOf(live)).toBe(finished);
  });

  test('gives no passphrase, and nothing is written', async () => {
    const live = liveSystem({ install: { PASSPHRASE: 'prompt' } });
    await withDeadConsole(live, () => {
      const env = { MKAPKOVL_CONSOLE: path.join(live.root, 'dev/console') };
      const { stderr } = live.run('. "$MKAPKOVL_ROOT/etc/mkapkovl/agent/install.sh"', env);
      expect(stderr).toContain('there is no console to type it on');
    });
    expect(markOf(live)).toBe('');
  });
});
