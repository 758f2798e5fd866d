import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { apkCalls, lacking, medium, putBundle, repositories, withBundle } from './bundle.ts';
import { install, installedFiles, liveSystem, markOf } from './programs.ts';

const alone = '--no-network --repository /media/sdb1/bundle';

/** setup-alpine and setup-disk call apk themselves. */
const callsOfSetup = `case "\${0##*/}" in
  setup-alpine) apk add --quiet --virtual .setup-keymap-deps kbd-bkeymaps && apk update --quiet ;;
  setup-disk) apk add --root /mnt --initdb linux-lts ;;
esac`;

describeWith(['applets', 'setsid'], 'a bundle that has everything', () => {
  test('installs with neither network nor clock', () => {
    const live = withBundle();
    const { status, stderr } = install(live, '', { MKAPKOVL_NOW: '946684800' });
    expect(stderr).not.toContain('FAILED');
    expect(status).toBe(0);
    expect(markOf(live)).toMatch(/ finished$/);
  });

  test('is all that apk takes packages from, also the apk of setup-alpine and setup-disk', () => {
    const live = withBundle();
    live.fault(callsOfSetup);
    expect(install(live).status).toBe(0);
    const adding = apkCalls(live).filter((call) => / add /.test(` ${call} `) && !call.endsWith('--initdb'));
    expect(adding).toEqual([
      expect.stringMatching(`^apk add --simulate ${alone} .* alpine-base openssh libvirt-daemon qemu-img linux-lts `),
      `apk ${alone} add --quiet --virtual .setup-keymap-deps kbd-bkeymaps`,
      `apk ${alone} add --quiet sfdisk e2fsprogs syslinux`,
      `apk ${alone} add --root /mnt --initdb linux-lts`,
      `apk ${alone} add --root /mnt --clean-protected --no-progress libvirt-daemon qemu-img`,
    ]);
    expect(apkCalls(live).filter((call) => call.includes('update'))).toEqual([]);
  });

  test('is asked for what an empty system needs, not for what the live system lacks', () => {
    const live = withBundle();
    expect(install(live).status).toBe(0);
    const asked = apkCalls(live).find((call) => call.includes('--simulate'))!;
    expect(asked).toContain('--root /run/mkapkovl/empty --keys-dir /etc/apk/keys');
    expect(live.has('run/mkapkovl/empty')).toBe(false);
  });

  test('appears nowhere in the installed system', () => {
    const live = withBundle();
    expect(install(live).status).toBe(0);
    const files = installedFiles(live);
    expect(files['sda2/etc/apk/repositories']).toBe(repositories);
    expect(Object.keys(files).filter((name) => files[name]!.includes('/bundle'))).toEqual([]);
  });

  test('is asked for acct up to Alpine 3.19, whose setup-disk installs that too', () => {
    const wanted = (release: string) => {
      const live = withBundle({
        install: { INSTALL_RELEASE: release },
        files: { 'etc/alpine-release': `${release}.1\n` },
      });
      install(live, '--dry-run');
      return apkCalls(live)
        .find((call) => call.includes('--simulate'))!
        .split(' ');
    };
    expect(wanted('3.19')).toContain('acct');
    expect(wanted('3.20')).not.toContain('acct');
  });

  test('is reported to lack firmware that drivers name, which setup-disk leaves out without a word', () => {
    const live = withBundle({
      files: { 'sys/module/r8169/x': '', 'sys/module/snd_hda/x': '', 'sys/module/e100/x': '' },
    });
    live.stub('modinfo', 'case $3 in r8169) printf "rtl_nic/a.fw\\nrtl_nic/b.fw\\n" ;; e100) echo e100.bin ;; esac');
    live.fault('case "${0##*/} $*" in apk*search*) echo linux-firmware-other; exit ;; esac');
    const { status, stderr } = install(live);
    expect(status).toBe(0);
    expect(stderr).toContain('the bundle does not have linux-firmware-rtl_nic, which drivers of this machine may need');
  });

  test('is enough for --dry-run, which writes nothing', () => {
    const live = withBundle();
    const { status, stdout } = install(live, '--dry-run');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^would write sda/)]);
    expect(live.has('run/mkapkovl/apk')).toBe(false);
  });

  test('wins over that of a medium for other builds, which is reported', () => {
    const live = withBundle({ mounts: ['6 1 8:33 / /media/sdc1 ro - vfat /dev/sdc1 ro'] });
    putBundle(live, 'media/sdc1', ['cd'.repeat(32)]);
    const { status, stderr } = install(live);
    expect(status).toBe(0);
    expect(stderr.match(/the medium at \/media\/sdc1 holds other builds/g)).toHaveLength(1);
    expect(apkCalls(live).filter((call) => call.includes('/media/sdc1'))).toEqual([]);
  });
});

describeWith(['applets', 'setsid'], 'with a network', () => {
  const route = { 'proc/net/route': 'Iface Destination Gateway\neth0 00000000 0100000A 0003 0 0 0 00000000 0 0 0\n' };

  test('a bundle that lacks a package is taken together with the repositories', () => {
    const live = withBundle({ files: route });
    live.fault(`${lacking('ERROR: qemu-img (no such package)')}\n${callsOfSetup}`);
    const { status, stderr } = install(live);
    expect(status).toBe(0);
    expect(stderr).toContain('does not have all packages: ERROR: qemu-img (no such package)');
    const together = `apk --repository /${medium}/bundle`;
    expect(apkCalls(live)).toContain(`${together} add --root /mnt --initdb linux-lts`);
    expect(apkCalls(live)).toContain(`${together} update --quiet`);
    // The converge stage adds these.
    expect(apkCalls(live).filter((call) => call.includes('--clean-protected'))).toEqual([]);
  });

  test('no bundle changes no call of apk', () => {
    const live = liveSystem();
    live.fault(callsOfSetup);
    expect(install(live).status).toBe(0);
    expect(apkCalls(live)).toEqual([
      expect.stringMatching(/^apk add --simulate --no-cache --quiet libvirt-daemon qemu-img linux-lts alpine-base /),
      'apk add --quiet --virtual .setup-keymap-deps kbd-bkeymaps',
      'apk update --quiet',
      'apk add --quiet sfdisk e2fsprogs syslinux',
      'apk add --root /mnt --initdb linux-lts',
    ]);
  });
});
