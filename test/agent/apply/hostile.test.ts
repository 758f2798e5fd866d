import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { consistent, type Entry, repacked } from './archive.ts';
import { applied, type Machine, machine, overlay, profile, refused } from './machine.ts';

const plant = 'touch "$MKAPKOVL_ROOT/OWNED"';
const isOwned = (on: Machine) => existsSync(path.join(on.folder, 'OWNED'));

/** The entries with a change of those whose names fit. */
function changed(entries: Entry[], names: RegExp, change: (content: string) => string): Entry[] {
  return entries.map((entry) =>
    entry.content !== undefined && entry.type === 'file' && names.test(entry.name)
      ? { ...entry, content: change(entry.content) }
      : entry,
  );
}

const isCode = /^(etc\/mkapkovl\/agent\/.*|etc\/init\.d\/.*|usr\/local\/bin\/.*)$/;
const planted = (content: string) => content.replace(/^(#!.*\n)?/, `$1${plant}\n`);

/** An overlay that fits its own table and build id, with a line of somebody else in each script. */
async function withForeignCode(): Promise<string> {
  return repacked(await overlay(profile), (entries) => consistent(changed(entries, isCode, planted)));
}

type Start = 'unpacked by hand' | 'installed';

/** A machine, and a way to start its mkapkovl-host. */
async function started(how: Start) {
  const on = machine();
  if (how === 'installed') applied(on, await overlay(`${profile}packages: [htop]\n`));
  const program = how === 'installed' ? 'usr/local/bin/mkapkovl-host' : 'fake/mkapkovl-host';
  const host = (...words: string[]) => on.run(program, { arguments: words });
  return { on, host };
}

const starts: Start[] = ['unpacked by hand', 'installed'];

describeWith(['applets'], 'mkapkovl-host apply --dry-run of an overlay with code of somebody else', () => {
  test.each(starts)('runs none of it, and shows it: %s', async (how) => {
    const { on, host } = await started(how);
    const { status, stdout, stderr } = host('apply', await withForeignCode(), '--dry-run');
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: '' });
    expect(stdout).toContain('Nothing was changed: --dry-run.');
    expect(stdout).toContain(` /etc/mkapkovl/agent/common.sh\n${how === 'installed' ? '  --- ' : ''}`);
    expect(isOwned(on)).toBe(false);
  });

  test.each(starts)('runs none of it for JSON either: %s', async (how) => {
    const { on, host } = await started(how);
    const { status, stdout } = host('apply', await withForeignCode(), '--dry-run', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).result).toMatchObject({ outcome: 'planned' });
    expect(isOwned(on)).toBe(false);
  });

  test.each(starts)('runs none of it before all is checked, without --dry-run: %s', async (how) => {
    const { on, host } = await started(how);
    on.write('etc/alpine-release', '3.22.1\n');
    expect(host('apply', await withForeignCode())).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('[apply-release]'),
    });
    expect(isOwned(on)).toBe(false);
  });

  test.each(starts)('has the new agent do the work without --dry-run, once: %s', async (how) => {
    const { on, host } = await started(how);
    const { status, stdout } = host('apply', await withForeignCode());
    expect(status, stdout).toBe(0);
    expect(stdout.split('/etc/mkapkovl/agent/apply/plan.sh\n')).toHaveLength(2);
    expect(isOwned(on)).toBe(true);
  });
});

describeWith(['applets'], 'mkapkovl-host apply --dry-run of an overlay whose data looks like code', () => {
  const lines = `\nX='$(${plant})'\n$(${plant})\n\`${plant}\`\n; ${plant}\n`;

  test.each([
    ['a setting', (entries: Entry[]) => changed(entries, /\/install\.conf$/, (content) => `${content}${lines}`)],
    [
      'the release',
      (entries: Entry[]) =>
        changed(entries, /\/install\.conf$/, (content) => content.replace("'3.23'", `'3.23'"$(${plant})"`)),
    ],
    ['a package', (entries: Entry[]) => changed(entries, /(world|packages)$/, (content) => `${content}${lines}`)],
    [
      'any table',
      (entries: Entry[]) => changed(entries, /^etc\/(mkapkovl\/[^/]*|modules)$/, (content) => content + lines),
    ],
    ['the name of the host', (entries: Entry[]) => changed(entries, /^etc\/hostname$/, () => `$(${plant})\n`)],
    [
      'the name of a file',
      (entries: Entry[]) => [
        ...entries,
        { name: 'etc/$(cd $MKAPKOVL_ROOT;touch OWNED)', type: 'file', content: 'x' } as const,
      ],
    ],
    [
      'the target of a link',
      (entries: Entry[]) => [...entries, { name: 'etc/x', type: 'symlink', linkname: `$(${plant})` } as const],
    ],
  ])('%s', async (_, change) => {
    const file = await repacked(await overlay(profile), (entries) => consistent(change(entries)));
    for (const how of starts) {
      const { on, host } = await started(how);
      for (const words of [['--dry-run'], ['--dry-run', '--json']]) {
        const { stdout, stderr } = host('apply', file, ...words);
        expect(`${stdout}${stderr}`).toMatch(/Nothing was changed|"planned"|\[?apply-(release|other-host)/);
      }
      expect(isOwned(on)).toBe(false);
    }
  });

  test.each([
    ['mode', (row: string) => row.replace('\t0644\t', `\t$(${plant})\t`)],
    ['owner', (row: string) => row.replace('\t0:0\t', `\t0:0;${plant}\t`)],
    ['type', (row: string) => row.replace(/^file/, `file$(${plant})`)],
    ['number of columns', (row: string) => `${row}\t$(${plant})`],
  ])('a row of its table, by its %s', async (_, change) => {
    const file = await repacked(await overlay(profile), (entries) =>
      consistent(entries, (rows) => rows.map((row) => (row.endsWith('\tetc/hosts') ? change(row) : row))),
    );
    const on = machine();
    expect(refused(on, [file, '--dry-run'])).toBe('apply-mismatch');
    expect(isOwned(on)).toBe(false);
  });
});

describeWith(['applets'], 'mkapkovl-host apply refuses names that a program takes for something else', () => {
  /** What opens the disk is left out by naming all others to tar. */
  const encrypted = profile.replace(
    'install: { mode: existing }',
    'install: { disk: { serial: ABC1 }, encrypt: { passphrase: { env: HASH }, overlay: plain } }',
  );
  const named = [
    '--to-command=cd $MKAPKOVL_ROOT;touch OWNED',
    '--use-compress-program=cd $MKAPKOVL_ROOT;touch OWNED',
    '-rf',
    '-',
    'etc/x\ndev',
    'etc/x\n-y',
  ];

  test.each(named.flatMap((name) => [[name, profile] as const, [name, encrypted] as const]))(
    '%j',
    async (name, text) => {
      const file = await repacked(await overlay(text), (entries) =>
        consistent([...entries, { name, type: 'file', content: 'x' }]),
      );
      const on = machine();
      expect(refused(on, [file, '--dry-run'])).toBe('apply-unsafe');
      expect(isOwned(on)).toBe(false);
    },
  );

  test('a folder whose name has two lines, each of which could be a name', async () => {
    const file = await repacked(await overlay(profile), (entries) =>
      consistent([...entries, { name: 'etc/x/\ndrwx/', type: 'directory', mode: 0o755 }]),
    );
    expect(refused(machine(), [file, '--dry-run'])).toMatch(/^apply-(unsafe|mismatch)$/);
  });
});

describeWith(['applets'], 'what mkapkovl-host apply shows of an overlay', () => {
  const controls = '\x1b]0;owned\x07\x1b[2J';

  test.each([
    ['a package', /^etc\/(apk\/world|mkapkovl\/packages)$/, (content: string) => `${content}x${controls}\n`],
    ['the name of the host', /^etc\/hostname$/, () => `kvm1${controls}\n`],
    ['the release', /\/install\.conf$/, (content: string) => content.replace("'3.23'", `'3.23${controls}'`)],
    ['a text', /^etc\/motd$/, (content: string) => `${content}${controls}\n`],
  ])('gives no commands to the terminal: %s', async (_, names, change) => {
    const file = await repacked(
      await overlay(`${profile}overlays: [./tree]\n`, { 'tree/etc/motd': 'x\n' }),
      (entries) => consistent(changed(entries, names, change)),
    );
    const { stdout, stderr } = machine().host(['apply', file, '--dry-run']);
    expect(stdout + stderr).toMatch(/owned/);
    expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
  });

  test('refuses a link that would have the terminal do something', async () => {
    const file = await repacked(await overlay(profile), (entries) =>
      consistent([...entries, { name: 'etc/x', type: 'symlink', linkname: controls }]),
    );
    expect(refused(machine(), [file, '--dry-run'])).toBe('apply-mismatch');
  });

  test('reads nothing of this machine through a link in the place of a file', async () => {
    const on = machine({ 'root/mine': 'private\n' });
    const file = await repacked(await overlay(profile), (entries) =>
      consistent(
        entries.map((entry) =>
          entry.name === 'etc/hostname'
            ? { name: 'etc/hostname', type: 'symlink', linkname: path.join(on.folder, 'root/mine') }
            : entry,
        ),
      ),
    );
    const { status, stdout, stderr } = on.host(['apply', file, '--dry-run']);
    expect(status).toBe(1);
    expect(stdout + stderr).not.toContain('private');
  });
});
