import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';

const value = 'cGxhbnRlZHBsYW50ZWRwbGFudGVkcGxhbnRlZHBsYQ=';
const wireguard = `${leastProfile}files:
  /etc/wireguard/wg0.conf:
    content: ["[Interface]\\nPrivateKey = ", { secret: key }, "\\nListenPort = 51820\\n"]
    secrets: { key: { env: WG_KEY } }
`;
const hostKey = `${leastProfile}files: { /etc/ssh/ssh_host_ed25519_key: { secret: { file: key } } }\n`;

async function built(profile: string, { env = {}, files = {} }: { env?: object; files?: Record<string, string> } = {}) {
  const cwd = folderWith({ 'least.yaml': profile, ...files });
  const outcome = await run(['build', 'least.yaml', '--format', 'json'], { cwd, env: { ...env } });
  const overlay = path.join(cwd, 'out/least.apkovl.tar.gz');
  const members = existsSync(overlay) ? await unpack(readFileSync(overlay)) : new Map();
  return { cwd, members, ...outcome, ...JSON.parse(outcome.stdout) };
}

/** The file of the target as the agent joins it, with its row of the table. */
function composed(members: Map<string, { content: Buffer }>, at: string) {
  const rows = members.get('etc/mkapkovl/composed')!.content.toString().trimEnd().split('\n');
  const [, mode, owner, pieces = ''] = rows.map((row) => row.split('\t')).find(([name]) => name === at)!;
  const names = pieces.split(',').map((piece) => `etc/mkapkovl/${piece}`);
  return { mode, owner, names, bytes: Buffer.concat(names.map((name) => members.get(name)!.content)) };
}

describe('a secret inside a file', () => {
  const env = { WG_KEY: value };

  test('is joined with the text around it, byte for byte', async () => {
    const { members } = await built(wireguard, { env });
    const { bytes, mode, owner } = composed(members, 'etc/wireguard/wg0.conf');
    expect(bytes.toString()).toBe(`[Interface]\nPrivateKey = ${value}\nListenPort = 51820\n`);
    expect([mode, owner]).toEqual(['0600', '0:0']);
  });

  test('is in one file of the overlay, with mode 0600 below the folder of secrets, and in no other', async () => {
    const { members } = await built(wireguard, { env });
    const holding = [...members].filter(([, { content }]) => content.toString().includes(value.slice(0, 12)));
    expect(holding.map(([name, { mode }]) => [path.posix.dirname(name), mode & 0o7777])).toEqual([
      ['etc/mkapkovl/secrets', 0o600],
    ]);
    expect(members.has('etc/wireguard/wg0.conf')).toBe(false);
  });

  test('closes the artifacts, and no artifact but the overlay has its value or digest', async () => {
    const { cwd, result } = await built(wireguard, { env });
    expect(result.hosts[0].holds_secrets).toBe(true);
    const modeOf = (name: string) => statSync(path.join(cwd, 'out', name)).mode & 0o7777;
    expect([modeOf('least.apkovl.tar.gz'), modeOf('least.manifest.json')]).toEqual([0o600, 0o600]);
    const manifest = readFileSync(path.join(cwd, 'out/least.manifest.json'), 'utf8');
    const secrets = JSON.parse(manifest).files.filter(({ secret }: { secret?: true }) => secret);
    expect(secrets.map(({ origin }: { origin: { paths: string[] } }) => origin.paths)).toEqual([
      ['/files/~1etc~1wireguard~1wg0.conf/secrets/key'],
    ]);
    expect(secrets[0]).not.toHaveProperty('sha256');
    expect(secrets[0]).not.toHaveProperty('size');
    for (const name of readdirSync(path.join(cwd, 'out')).filter((each) => !each.endsWith('.gz')))
      expect(readFileSync(path.join(cwd, 'out', name), 'utf8')).not.toContain(value.slice(0, 12));
  });

  test('does not change the build id, which covers the reference', async () => {
    const ids = [];
    for (const each of [value, 'another']) {
      const { members } = await built(wireguard, { env: { WG_KEY: each } });
      ids.push(members.get('etc/mkapkovl/build-id')!.content.toString());
    }
    expect(ids[0]).toBe(ids[1]);
  });

  test('is shown by no command', async () => {
    const { cwd, stdout, stderr, members } = await built(wireguard, { env });
    const { names } = composed(members, 'etc/wireguard/wg0.conf');
    const overlay = 'out/least.apkovl.tar.gz';
    const runs = [
      ['check', 'least.yaml'],
      ['build', 'least.yaml'],
      ['build', '--dry-run', 'least.yaml', '--format', 'json'],
      ['inspect', overlay],
      ...names.flatMap((name) => [
        ['inspect', overlay, name],
        ['inspect', overlay, name, '--format', 'json'],
      ]),
    ];
    const all = [stdout, stderr];
    for (const argv of runs) {
      const said = await run(argv, { cwd, env });
      all.push(said.stdout, said.stderr);
    }
    expect(all.join('\n')).not.toContain(value.slice(0, 12));
    expect(all.join('\n')).toContain('<secret>');
  });

  test('is not read by check and a dry run', async () => {
    const cwd = folderWith({ 'least.yaml': wireguard });
    expect((await run(['check', 'least.yaml'], { cwd })).status).toBe(0);
    expect((await run(['build', '--dry-run', 'least.yaml'], { cwd })).status).toBe(0);
  });

  test('that is not set is reported at its reference, and nothing is written', async () => {
    const { cwd, status, findings } = await built(wireguard);
    expect({ status, findings }).toMatchObject({
      status: 3,
      findings: [{ code: 'secret-not-set', path: '/files/~1etc~1wireguard~1wg0.conf/secrets/key/env' }],
    });
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('that is empty is refused', async () => {
    const { status, findings } = await built(wireguard, { env: { WG_KEY: '\n' } });
    expect({ status, findings }).toMatchObject({ status: 3, findings: [{ code: 'secret-not-set' }] });
  });

  test('may have several lines, and loses only the line end at its end', async () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    const profile = `${leastProfile}files:
  /etc/openvpn/client.conf: { content: ["<key>\\n", { secret: key }, "\\n</key>\\n"], secrets: { key: { file: key } } }\n`;
    const { members } = await built(profile, { files: { key: `${pem}\n` } });
    expect(composed(members, 'etc/openvpn/client.conf').bytes.toString()).toBe(`<key>\n${pem}\n</key>\n`);
  });

  test('twice in a file, and in two files, is read once for each file', async () => {
    const profile = `${leastProfile}files:
  /etc/a: { content: [{ secret: key }, "-", { secret: key }], secrets: { key: { env: KEY } } }
  /etc/b: { content: [{ secret: key }], secrets: { key: { env: KEY } } }\n`;
    const { members } = await built(profile, { env: { KEY: value } });
    expect(composed(members, 'etc/a').bytes.toString()).toBe(`${value}-${value}`);
    expect(composed(members, 'etc/b').bytes.toString()).toBe(value);
  });

  test('never passes through a template of a user tree', async () => {
    const { members } = await built(`${wireguard}overlays: [tree]\n`, {
      env,
      files: { 'tree/etc/dump.hbs': '{{#each files}}{{#each secrets}}{{env}}{{/each}}{{/each}}\n' },
    });
    expect(members.get('etc/dump')!.content.toString()).toBe('WG_KEY\n');
  });
});

describe('a file that is a secret', () => {
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n';

  test('is the file of the build machine, byte for byte', async () => {
    const { members, findings } = await built(hostKey, { files: { key } });
    expect(composed(members, 'etc/ssh/ssh_host_ed25519_key')).toMatchObject({ mode: '0600', bytes: Buffer.from(key) });
    expect(findings).toEqual([]);
  });

  test('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0, 255, 254, 10, 13, 10]);
    const { members } = await built(hostKey, { files: { key: bytes as unknown as string } });
    expect(composed(members, 'etc/ssh/ssh_host_ed25519_key').bytes).toEqual(bytes);
  });

  test('from a variable gets the line end that shells cut off', async () => {
    const profile = `${leastProfile}files: { /etc/ssh/ssh_host_ed25519_key: { secret: { env: KEY } } }\n`;
    const { members } = await built(profile, { env: { KEY: key.trimEnd() } });
    expect(composed(members, 'etc/ssh/ssh_host_ed25519_key').bytes.toString()).toBe(key);
  });

  test('can belong to a service, with a narrower mode', async () => {
    const profile = `${leastProfile}files: { /etc/app.key: { secret: { file: key }, mode: "0400", owner: "100:101" } }\n`;
    const { members } = await built(profile, { files: { key } });
    expect(composed(members, 'etc/app.key')).toMatchObject({ mode: '0400', owner: '100:101' });
  });
});

describe('refused without showing anything', () => {
  const marker = 'hunter2hunter2';
  test.each([
    ['a wider mode', '{ secret: { env: K }, mode: "0640" }', 'secret-file-mode'],
    [
      'a mode that lets everyone read',
      '{ content: [{ secret: k }], secrets: { k: { env: K } }, mode: "0644" }',
      'secret-file-mode',
    ],
    ['a mode that makes it a program', '{ secret: { env: K }, mode: "0700" }', 'secret-file-mode'],
    ['a mode with the setuid bit', '{ secret: { env: K }, mode: "4600" }', 'secret-file-mode'],
    [
      'a secret that is not defined',
      '{ content: [{ secret: k }], secrets: { key: { env: K } } }',
      'file-secret-unknown',
    ],
    ['a secret among none', '{ content: [{ secret: k }] }', 'file-secret-unknown'],
    ['content and a whole secret', '{ content: "a", secret: { env: K } }', 'file-content-and-source'],
    ['a source and a whole secret', '{ source: a, secret: { env: K } }', 'file-content-and-source'],
    ['a literal for the whole file', `{ secret: ${marker} }`, 'literal-secret'],
    ['a literal among the secrets', `{ content: [{ secret: k }], secrets: { k: ${marker} } }`, 'literal-secret'],
    ['a literal below the reference', `{ secret: { value: ${marker} } }`, 'literal-secret'],
    ['a prompt, which no one answers at a start', '{ secret: { prompt: true } }', 'literal-secret'],
    [
      'a literal in the text around it',
      `{ content: ["password=${marker}\\n", { secret: k }], secrets: { k: { env: K } } }`,
      'secret-in-text',
    ],
    [
      'a literal in two pieces of the text',
      `{ content: ["password=", "${marker}", "\\n", { secret: k }], secrets: { k: { env: K } } }`,
      'secret-in-text',
    ],
  ])('%s', async (_, file, code) => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}files: { /etc/app.conf: ${file} }\n`, a: 'a' });
    const texts = [];
    for (const argv of [
      ['check', 'least.yaml'],
      ['build', 'least.yaml'],
      ['check', 'least.yaml', '--format', 'json'],
    ])
      texts.push(await run(argv, { cwd, env: { K: marker } }));
    const findings: { code: string; severity: string }[] = JSON.parse(texts[2]!.stdout);
    expect(findings.filter(({ severity }) => severity === 'error').map((each) => each.code)).toEqual([code]);
    expect(texts.map(({ stdout, stderr }) => stdout + stderr).join('\n')).not.toContain(marker);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });
});
