import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, git } from '../../support/git.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const base = `${leastProfile}libvirt: { pools: { default: { type: dir, path: /srv/images } } }\n`;
const guest = (memory: string) => `vms: { homeassistant: { memory: ${memory} } }\n`;
const path_ = { PATH: process.env.PATH ?? '' };

async function diff(argv: string[], files: Record<string, string>, env: Record<string, string> = path_) {
  const cwd = folderWith(files);
  return { cwd, ...(await run(['diff', ...argv], { cwd, env })) };
}
const meaning = (stdout: string) => stdout.split('\n\n')[0]!.split('\n').slice(1);

describe('by meaning', () => {
  test.each([
    [
      'a value of a guest',
      guest('4096MiB'),
      guest('8192MiB'),
      'guest homeassistant: memory 4096MiB → 8192MiB (when the guest starts again)',
    ],
    ['a guest', '', guest('1GiB'), 'guest homeassistant added'],
    ['a service', '', 'services: { crond: default }\n', 'service crond added'],
    ['a package', 'packages: [htop]\n', '', 'package htop removed'],
    ['a kernel option', 'boot: { options: [nosmt] }\n', '', 'kernel option nosmt removed: needs a restart of the host'],
    ['a setting of the host', '', 'system: { timezone: Europe/Berlin }\n', 'system.timezone UTC → Europe/Berlin'],
    ['a file', '', 'files: { /etc/motd: { content: "hello" } }\n', 'file /etc/motd added'],
  ])('%s', async (_, before, after, line) => {
    const { status, stdout, stderr } = await diff(['a.yaml', 'b.yaml'], {
      'a.yaml': base + before,
      'b.yaml': base + after,
    });
    expect({ status, stderr }).toEqual({ status: 4, stderr: '' });
    expect(meaning(stdout)).toContain(line);
  });

  test('says each change once: a guest that was added is no changed key, too', async () => {
    const { stdout } = await diff(['a.yaml', 'b.yaml'], { 'a.yaml': base, 'b.yaml': base + guest('1GiB') });
    expect(meaning(stdout).filter((line) => line.includes('homeassistant'))).toEqual(['guest homeassistant added']);
  });

  test('that the profile is laid out in another way is no difference', async () => {
    const files = { 'a.yaml': base, 'b.yaml': 'extends: [a.yaml]\n# the same host\nsystem: { timezone: UTC }\n' };
    expect(await diff(['a.yaml', 'b.yaml'], files)).toMatchObject({
      status: 0,
      stdout: 'no differences\n',
      stderr: '',
    });
  });
});

describe('by files', () => {
  const files = {
    'a.yaml': `${base}files: { /etc/own: { content: "one\\ttwo\\n" }, /etc/x: { content: x, mode: "0644" } }\n`,
    'b.yaml': `${base}files: { /etc/own: { content: "one\\t2\\n" }, /etc/x: { content: x, mode: "0600" } }\n`,
  };

  test('a unified diff that patch takes, tabs too', async () => {
    const { stdout, cwd } = await diff(['a.yaml', 'b.yaml', '--format', 'json'], files);
    const own = JSON.parse(stdout).result.files.find((file: { path: string }) => file.path === 'etc/own');
    mkdirSync(path.join(cwd, 'etc'));
    writeFileSync(path.join(cwd, 'etc/own'), 'one\ttwo\n');
    execFileSync('git', ['apply', '-'], { cwd, input: own.diff });
    expect(execFileSync('cat', ['etc/own'], { cwd, encoding: 'utf8' })).toBe('one\t2\n');
  });

  test('modes', async () => {
    expect((await diff(['a.yaml', 'b.yaml'], files)).stdout).toContain('\netc/x: mode 0644 → 0600\n');
  });

  test('what a file says cannot steer the terminal', async () => {
    const { stdout } = await diff(['a.yaml', 'b.yaml'], {
      'a.yaml': base,
      'b.yaml': `${base}files: { /etc/own: { content: "\\e[2Jx\\n" } }\n`,
    });
    expect(stdout).toContain('+�[2Jx');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('artifacts', () => {
  async function built(env: Record<string, string> = {}, ...flags: string[]) {
    const cwd = folderWith({ 'a.yaml': base + guest('1GiB'), 'b.yaml': base + guest('2GiB') });
    await run(['build', 'a.yaml', '--out', 'a', ...flags], { cwd, env });
    await run(['build', 'b.yaml', '--out', 'b', ...flags], { cwd, env });
    return cwd;
  }

  test('an overlay equals its profile and its manifest', async () => {
    const cwd = await built();
    for (const other of ['a.yaml', 'a/least.manifest.json', 'a/least.apkovl.tar.gz'])
      expect(await run(['diff', 'a/least.apkovl.tar.gz', other], { cwd })).toMatchObject({ status: 0 });
  });

  test.each(['{"path":5}', '{}', '{"path":"etc/x"}'])('what is no manifest is refused: %s', async (file) => {
    const cwd = folderWith({ 'a.yaml': base, 'x.manifest.json': `{"schema":1,"files":[${file}]}` });
    const { status, stdout, stderr } = await run(['diff', 'a.yaml', 'x.manifest.json'], { cwd });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('[artifact-unreadable]');
  });

  test('of manifests, digests differ', async () => {
    const { status, stdout } = await run(['diff', 'a/least.manifest.json', 'b/least.manifest.json'], {
      cwd: await built(),
    });
    expect(status).toBe(4);
    expect(stdout).toMatch(/domains\/homeassistant\.xml: sha256 [0-9a-f]{64} → [0-9a-f]{64}/);
    expect(meaning(stdout)).toEqual(['guest homeassistant: its definition changes']);
  });

  test('encrypted overlays are read with the passphrase, and refused without it', async () => {
    const env = { MKAPKOVL_PASSPHRASE: 'a long enough passphrase' };
    const cwd = await built(env, '--encrypt');
    const names = ['a', 'b'].map((folder) => `${folder}/least.apkovl.tar.gz.aes-256-cbc`);
    const { status, stdout } = await run(['diff', ...names], { cwd, env });
    expect(status).toBe(4);
    expect(stdout).toContain("-  <memory unit='KiB'>1048576</memory>");
    expect(await run(['diff', ...names], { cwd, env: {} })).toMatchObject({ status: 3, stdout: '' });
  });
});

describe('secrets', () => {
  const secret = 'correct-horse-battery';
  const profile = (name: string) => `${base}files: { /etc/psk: { secret: { file: ${name} } } }\n`;
  const files = { 'a.yaml': profile('one'), 'b.yaml': profile('two'), one: `${secret}-1\n`, two: `${secret}-2\n` };

  test.each(['text', 'json', 'markdown', 'sarif'])('of overlays are compared and never shown: %s', async (format) => {
    const cwd = folderWith(files);
    for (const name of ['a', 'b']) await run(['build', `${name}.yaml`, '--out', name], { cwd });
    const { status, stdout, stderr } = await run(
      ['diff', 'a/least.apkovl.tar.gz', 'b/least.apkovl.tar.gz', '--format', format],
      { cwd },
    );
    expect(status).toBe(4);
    expect(stdout + stderr).not.toContain(secret);
    expect(stdout).not.toMatch(new RegExp(digestsOf(files.one).concat(digestsOf(files.two)).join('|')));
  });

  test.each(['text', 'json', 'markdown'])('that were not compared are named: %s', async (format) => {
    const cwd = folderWith(files);
    for (const name of ['a', 'b']) await run(['build', `${name}.yaml`, '--out', name], { cwd });
    const manifests = ['a/least.manifest.json', 'b/least.manifest.json'];
    for (const names of [manifests, ['a.yaml', 'b/least.apkovl.tar.gz']]) {
      const { stdout, stderr } = await run(['diff', ...names, '--format', format], { cwd });
      expect(stdout + stderr).toMatch(/not compared|"unknown": \[\s*"etc\/mkapkovl\/secrets\/file\./i);
    }
  });

  /** What `check` takes for a reference to a secret. Nor does it search names of keys. */
  const spared = `vault:${secret}`;
  const seeded = (data: string) =>
    `${base}vms: { g: { memory: 1GiB, os_variant: debian12, cloud_init: { user_data: ${data} } } }\n`;

  test.each(['text', 'json', 'markdown', 'sarif', 'github'])(
    'that a profile has in plain text are never shown: %s',
    async (format) => {
      for (const [data, more] of [
        [`{ bootcmd: ["curl -u user:${spared} https://x.example/"] }`, `{ bootcmd: ["true"] }`],
        [`{ write_files: [{ path: /x, content: "password=${spared}" }] }`, '{}'],
        [`{ "password=${secret}": 1 }`, '{ a: 1 }'],
        // Cut off before it is recognized.
        [`{ bootcmd: ["${'x'.repeat(60)} <secret>${spared}</secret>"] }`, '{ a: 1 }'],
        ['{ qom: { qom-type: secret, data: SECRET } }'.replace('SECRET', secret), '{ a: 1 }'],
      ] as const) {
        const files = { 'a.yaml': seeded(data), 'b.yaml': seeded(more), 'c.yaml': base };
        for (const names of [
          ['a.yaml', 'b.yaml'],
          ['c.yaml', 'a.yaml'],
        ]) {
          const { status, stdout, stderr } = await diff([...names, '--format', format], files);
          expect(status, stderr).toBe(4);
          expect(stdout + stderr).not.toContain(secret.slice(0, 8));
        }
      }
    },
  );

  test('of profiles are not read', async () => {
    const { one: _, two: __, ...unread } = files;
    const { status, stdout } = await diff(['a.yaml', 'b.yaml'], unread);
    expect(status).toBe(4);
    expect(stdout).toContain('file /etc/psk: secret.file one → two');
  });
});

/** Digests of a short secret would let others guess it. */
function digestsOf(text: string): string[] {
  return ['', '\n'].map((end) =>
    execFileSync('sha256sum', { input: text.trim() + end, encoding: 'utf8' }).slice(0, 64),
  );
}

describe('a revision of git', () => {
  function repository(): string {
    const cwd = folderWith({
      'hosts/a.yaml': 'extends: [../base.yaml]\noverlays: [site]\n',
      'hosts/site/etc/own': 'one\n',
      'base.yaml': base + guest('1GiB'),
    });
    commitAll(cwd);
    return cwd;
  }

  test('has its base and overlays from that revision', async () => {
    const cwd = repository();
    writeFileSync(path.join(cwd, 'base.yaml'), base + guest('2GiB'));
    writeFileSync(path.join(cwd, 'hosts/site/etc/own'), 'two\n');
    const { status, stdout } = await run(['diff', 'git:HEAD:hosts/a.yaml', 'hosts/a.yaml'], { cwd, env: path_ });
    expect(status).toBe(4);
    expect(stdout).toContain('guest homeassistant: memory 1GiB → 2GiB');
    expect(stdout).toContain('-one\n+two');
  });

  test('equals the files that it was made from, from a folder below, too; the repository stays as it is', async () => {
    const cwd = repository();
    const before = git(cwd, 'status', '--porcelain', '--ignored');
    const here = { cwd: path.join(cwd, 'hosts'), env: path_ };
    for (const name of ['git:HEAD:hosts/a.yaml', 'git:HEAD:./a.yaml'])
      expect(await run(['diff', name, 'a.yaml'], here)).toMatchObject({ status: 0, stderr: '' });
    expect(git(cwd, 'status', '--porcelain', '--ignored')).toBe(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('mkapkovl-revision-'))).toEqual([]);
  });

  test('a mistake in it is reported with the revision', async () => {
    const cwd = repository();
    writeFileSync(path.join(cwd, 'base.yaml'), `${base}sytem: {}\n`);
    git(cwd, 'commit', '--quiet', '-am', 'two');
    const { status, stderr } = await run(['diff', 'git:HEAD:hosts/a.yaml', 'git:HEAD~1:hosts/a.yaml'], {
      cwd,
      env: path_,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('git:HEAD:base.yaml:6:1: error: unknown key "sytem"');
    expect(stderr).toContain('6 | sytem: {}');
  });

  test.each([
    'git:x',
    'git:HEAD:',
    'git:nowhere:hosts/a.yaml',
    'git:--upload-pack=touch x:hosts/a.yaml',
    'git:HEAD:../a.yaml',
    'git:HEAD:/etc/passwd',
  ])('%j is refused', async (name) => {
    const cwd = repository();
    const { status, stdout, stderr } = await run(['diff', name, 'hosts/a.yaml'], { cwd, env: path_ });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('[revision-unreadable]');
    expect(readdirSync(cwd).sort()).toEqual(['.git', 'base.yaml', 'hosts']);
  });

  test('that a shallow clone lacks is refused with how to fetch it, and another one without', async () => {
    const origin = repository();
    writeFileSync(path.join(origin, 'base.yaml'), base);
    git(origin, 'commit', '--quiet', '-am', 'two');
    const cwd = folderWith();
    git(cwd, 'clone', '--quiet', '--depth', '1', `file://${origin}`, '.');
    const asked = async (at: string) =>
      (await run(['diff', 'git:HEAD~1:hosts/a.yaml', 'hosts/a.yaml'], { cwd: at, env: path_ })).stderr;
    expect(await asked(cwd)).toMatch(/no revision HEAD~1: it is a shallow clone.*\n.*fetch-depth: 0.*GIT_DEPTH: "0"/s);
    expect(await asked(origin)).toBe('');
    git(cwd, 'fetch', '--quiet', '--unshallow');
    expect(await asked(cwd)).toBe('');
    const { stderr } = await run(['diff', 'git:HEAD~9:hosts/a.yaml', 'hosts/a.yaml'], { cwd, env: path_ });
    expect(stderr).toContain('the repository has no revision HEAD~9 [revision-unreadable]');
    expect(stderr).not.toContain('fetch-depth');
  });

  test.each([
    ['hosts', 'a.yaml', 'To name it from this folder, write ./ before it: git:HEAD:./a.yaml'],
    ['.', 'a.yaml', 'It has: hosts/a.yaml.'],
    ['hosts', './base.yaml', 'It has: base.yaml.'],
  ])('from the folder %s, with the file %s that it does not have, says which was meant', async (from, file, remedy) => {
    const cwd = path.join(repository(), from);
    const { status, stderr } = await run(['diff', `git:HEAD:${file}`, file], { cwd, env: path_ });
    expect(status).toBe(3);
    expect(stderr).toContain('(from the root of the repository) [revision-unreadable]');
    expect(stderr).toContain(remedy);
  });

  test('of which the folder is a link is read through it', async () => {
    const cwd = repository();
    symlinkSync('hosts', path.join(cwd, 'lnk'));
    git(cwd, 'add', 'lnk');
    git(cwd, 'commit', '--quiet', '-m', 'link');
    const { status, stderr } = await run(['diff', 'git:HEAD:lnk/a.yaml', 'hosts/a.yaml'], { cwd, env: path_ });
    expect([status === 3, stderr]).toEqual([false, '']);
  });

  test('of a bare repository, and in the folder of git, is refused with where to run it', async () => {
    const origin = repository();
    const bare = folderWith();
    git(bare, 'clone', '--quiet', '--bare', origin, '.');
    const asked = (cwd: string) => run(['diff', 'git:HEAD:hosts/a.yaml', 'git:HEAD:hosts/a.yaml'], { cwd, env: path_ });
    expect((await asked(bare)).stderr).toMatch(/the repository is bare.*\n {2}Run the command in a clone of it/);
    const { stderr } = await asked(path.join(origin, '.git'));
    expect(stderr).toMatch(/git's own folder.*\n {2}Run the command in the folder that has the files/);
  });

  test('without git is refused with what to install', async () => {
    const { status, stderr } = await run(['diff', 'git:HEAD:hosts/a.yaml', 'hosts/a.yaml'], {
      cwd: repository(),
      env: { PATH: folderWith() },
    });
    expect(status).toBe(3);
    expect(stderr).toContain('git is not installed [revision-unreadable]\n  Install git.');
  });

  test('in a folder that was a file then is refused with where to run it', async () => {
    const cwd = folderWith({ 'a.yaml': base, place: '' });
    git(cwd, 'init', '--quiet');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '-m', 'one');
    rmSync(path.join(cwd, 'place'));
    mkdirSync(path.join(cwd, 'place'));
    const { status, stderr } = await run(['diff', 'git:HEAD:a.yaml', '../a.yaml'], {
      cwd: path.join(cwd, 'place'),
      env: path_,
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/place\/? is a file, and not this folder.*\n {2}Run the command in the root/);
  });

  test('outside a repository is refused', async () => {
    const { status, stderr } = await diff(
      ['git:HEAD:a.yaml', 'a.yaml'],
      { 'a.yaml': base },
      { ...path_, GIT_CEILING_DIRECTORIES: tmpdir() },
    );
    expect(status).toBe(3);
    expect(stderr).toContain('not a git repository');
  });
});

describe('forms', () => {
  const files = { 'a.yaml': base, 'b.yaml': `${base}files: { /etc/own: { content: "\`\`\`\\n@everyone\\n" } }\n` };

  test('JSON is one value, with what text says', async () => {
    const { status, stdout } = await diff(['a.yaml', 'b.yaml', '--format', 'json'], files);
    expect(status).toBe(4);
    const { result, findings } = JSON.parse(stdout);
    expect(findings).toEqual([]);
    expect(Object.keys(result)).toEqual(['equal', 'unknown', 'unread', 'settings', 'items', 'files']);
    expect(result.settings[0]).toMatchObject({ path: '/files/~1etc~1own', subject: 'file /etc/own' });
  });

  test('Markdown is code that no content ends', async () => {
    const { stdout } = await diff(['a.yaml', 'b.yaml', '--format', 'markdown'], files);
    expect(stdout).toContain('### `a.yaml` → `b.yaml`\n');
    expect(stdout).toContain('- `file /etc/own added`\n');
    expect(stdout).toContain('<summary><code>etc/own</code> added</summary>\n\n````diff\n');
    expect(stdout).toContain('+```\n+@everyone\n````\n');
  });

  test('Markdown fits into a comment', async () => {
    const long = `${base}files: { /etc/own: { content: "${'line\\n'.repeat(20_000)}" } }\n`;
    const { stdout } = await diff(['a.yaml', 'b.yaml', '--format', 'markdown'], { 'a.yaml': base, 'b.yaml': long });
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout).toContain('1 more file is too long for a comment.');
  });

  test.each([['before'], ['after']])('other commands have no Markdown: %s the command', async (place) => {
    const argv =
      place === 'before' ? ['--format', 'markdown', 'check', 'a.yaml'] : ['check', 'a.yaml', '--format', 'markdown'];
    expect(await run(argv, { cwd: folderWith(files) })).toMatchObject({ status: 2, stdout: '' });
  });
});

test.each([
  ['1, for a mistake in either', ['a.yaml', 'bad.yaml'], 1],
  ['2, for one name', ['a.yaml'], 2],
  ['3, for what is not there', ['a.yaml', 'nowhere.yaml'], 3],
  ['3, for an answer file', ['a.yaml', 'x.answers'], 3],
])('ends with %s', async (_, argv, expected) => {
  const files = { 'a.yaml': base, 'bad.yaml': `${base}sytem: {}\n`, 'x.answers': 'X=1\n' };
  expect(await diff(argv, files)).toMatchObject({ status: expected, stdout: '' });
});
