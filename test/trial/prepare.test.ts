import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exitStatus } from '../../src/findings/finding.ts';
import { uefiWords } from '../../src/trial/hardware/firmware.ts';
import { findQemu } from '../../src/trial/hardware/qemu.ts';
import { differencesToReport } from '../../src/trial/overlays.ts';
import { prepare } from '../../src/trial/prepare.ts';
import type { Options, Prepared } from '../../src/trial/trial.ts';
import { folderWith, leastProfile } from '../support/run.ts';
import { mediumFolder, pretendedQemu } from './media.ts';

const installable = ['linux-lts', 'mkinitfs', 'sfdisk', 'e2fsprogs', 'syslinux', 'chrony', 'tzdata', 'kbd-bkeymaps'];

async function prepared(more: Partial<Options> = {}, profile = leastProfile, environment: Record<string, string> = {}) {
  const cwd = folderWith({ 'profile.yaml': profile });
  const options: Options = {
    profile: 'profile.yaml',
    install: false,
    keep: false,
    uefi: false,
    offline: true,
    timeout: 60,
    ...more,
  };
  const surroundings = { cwd, environment: { PATH: pretendedQemu(), ...environment }, version: '0' };
  const result = await prepare(options, { ...surroundings, accelerator: { name: 'tcg', why: 'a test' } });
  if ('boots' in result) {
    onTestFinished(async () => {
      await result.close();
      rmSync(result.folder, { recursive: true, force: true });
    });
  }
  return result;
}

async function refused(...given: Parameters<typeof prepared>) {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('mkapkovl-try-'));
  const result = await prepared(...given);
  if ('boots' in result) throw new Error('it was prepared');
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith('mkapkovl-try-'));
  expect(after.filter((name) => !before.includes(name)).length, 'folders left behind').toBe(0);
  return result.findings;
}

const codesOf = (findings: { code: string }[]) => findings.map(({ code }) => code);

async function ready(...given: Parameters<typeof prepared>): Promise<Prepared> {
  const result = await prepared(...given);
  if (!('boots' in result)) throw new Error(JSON.stringify(result.findings));
  return result;
}

/** The value of a word of QEMU that begins with another. */
const wordAfter = ({ words }: Prepared['boots'][number], word: string) => words[words.indexOf(word) + 1]!;

describe('a trial', () => {
  test('of a profile with errors reports what a build reports', async () => {
    const findings = await refused({ media: mediumFolder() }, `${leastProfile}pakages: []\n`);
    expect(codesOf(findings)).toEqual(['unknown-key']);
    expect(findings[0]).toMatchObject({ file: 'profile.yaml', line: 5 });
    expect(exitStatus(findings)).toBe(1);
  });

  test('that cannot be laid out for want of a folder says where it wanted to', async () => {
    const before = process.env.TMPDIR;
    const cwd = folderWith({ 'profile.yaml': leastProfile });
    const [media, PATH] = [mediumFolder(), pretendedQemu()];
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    process.env.TMPDIR = path.join(cwd, 'nowhere');
    const options = { profile: 'profile.yaml', media, install: false, keep: false, uefi: false, offline: true };
    const result = await prepare({ ...options, timeout: 60 }, { cwd, environment: { PATH }, version: '0' });
    if ('boots' in result) throw new Error('it was prepared');
    expect(codesOf(result.findings)).toEqual(['trial-folder-unwritable']);
    expect(result.findings[0]?.message).toContain('nowhere');
    expect(exitStatus(result.findings)).toBe(3);
  });

  test('reads secrets as a build does', async () => {
    const secret = leastProfile.replace('{ prompt: true }', '{ env: HASH }');
    expect(codesOf(await refused({ media: mediumFolder() }, secret))).toEqual(['secret-not-set']);
  });

  test('without a medium says which official one fits, and how to get it', async () => {
    const [finding, ...others] = await refused();
    expect(others).toEqual([]);
    expect(finding?.code).toBe('medium-missing');
    const url = 'https://dl-cdn.alpinelinux.org/alpine/v3.23/releases/x86_64/alpine-standard-3.23.0-x86_64.iso';
    expect(finding?.remedy).toContain(
      `wget ${url} ${url}.sha256 && sha256sum -c alpine-standard-3.23.0-x86_64.iso.sha256`,
    );
    expect(exitStatus([finding!])).toBe(3);
  });

  test('with a medium that does not fit ends before anything is made', async () => {
    expect(codesOf(await refused({ media: mediumFolder({ release: '3.19.1' }) }))).toEqual(['medium-other-release']);
    expect(codesOf(await refused({ media: mediumFolder({ kernel: 'virt' }) }))).toEqual(['medium-other-kernel']);
    expect(codesOf(await refused({ media: '/nowhere.iso' }))).toEqual(['medium-unreadable']);
  });

  test('of an installation is refused where nothing would be installed', async () => {
    const diskless = leastProfile
      .replace('disk: { serial: SERIAL1 }', 'mode: diskless')
      .replace('{ prompt: true }', '{ env: HASH }');
    const findings = await refused({ media: mediumFolder(), install: true }, diskless);
    expect(codesOf(findings)).toContain('trial-nothing-to-install');
  });

  test('of an installation from the medium alone says what the medium lacks', async () => {
    const findings = await refused({ media: mediumFolder(), install: true });
    expect(codesOf(findings)).toEqual(['medium-lacks-packages']);
    expect(findings[0]?.message).toContain('linux-lts, mkinitfs, sfdisk, e2fsprogs, syslinux');
  });

  test('without QEMU says how to install it', async () => {
    const findings = await refused({ media: mediumFolder() }, leastProfile, { PATH: folderWith() });
    expect(codesOf(findings)).toEqual(['qemu-missing']);
    expect(findings[0]?.remedy).toContain('apt-get install qemu-system-x86');
  });

  test('with a QEMU that lacks what it cannot do without says what', async () => {
    const found = await findQemu({ PATH: pretendedQemu(['virtio-net-pci', 'ide-cd']) });
    expect(found).toMatchObject({
      code: 'qemu-lacks-device',
      message: 'QEMU 7.2.22 has no intel-iommu, virtio-blk-pci',
    });
  });

  test('with UEFI needs firmware for it', () => {
    expect(uefiWords('/trial', () => false)).toMatchObject({ code: 'firmware-missing' });
  });
});

describe('what is prepared', () => {
  test('is a machine with the kernel of the medium, the disk of the profile and a stick with the overlay', async () => {
    const trial = await ready({ media: mediumFolder() });
    const [boot, ...others] = trial.boots;
    expect(others).toEqual([]);
    expect(boot).toMatchObject({ name: 'medium', ends: 'poweroff', program: 'qemu-system-x86_64' });
    expect(readFileSync(wordAfter(boot!, '-kernel'), 'utf8')).toBe('kernel');
    expect(wordAfter(boot!, '-append')).toBe(
      'modules=loop,squashfs,sd-mod,usb-storage console=tty0 console=ttyS0,115200 mitigations=off nokaslr no_timer_check',
    );
    expect(boot!.words.some((word) => word.includes('serial=SERIAL1'))).toBe(true);
    expect(readdirSync(path.join(trial.folder, 'stick'))).toEqual(['least.apkovl.tar.gz']);
    const [drive] = trial.drives!;
    expect(drive).toMatchObject({ serial: 'SERIAL1', target: false });
    // A blank disk takes no room.
    expect(statSync(drive!.file).blocks).toBe(0);
    expect(trial.medium).toMatchObject({ release: '3.23.2', kernel: 'lts' });
  });

  test('starts twice for an installation: the medium until the restart, then the disk, with the same machine', async () => {
    const { boots, drives } = await ready({ media: mediumFolder({ packages: installable }), install: true });
    expect(boots.map(({ name, ends }) => `${name} ${ends}`)).toEqual(['medium reboot', 'disk poweroff']);
    expect(drives?.[0]?.target).toBe(true);
    const [medium, disk] = boots.map(({ words }) => words);
    const device = (word: string) => word.replace(',bootindex=1', '');
    for (const word of disk!) expect(medium!.map(device), word).toContain(device(word));
    expect(disk!.some((word) => word.includes('bootindex=1'))).toBe(true);
    expect(disk).not.toContain('-kernel');
  });

  test('has an overlay that knows itself: its build id is that of the record', async () => {
    const trial = await ready({ media: mediumFolder() });
    const overlay = gunzipSync(readFileSync(path.join(trial.folder, 'stick/least.apkovl.tar.gz'))).toString('latin1');
    expect(overlay).toContain(`${trial.buildId}\n`);
    expect(trial.filesThatDiffer).toContain('etc/mkapkovl/build-id');
    expect(trial.findings).toEqual([]);
  });

  test('is unreachable, and reaches only the packages of the medium, when it is offline', async () => {
    const { boots } = await ready({ media: mediumFolder() });
    expect(wordAfter(boots[0]!, '-netdev')).toMatch(/,restrict=on,guestfwd=tcp:10\.0\.2\.\d+:80-cmd:/);
    const online = await ready({ media: mediumFolder(), offline: false });
    expect(wordAfter(online.boots[0]!, '-netdev')).not.toMatch(/restrict|guestfwd/);
    expect(online.substitutions.map(({ where }) => where)).not.toContain('/alpine/mirror');
  });

  test('keeps its folder on request, and does not change the medium', async () => {
    const media = mediumFolder();
    const before = readdirSync(media, { recursive: true });
    const trial = await ready({ media });
    await trial.close();
    expect(existsSync(trial.folder)).toBe(true);
    expect(readdirSync(media, { recursive: true })).toEqual(before);
  });
});

test('a file that differs without a reported cause is reported', () => {
  const file = (feature: string) => ({ path: 'etc/a', type: 'file', origin: { feature, paths: [] } }) as never;
  const trees = [new Map([['etc/a', file('network')]]), new Map([['etc/a', file('network')]])];
  const about = (feature: string) => [{ where: '', from: '', to: '', why: '', features: [feature] }];
  expect(differencesToReport(['etc/a'], trees, about('network'))).toEqual([]);
  const [problem] = differencesToReport(['etc/a'], trees, about('system'));
  expect(problem).toMatchObject({ code: 'trial-unexplained-difference', message: expect.stringContaining('etc/a') });
});
