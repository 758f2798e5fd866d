import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSecrets } from '#src/artifact/secrets.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';

const hash = '$6$saltsalt$hxI0zB4bG5IdUWeKkJ1dP9tT4yS3nNqrT1oyZbJkq0fTeS1Yt0uK2.1lXzLrVw7pX6mN8oQ9sT1uV2wX3yZ4a.';
const luks = 'a passphrase for the disk';
const profile = `hostname: vault
alpine: { release: "3.23" }
access:
  root: { password: { env: ROOT_HASH } }
  users: { ana: { password: { file: secrets/ana } } }
install:
  disk: { serial: SERIAL1 }
  encrypt: { passphrase: { env: LUKS }, overlay: plain }
`;
const env = { ROOT_HASH: hash, LUKS: luks };
const other = hash.replace('saltsalt', 'anasanas');

function vault(text = profile): string {
  return folderWith({ 'vault.yaml': text, 'secrets/ana': `${other}\n` });
}

const everything = (cwd: string) => readdirSync(path.join(cwd, 'out')).map((name) => path.join(cwd, 'out', name));

describe('secrets of a built overlay', () => {
  test("lie below the agent's folder, each the whole of its own file that only root can read", async () => {
    const cwd = vault();
    expect((await run(['build', 'vault.yaml'], { cwd, env })).status).toBe(0);
    const members = await unpack(readFileSync(path.join(cwd, 'out/vault.apkovl.tar.gz')));
    const folder = 'etc/mkapkovl/secrets';
    const found = [...members].filter(([name]) => name.startsWith(folder));
    expect(
      found.map(([name, { mode, owner, content }]) => [name, mode.toString(8), owner, content.toString()]),
    ).toEqual([
      [`${folder}/`, '700', '0:0', ''],
      [`${folder}/luks-passphrase`, '600', '0:0', luks],
      [`${folder}/password.ana`, '600', '0:0', other],
      [`${folder}/password.root`, '600', '0:0', hash],
    ]);
  });

  test('are in no other file of it, in no answer file, no manifest, and not on the terminal', async () => {
    const cwd = vault();
    const { stdout, stderr } = await run(['build', 'vault.yaml', '--format', 'json'], { cwd, env });
    const text = await run(['build', 'vault.yaml'], { cwd, env });
    const members = await unpack(readFileSync(path.join(cwd, 'out/vault.apkovl.tar.gz')));
    const elsewhere = [...members].filter(([name]) => !name.startsWith('etc/mkapkovl/secrets/'));
    const shown = [
      stdout,
      stderr,
      text.stdout,
      text.stderr,
      readFileSync(path.join(cwd, 'out/vault.answers'), 'utf8'),
      readFileSync(path.join(cwd, 'out/vault.manifest.json'), 'utf8'),
      ...elsewhere.map(([, { content }]) => content.toString('latin1')),
    ];
    for (const each of shown) for (const secret of [hash, other, luks]) expect(each).not.toContain(secret);
  });

  test('are in the manifest neither with size nor with digest', async () => {
    const cwd = vault();
    await run(['build', 'vault.yaml'], { cwd, env });
    const manifest = JSON.parse(readFileSync(path.join(cwd, 'out/vault.manifest.json'), 'utf8'));
    const secrets = manifest.files.filter(({ path: at }: { path: string }) => /secrets\/./.test(at));
    expect(secrets).toEqual([
      {
        path: 'etc/mkapkovl/secrets/luks-passphrase',
        type: 'file',
        mode: '0600',
        owner: '0:0',
        secret: true,
        origin: { feature: 'install', paths: ['/install/encrypt/passphrase'] },
      },
      {
        path: 'etc/mkapkovl/secrets/password.ana',
        type: 'file',
        mode: '0600',
        owner: '0:0',
        secret: true,
        origin: { feature: 'access', paths: ['/access/users/ana/password'] },
      },
      {
        path: 'etc/mkapkovl/secrets/password.root',
        type: 'file',
        mode: '0600',
        owner: '0:0',
        secret: true,
        origin: { feature: 'access', paths: ['/access/root/password'] },
      },
    ]);
  });

  test('make the overlay readable by its owner alone, and the build says so', async () => {
    const cwd = vault();
    const { stderr } = await run(['build', 'vault.yaml'], { cwd, env });
    expect(stderr).toContain('out/vault.apkovl.tar.gz: contains secrets, readable only by you (0600)');
    for (const file of ['vault.apkovl.tar.gz', 'vault.manifest.json']) {
      expect((statSync(path.join(cwd, 'out', file)).mode & 0o777).toString(8)).toBe('600');
    }
  });

  test('make it so also where an earlier overlay was readable by all', async () => {
    const cwd = vault();
    await run(['build', 'vault.yaml'], { cwd, env });
    for (const file of everything(cwd)) chmodSync(file, 0o666);
    await run(['build', 'vault.yaml'], { cwd, env });
    expect((statSync(path.join(cwd, 'out/vault.apkovl.tar.gz')).mode & 0o777).toString(8)).toBe('600');
  });

  test('are not shown by inspect, neither in the list nor when asked for', async () => {
    const cwd = vault();
    await run(['build', 'vault.yaml'], { cwd, env });
    const overlay = 'out/vault.apkovl.tar.gz';
    const one = 'etc/mkapkovl/secrets/password.root';
    const list = await run(['inspect', overlay], { cwd });
    expect(list.stdout).toMatch(/^- 0600 0:0 +secret etc\/mkapkovl\/secrets\/password\.root$/m);
    expect((await run(['inspect', overlay, one], { cwd })).stdout).toBe('<secret>\n');
    const { result } = JSON.parse((await run(['inspect', overlay, one, '--format', 'json'], { cwd })).stdout);
    expect(result).toEqual({ path: one, type: 'file', mode: '0600', owner: '0:0', secret: true });
  });
});

describe('a file with a secret', () => {
  test('may be a pipe, as in <(pass show root)', async () => {
    const cwd = vault();
    execFileSync('rm', [path.join(cwd, 'secrets/ana')]);
    execFileSync('mkfifo', [path.join(cwd, 'secrets/ana')]);
    const writing = import('node:fs/promises').then(({ writeFile }) => writeFile(path.join(cwd, 'secrets/ana'), other));
    const { status } = await run(['build', 'vault.yaml'], { cwd, env });
    await writing;
    expect(status).toBe(0);
  });

  test('is relative to the profile that names it, not to the working directory', async () => {
    const cwd = vault();
    const elsewhere = folderWith();
    const { status } = await run(['build', path.join(cwd, 'vault.yaml')], { cwd: elsewhere, env });
    expect(status).toBe(0);
  });
});

describe('without reading any secret', () => {
  test.each(['check', 'build --dry-run'])('%s works', async (verb) => {
    const cwd = folderWith({ 'vault.yaml': profile });
    const { status, stdout } = await run([...verb.split(' '), 'vault.yaml', '--format', 'json'], { cwd });
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { code: string }[] | { findings: { code: string }[] };
    const findings = Array.isArray(report) ? report : report.findings;
    expect(findings.map(({ code }) => code)).toEqual(['passphrase-at-every-start']);
    expect(readdirSync(cwd)).toEqual(['vault.yaml']);
  });
});

describe('a secret that cannot be used', () => {
  const refused = async (environment: Record<string, string>, files: Record<string, string> = {}) => {
    const cwd = folderWith({ 'vault.yaml': profile, 'secrets/ana': other, ...files });
    const { status, stdout, stderr } = await run(['build', 'vault.yaml'], { cwd, env: environment });
    expect(stdout).toBe('');
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
    return { status, stderr };
  };

  test('not set: the place in the profile, the name, and exit 3', async () => {
    const { status, stderr } = await refused({ LUKS: luks });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^vault\.yaml:4:28: error: .*ROOT_HASH.*\[secret-not-set\]/m);
  });

  test.each(['', '\n', ' '])('empty (%j) is as not set: the same place, the name, and exit 3', async (value) => {
    const { status, stderr } = await refused({ ...env, ROOT_HASH: value });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^vault\.yaml:4:28: error: the environment variable ROOT_HASH is empty \[secret-not-set\]/m);
  });

  test('an empty file is named, with exit 3', async () => {
    const { status, stderr } = await refused(env, { 'secrets/ana': '\n' });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^vault\.yaml:5:37: error: the secret file secrets\/ana is empty \[secret-file-empty\]/m);
  });

  test('what the installer cannot ask for is not to be prompted for', async () => {
    const guest = `${leastProfile}libvirt: {}
vms:
  web:
    memory: 1GiB
    graphics: [{ type: vnc, password: { env: VNC } }]
    cloud_init: { user_data: { password: { secret: it } }, secrets: { it: { env: HASH } } }
`;
    const cwd = folderWith({ 'least.yaml': guest });
    const { status, stdout } = await run(['build', 'least.yaml', '--format', 'json'], { cwd, env: { HASH: '' } });
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 3,
      findings: [
        {
          code: 'secret-not-set',
          path: '/vms/web/cloud_init/secrets/it/env',
          message: expect.stringContaining('HASH is empty'),
        },
        {
          code: 'secret-not-set',
          path: '/vms/web/graphics/0/password/env',
          message: expect.stringContaining('VNC is not set'),
        },
      ],
    });
    expect(stdout).not.toContain('prompt');
    const asked = await refused({ LUKS: luks });
    expect(asked.stderr).toContain('or use { file: … } or { prompt: true }.');
  });

  test.each(['diskless', 'existing'])('and in mode %s, in which no installer runs, nothing is', async (mode) => {
    const password = 'access: { root: { password: { env: ROOT_HASH } } }\n';
    const vault = `hostname: vault\nalpine: { release: "3.23" }\n${password}install: { mode: ${mode} }\n`;
    const { status, stderr } = await refused({}, { 'vault.yaml': vault });
    expect(status).toBe(3);
    expect(stderr).toContain(
      'Set ROOT_HASH for the build to the hash of the password, which openssl passwd -6 prints; or use { file: … }.',
    );
    expect(stderr).not.toContain('prompt');
  });

  test('all of those that are not set are reported at once', async () => {
    const { stderr } = await refused({});
    expect(stderr).toContain('ROOT_HASH');
    expect(stderr).toContain('LUKS');
  });

  test('a file that is not there is a mistake in the profile, at its line', async () => {
    const cwd = folderWith({ 'vault.yaml': profile });
    const { status, stderr } = await run(['build', 'vault.yaml'], { cwd, env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^vault\.yaml:5:37: error: .*\[secret-file-missing\]/m);
  });

  test.each([
    ['password.ana', 'the hash of the password, which openssl passwd -6 prints'],
    ['luks-passphrase', 'the passphrase of the disk, in one line'],
    ['vnc.web.0', 'the password of the screen, in one line of at most 8 bytes'],
    ['cloud-init.web.password', 'the secret for cloud-init, in one line'],
    ['file.1.key', 'what the file on the target is to have in this place'],
    ['other', 'the secret'],
  ])('what belongs into the source of %s is said where it is missing, empty or not set', async (name, content) => {
    const cwd = folderWith({ empty: '' });
    const at = `etc/mkapkovl/secrets/${name}`;
    const remedyFor = async (secret: object) => {
      const entry = { path: at, type: 'file', content: { secret }, origin: { paths: [['x']] } };
      const { problems } = await readSecrets(new Map([[at, entry]]) as never, {}, cwd, false);
      return problems[0]!.remedy;
    };
    expect(await remedyFor({ file: 'gone' })).toBe(
      `Create the file (mode 0600) with this in it: ${content}. Or correct its name.`,
    );
    expect(await remedyFor({ file: 'empty' })).toBe(`Put into it (mode 0600): ${content}. Or name another file.`);
    expect(await remedyFor({ env: 'GONE' })).toBe(`Set GONE for the build to ${content}; or use { file: … }.`);
  });

  test.each([
    ['a yescrypt hash', '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7', 'yescrypt'],
    ['a plain password', 'hunter2-hunter2', 'not a crypt hash'],
    ['a hash cut short', '$6$saltsalt$abc', 'not a crypt hash'],
    ['a line of /etc/shadow', `root:${hash}:19000:0:::::`, 'not a crypt hash'],
    ['two lines', `${hash}\n${hash}`, 'the secret in the environment variable ROOT_HASH is more than one line'],
  ])('%s is refused without showing it', async (_, value, reason) => {
    const { status, stderr } = await refused({ ...env, ROOT_HASH: value });
    expect(status).toBe(1);
    expect(stderr).toContain(reason);
    for (const line of value.split('\n')) expect(stderr).not.toContain(line);
  });
});

test.each([
  '$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/',
  '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewdBPj4J.5i5rdRh',
  '$5$rounds=5000$saltsalt$q8fPRzcGQyVZ3CB5UuLqJ0kV4wM0p3fQfVZ1xRk2tq7',
  '$6$rounds=656000$saltsalt$hxI0zB4bG5IdUWeKkJ1dP9tT4yS3nNqrT1oyZbJkq0fTeS1Yt0uK2.1lXzLrVw7pX6mN8oQ9sT1uV2wX3yZ4a.',
])('a hash that musl can check is taken: %s', async (value) => {
  const cwd = vault();
  expect((await run(['build', 'vault.yaml'], { cwd, env: { ...env, ROOT_HASH: value } })).status).toBe(0);
});

test('a passphrase that must be encrypted is not built into a plain overlay', async () => {
  const cwd = vault(profile.replace('overlay: plain', 'overlay: encrypted'));
  const { status, stderr } = await run(['build', 'vault.yaml'], { cwd, env });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^vault\.yaml:8:50: error: .*\[overlay-must-be-encrypted\]/m);
  const sealed = await run(['build', 'vault.yaml', '--encrypt'], {
    cwd,
    env: { ...env, MKAPKOVL_PASSPHRASE: 'correct horse battery staple' },
  });
  expect(sealed.status).toBe(0);
  const overlay = path.join(cwd, 'out/vault.apkovl.tar.gz.aes-256-cbc');
  expect((statSync(overlay).mode & 0o777).toString(8)).toBe('600');
});
