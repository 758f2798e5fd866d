import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, run } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { unpack } from '../../support/unpack.ts';
import { MiB } from './machine.ts';
import { install, liveSystem } from './programs.ts';
import type { LiveRoot } from './root.ts';

const passphrase = 'planted-Passphrase 93512';
const planted = ['planted-Passphrase', 'ERASE_DISKS'];
const profile = (source: string) => `hostname: kvm1
alpine: { release: "3.23" }
access: { root: { password: { env: ROOT_HASH }, authorized_keys: [${key}] } }
install:
  disk: { serial: SERIAL1 }
  encrypt: { passphrase: ${source} }
`;
const key = '"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB3J9ypvGyacSCGtj/CHel9GpW0PP2VJq9DUP4Iu9P6J ana"';
const env = { ROOT_HASH: `$6$saltsalt$${'a'.repeat(86)}`, LUKS: passphrase };
const byFile = '{ env: LUKS }, overlay: plain';

/** Every file that `build` makes, and every file of the overlay, by path. */
async function built(source: string): Promise<{ artifacts: Record<string, string>; overlay: Record<string, string> }> {
  const cwd = folderWith({ 'kvm1.yaml': profile(source) });
  const { status, stderr } = await run(['build', 'kvm1.yaml'], { cwd, env });
  expect({ status, errors: stderr.match(/^.*\berror\b.*$|[1-9]\d* errors?/gm) }).toEqual({ status: 0, errors: null });
  const out = path.join(cwd, 'out');
  const artifacts = readdirSync(out).map((name): [string, string] => [
    name,
    readFileSync(path.join(out, name), 'latin1'),
  ]);
  const members = await unpack(readFileSync(path.join(out, 'kvm1.apkovl.tar.gz')));
  const files = [...members].filter(([name]) => !name.endsWith('/') && !name.startsWith('etc/runlevels/'));
  return {
    artifacts: Object.fromEntries(artifacts),
    overlay: Object.fromEntries(files.map(([name, { content }]) => [name, content.toString('latin1')])),
  };
}

/** The live system of a real overlay. Some programs look for the passphrase on the file systems of the disk first. */
function machine(overlay: Record<string, string>, files: Record<string, string> = {}): LiveRoot {
  const live = liveSystem({
    disks: [{ name: 'sda', serial: 'SERIAL1', bytes: 1100 * MiB }],
    files: { ...overlay, ...files },
  });
  live.fault(`case \${0##*/} in chroot | umount)
  ! grep -rqsF '${passphrase}' "$MKAPKOVL_ROOT/tmp/volumes/root" "$MKAPKOVL_ROOT/tmp/volumes/sda1" ||
    echo "\${0##*/}" >> "$MKAPKOVL_ROOT/tmp/seen" ;;
esac`);
  return live;
}

/**
 * Makes the disk's image what it would be: its partition table, and in the partitions the file systems that were made.
 * That of the root is left in the clear, so that encryption hides nothing from who looks.
 */
function image(live: LiveRoot): string {
  const disk = path.join(live.root, 'dev/sda');
  const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  execFileSync('sfdisk', ['--quiet', disk], { input: live.read('tmp/table'), env: environment });
  for (const [volume, start] of [
    ['sda1', MiB],
    ['root', 513 * MiB],
  ] as const) {
    const folder = path.join(live.root, 'tmp/volumes', volume);
    const words = ['-q', '-F', '-t', 'ext4', '-d', folder, '-E', `offset=${start}`, disk, '128M'];
    execFileSync('mke2fs', words, { env: environment, stdio: 'pipe' });
  }
  return disk;
}

/** Which of the words a file has anywhere in it. */
function wordsIn(file: string, words: string[]): string[] {
  const { stdout } = spawnSync('grep', ['-aoF', ...words.flatMap((word) => ['-e', word]), file], { encoding: 'utf8' });
  return words.filter((word) => stdout.split('\n').includes(word));
}

describeWith(['applets', 'setsid', 'sfdisk', 'mke2fs', 'grep'], 'the passphrase and ERASE_DISKS', () => {
  const ways: [string, string, Record<string, string>][] = [
    ['from the overlay’s own file', byFile, {}],
    ['that is typed', '{ prompt: true }', { 'dev/keyboard': `${passphrase}\n${passphrase}\n` }],
    [
      'from a medium',
      '{ on_medium: "KEYS:host/kvm1.key" }',
      {
        'tmp/blkid': '/dev/sdc1: LABEL="KEYS" TYPE="ext4"\n',
        'tmp/volumes/sdc1/host/kvm1.key': `${passphrase}\n`,
      },
    ],
  ];
  test.each(ways)('%s: on no byte of the installed disk, nor there at any time', async (_, source, files) => {
    const { overlay } = await built(source);
    const live = machine(overlay, files);
    const { status, stderr } = install(live);
    expect({ status, failed: stderr.match(/.*FAILED.*/)?.[0] }).toEqual({ status: 0, failed: undefined });
    expect(live.read('tmp/luks-key')).toBe(passphrase);
    expect(live.has('tmp/seen')).toBe(false);
    expect(wordsIn(image(live), [...planted, 'cryptdm=root'])).toEqual(['cryptdm=root']);
  });

  test('would be found, were they left in a file that setup-disk copies', async () => {
    const { overlay } = await built(byFile);
    const live = machine({ ...overlay, 'etc/left-behind': `${passphrase}\n`, 'etc/answers': 'ERASE_DISKS=/dev/sda\n' });
    install(live);
    expect(live.has('tmp/seen')).toBe(true);
    expect(wordsIn(image(live), planted)).toEqual(planted);
  });

  test('are in no artifact, but for the passphrase in the one file of a plain overlay that is meant to carry it', async () => {
    const { artifacts, overlay } = await built(byFile);
    expect(Object.keys(artifacts)).toHaveLength(3);
    const all = [...Object.entries(artifacts), ...Object.entries(overlay)];
    const found = all.flatMap(([name, text]) =>
      planted.filter((word) => text.includes(word)).map((word) => [name, word]),
    );
    expect(found).toEqual([['etc/mkapkovl/secrets/luks-passphrase', 'planted-Passphrase']]);
  });
});
