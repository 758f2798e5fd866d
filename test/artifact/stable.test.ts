import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptedProfiles } from '../support/accepted-profiles.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { spawned } from '../support/spawned.ts';
import { unpack } from '../support/unpack.ts';
import { layDown, type UserEntry } from '../support/user-tree.ts';

const hash = '$6$saltsalt$0123456789012345678901234567890123456789';
const profile = `extends: [base/site.yaml]
hostname: steady
alpine: { release: "3.23" }
access: { root: { password: { file: secrets/root } } }
install: { disk: { serial: SERIAL1 } }
system: { timezone: Europe/Berlin }
vms: { guest: { memory: 1GiB, disks: [{ volume: default/g.qcow2, size: 8GiB }] } }
`;
const site = `overlays: [../tree]
files: { /etc/issue: { source: issue } }
libvirt: { pools: { default: { type: dir, path: /srv } }, networks: { b: { forward: none }, a: { forward: none } } }
`;
// In an order that no sorting makes, with names whose order depends on the locale.
const tree: UserEntry[] = [
  { path: 'srv/b', content: 'b' },
  { path: 'srv/B', content: 'B' },
  { path: 'srv/a_', content: 'a_' },
  { path: 'srv/Z/x', content: 'x' },
  { path: 'srv/a', content: 'a', executable: true },
  { path: 'srv/a-b', content: 'a-b' },
  { path: 'srv/.hidden', content: '' },
  { path: 'srv/empty', folder: true },
  { path: 'srv/host.hbs', content: '{{hostname}} {{alpine.release}}\n' },
  { path: 'srv/link', link: 'b' },
];

/** A folder with everything that the profile names; `order` is that in which the files of the user tree are made. */
function siteFolder(order: (entries: UserEntry[]) => UserEntry[] = (entries) => entries): string {
  const cwd = folderWith({
    'steady.yaml': profile,
    'base/site.yaml': site,
    'base/issue': 'welcome\n',
    'secrets/root': `${hash}\n`,
  });
  mkdirSync(path.join(cwd, 'tree'));
  layDown(path.join(cwd, 'tree'), order([...tree]));
  return cwd;
}

interface Outcome {
  tar: string;
  apkovl: string;
  answers: string;
  manifest: string;
  modes: string[];
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function outcome(folder: string, hostname = 'steady'): Outcome {
  const files = ['apkovl.tar.gz', 'answers', 'manifest.json'].map((end) => path.join(folder, `${hostname}.${end}`));
  const [overlay, answers, manifest] = files.map((file) => readFileSync(file)) as [Buffer, Buffer, Buffer];
  return {
    tar: sha256(gunzipSync(overlay)),
    apkovl: sha256(overlay),
    answers: answers.toString(),
    manifest: manifest.toString(),
    modes: files.map((file) => (statSync(file).mode & 0o777).toString(8)),
  };
}

describe('the same profile gives the same bytes', () => {
  const usual = () => {
    const cwd = siteFolder();
    expect(spawned(['build', 'steady.yaml'], { cwd }).stderr).not.toContain('error');
    return outcome(path.join(cwd, 'out'));
  };

  test.each<[string, Parameters<typeof spawned>[1]]>([
    ['in another time zone', { env: { TZ: 'Pacific/Kiritimati' } }],
    ['in another locale', { env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } }],
    ['with a umask that shuts everybody out', { umask: '077' }],
    ['with a umask that lets everybody in', { umask: '000' }],
  ])('%s', (_, surroundings) => {
    const cwd = siteFolder();
    expect(spawned(['build', 'steady.yaml'], { cwd, ...surroundings }).status).toBe(0);
    expect(outcome(path.join(cwd, 'out'))).toEqual(usual());
  });

  test('from another working folder, by an absolute name, into another folder', () => {
    const cwd = siteFolder();
    const elsewhere = folderWith();
    const { status } = spawned(['build', path.join(cwd, 'steady.yaml'), '--out', 'x/y'], { cwd: elsewhere });
    expect(status).toBe(0);
    expect(outcome(path.join(elsewhere, 'x/y'))).toEqual(usual());
  });

  test('whatever order the files of the user tree were made in', () => {
    const cwd = siteFolder((entries) => entries.reverse());
    expect(spawned(['build', 'steady.yaml'], { cwd }).status).toBe(0);
    expect(outcome(path.join(cwd, 'out'))).toEqual(usual());
  });

  test('the second time, over what is there', () => {
    const cwd = siteFolder();
    spawned(['build', 'steady.yaml'], { cwd });
    const first = outcome(path.join(cwd, 'out'));
    expect(spawned(['build', 'steady.yaml'], { cwd }).status).toBe(0);
    expect(outcome(path.join(cwd, 'out'))).toEqual(first);
  });

  test('together with other profiles as alone', async () => {
    const cwd = siteFolder();
    writeFileSync(path.join(cwd, 'least.yaml'), leastProfile);
    expect((await run(['build', 'least.yaml', 'steady.yaml'], { cwd })).status).toBe(0);
    expect(outcome(path.join(cwd, 'out'))).toEqual(usual());
  });
});

test('any accepted profile gives the same bytes in another folder and the second time', {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(acceptedProfiles(), async (accepted) => {
    const [here, there] = [folderWith(), folderWith()];
    const twice = [];
    for (const cwd of [here, there]) {
      writeFileSync(path.join(cwd, 'profile.yaml'), JSON.stringify(accepted));
      const { status } = await run(['build', path.join(cwd, 'profile.yaml')], { cwd });
      fc.pre(status === 0);
      twice.push(outcome(path.join(cwd, 'out'), accepted.hostname));
    }
    expect(twice[1]).toEqual(twice[0]);
  });
  await fc.assert(property, { seed: 20261125, numRuns: 50, maxSkipsPerRun: 1 });
});

describe('the build id', () => {
  const idOf = async (cwd: string, env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = await run(['build', 'steady.yaml', '--format', 'json'], { cwd, env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [{ build_id: id, overlay }] = JSON.parse(stdout).result.hosts;
    const members = await unpack(readFileSync(path.join(cwd, overlay)));
    expect(members.get('etc/mkapkovl/build-id')?.content.toString()).toBe(`${id}\n`);
    return id as string;
  };

  test.each<[string, (cwd: string) => void]>([
    ['another word in a file', (cwd) => writeFileSync(path.join(cwd, 'tree/srv/a'), 'A')],
    ['another file', (cwd) => writeFileSync(path.join(cwd, 'tree/srv/c'), '')],
    [
      'another mode',
      (cwd) => writeFileSync(path.join(cwd, 'steady.yaml'), `${profile}files: { /srv/b: { mode: "0600" } }\n`),
    ],
    [
      'another key of the profile',
      (cwd) => writeFileSync(path.join(cwd, 'steady.yaml'), profile.replace('1GiB', '2GiB')),
    ],
  ])('is another one for %s', async (_, change) => {
    const [same, changed] = [siteFolder(), siteFolder()];
    change(changed);
    expect(await idOf(changed)).not.toBe(await idOf(same));
  });

  test('stays for another value of a secret, so that it gives nothing away', async () => {
    const [same, changed] = [siteFolder(), siteFolder()];
    writeFileSync(path.join(changed, 'secrets/root'), hash.replace('salt', 'pepp'));
    expect(await idOf(changed)).toBe(await idOf(same));
  });

  test('stays at another time of the build', async () => {
    expect(await idOf(siteFolder(), { SOURCE_DATE_EPOCH: '1700000000' })).toBe(await idOf(siteFolder()));
  });
});

describe('SOURCE_DATE_EPOCH', () => {
  const times = async (cwd: string, env: Record<string, string>) => {
    expect((await run(['build', 'steady.yaml'], { cwd, env })).status).toBe(0);
    const tar = gunzipSync(readFileSync(path.join(cwd, 'out/steady.apkovl.tar.gz')));
    return { tar, time: Number.parseInt(tar.toString('latin1', 136, 147), 8) };
  };

  test('is the time of every entry and changes nothing else', async () => {
    const cwd = siteFolder();
    const old = await times(cwd, {});
    const now = await times(cwd, { SOURCE_DATE_EPOCH: '1700000000' });
    expect([old.time, now.time]).toEqual([0, 1_700_000_000]);
    expect(now.tar.length).toBe(old.tar.length);
    const differing = new Set<number>();
    for (let at = 0; at < old.tar.length; at++) if (old.tar[at] !== now.tar[at]) differing.add(at % 512);
    // Twelve bytes of time, and the checksum over the header.
    for (const at of differing) expect((at >= 136 && at < 148) || (at >= 148 && at < 156)).toBe(true);
  });

  test.each(['yesterday', '-1', '1.5', '99999999999', '2147483648'])('is refused as %s', async (epoch) => {
    const cwd = siteFolder();
    const { status, stdout, stderr } = await run(['build', 'steady.yaml'], { cwd, env: { SOURCE_DATE_EPOCH: epoch } });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(`SOURCE_DATE_EPOCH is "${epoch}"`);
    expect(() => statSync(path.join(cwd, 'out'))).toThrow('ENOENT');
  });
});
