import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printValues, slotLength } from '../../src/guest/cloud-init/print.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { type Member, unpack } from '../support/unpack.ts';

const seedOfWeb = 'etc/mkapkovl/libvirt/seeds/web.iso';
const guest = (cloudInit: object, more: object = {}) =>
  `${leastProfile}vms: ${JSON.stringify({ web: { memory: '1GiB', cloud_init: cloudInit, ...more } })}\n`;

async function built(files: Record<string, string>, env: Record<string, string> = {}): Promise<Map<string, Member>> {
  const folder = folderWith(files);
  const { status, stderr } = await run(['build', 'profile.yaml', '--out', 'out'], { cwd: folder, env });
  expect({ status, stderr: stderr.replace(/^.*: contains secrets.*\n/, '') }).toEqual({ status: 0, stderr: '' });
  return unpack(readFileSync(path.join(folder, 'out/least.apkovl.tar.gz')));
}

const text = (members: Map<string, Member>, name: string) => members.get(name)!.content.toString();

/** The files of the guest web's seed, as bsdtar finds them. */
function seedFiles(members: Map<string, Member>): Record<string, string> {
  const image = path.join(folderWith(), 'seed.iso');
  writeFileSync(image, members.get(seedOfWeb)!.content);
  const names = execFileSync('bsdtar', ['-tf', image], { encoding: 'utf8' }).trim().split('\n');
  const files = names.filter((name) => name !== '.');
  return Object.fromEntries(
    files.map((name) => [name, execFileSync('bsdtar', ['-xOf', image, name], { encoding: 'utf8' })]),
  );
}

describeWith(['bsdtar'], 'a seed for cloud-init', () => {
  test('has the values as YAML, and what NoCloud asks for even if nothing is given', async () => {
    const values = { packages: ['vim'], ssh_pwauth: false };
    const network = { version: 2, ethernets: { all: { dhcp4: true } } };
    const files = seedFiles(await built({ 'profile.yaml': guest({ user_data: values, network_config: network }) }));
    expect(files).toEqual({
      'user-data': '#cloud-config\npackages:\n  - vim\nssh_pwauth: false\n',
      'meta-data': expect.stringMatching(/^instance-id: [0-9a-f-]{36}\nlocal-hostname: web\n$/),
      'network-config': 'version: 2\nethernets:\n  all:\n    dhcp4: true\n',
    });
    expect(seedFiles(await built({ 'profile.yaml': guest({}) }))).toEqual({
      'user-data': '#cloud-config\n{}\n',
      'meta-data': files['meta-data'],
    });
  });

  test('has texts and files as they are; a file is named as from the profile that names it', async () => {
    const script = '#!/bin/sh\necho "$HOSTNAME"\n';
    const files = seedFiles(
      await built({
        'profile.yaml': `extends: [base/site.yaml]\n${guest({ vendor_data: script })}`,
        'base/site.yaml': 'vms: { web: { cloud_init: { user_data: { file: web.sh }, meta_data: "a: b\\n" } } }\n',
        'base/web.sh': `${script}# é\n`,
      }),
    );
    expect(files).toEqual({ 'user-data': `${script}# é\n`, 'vendor-data': script, 'meta-data': 'a: b\n' });
  });

  test('keeps the guest’s instance as long as its UUID is the same, unless the profile gives another', async () => {
    const id = async (cloudInit: object, more: object = {}) =>
      seedFiles(await built({ 'profile.yaml': guest(cloudInit, more) }))['meta-data'];
    const uuid = '11111111-2222-4333-8444-555555555555';
    expect(await id({ user_data: { packages: ['vim'] } })).toBe(await id({}));
    expect(await id({}, { uuid })).toContain(`instance-id: ${uuid}\n`);
    expect(await id({ meta_data: { 'instance-id': 'two' } })).toBe('instance-id: two\nlocal-hostname: web\n');
  });

  test('has the same bytes whatever the time of the build is', async () => {
    const profile = { 'profile.yaml': guest({ user_data: { packages: ['vim'] } }) };
    const first = (await built(profile)).get(seedOfWeb)!;
    const later = (await built(profile, { SOURCE_DATE_EPOCH: '1700000000' })).get(seedOfWeb)!;
    expect(later.content.equals(first.content)).toBe(true);
    expect(first).toMatchObject({ mode: 0o600, owner: '0:0' });
  });

  test('leaves room for its secrets, which lie in files of their own', async () => {
    const cloudInit = {
      secrets: { admin: { env: 'ADMIN' }, token: { file: 'token' } },
      user_data: { users: [{ name: 'ana', hashed_passwd: { secret: 'admin' } }], token: { secret: 'token' } },
    };
    const members = await built({ 'profile.yaml': guest(cloudInit), token: 'T0KEN\n' }, { ADMIN: '$6$hash' });
    expect(text(members, 'etc/mkapkovl/secrets/cloud-init.web.admin')).toBe('$6$hash');
    expect(text(members, 'etc/mkapkovl/secrets/cloud-init.web.token')).toBe('T0KEN');
    expect(text(members, seedOfWeb)).not.toMatch(/\$6\$|T0KEN/);
    const { content } = members.get(seedOfWeb)!;
    const rows = text(members, 'etc/mkapkovl/libvirt/seeds.table').trim().split('\n');
    const places = rows.map((row) => row.split('\t'));
    expect(places.map(([name, secret]) => [name, secret])).toEqual([
      ['web', 'cloud-init.web.admin'],
      ['web', 'cloud-init.web.token'],
    ]);
    for (const [, , offset, length] of places) {
      const room = content.subarray(Number(offset), Number(offset) + Number(length)).toString();
      expect(room).toBe(' '.repeat(slotLength));
    }
  });
});

describe('a guest with cloud_init', () => {
  test('has its seed as a CD behind its disks', async () => {
    const disks = [{ path: '/srv/a.raw' }, { device: 'cdrom' }];
    const members = await built({ 'profile.yaml': guest({}, { disks }) });
    expect(text(members, 'etc/mkapkovl/libvirt/domains/web.xml')).toContain(`\
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='/var/lib/libvirt/seeds/web.iso'/>
      <target dev='sdb' bus='sata'/>
      <readonly/>
    </disk>
`);
  });

  test('is refused what is too large for an overlay', async () => {
    const folder = folderWith({
      'profile.yaml': guest({ user_data: { file: 'web.sh' } }),
      'web.sh': `#!/bin/sh\n${'#'.repeat(2 ** 20)}`,
    });
    const { status, stdout } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd: folder });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).map(({ code }: { code: string }) => code)).toEqual(['cloud-init-too-large']);
  });

  test.each([
    ['is inside itself', 'a: &a [*a]'],
    ['expands to too much', `a: &a [1, 2]\n${'b: &a [*a, *a]\n'.repeat(40)}c: [*a]`],
    ['nests too deep', '['.repeat(50_000)],
  ])('is refused YAML that %s', async (_, yaml) => {
    const folder = folderWith({ 'profile.yaml': guest({ user_data: { file: 'a' } }), a: `#cloud-config\n${yaml}\n` });
    const { status, stdout } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd: folder });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).map(({ code }: { code: string }) => code)).toEqual(['cloud-init-not-yaml']);
  });

  test.each([
    ['a script', '#!/bin/sh\necho password=secret\n'],
    ['a template', '## template: jinja\n#cloud-config\n{% if v1.distro == "alpine" %}\npackages: [vim]\n{% endif %}\n'],
    ['a list of parts', '#cloud-config-archive\n- "#!/bin/sh"\n'],
    ['parts in MIME', 'Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n\n--x--\n'],
    ['addresses', '#include\nhttps://example.org/user-data\n'],
    ['settings with nothing in them', '#cloud-config\n'],
    [
      'settings whose passwords open nothing',
      '#cloud-config\nusers: [{ name: ana, passwd: "!" }]\nlock_passwd: true\n',
    ],
  ])('may give %s', async (_, text) => {
    const folder = folderWith({ 'profile.yaml': guest({ user_data: text, vendor_data: text }) });
    expect(await run(['check', 'profile.yaml'], { cwd: folder })).toMatchObject({ status: 0 });
  });

  test.each([
    ['vnc', '123456789', 'longer than the limit of 8 bytes for graphics of type vnc'],
    ['vnc', 'éééééé', 'longer than the limit of 8 bytes for graphics of type vnc'],
    ['spice', 's'.repeat(61), 'longer than the limit of 60 bytes for graphics of type spice'],
  ])('is refused a password for %s that is too long (%s), without showing it', async (type, password, what) => {
    const folder = folderWith({ 'profile.yaml': guest({}, { graphics: { type, password: { env: 'SCREEN' } } }) });
    const { status, stderr } = await run(['build', 'profile.yaml'], { cwd: folder, env: { SCREEN: password } });
    expect(status).toBe(1);
    expect(stderr).toContain(` is ${what}`);
    expect(stderr).not.toContain(password);
  });

  test('is refused a secret that would not fit into its seed', async () => {
    const cloudInit = { secrets: { admin: { env: 'ADMIN' } }, user_data: { password: { secret: 'admin' } } };
    const folder = folderWith({ 'profile.yaml': guest(cloudInit) });
    const { status, stderr } = await run(['build', 'profile.yaml'], { cwd: folder, env: { ADMIN: "'".repeat(2048) } });
    expect(status).toBe(1);
    expect(stderr).toContain("longer than the limit of 2047 bytes for cloud-init's seeds");
  });
});

describeWith(['python3', '/usr/lib/python3/dist-packages/yaml'], 'values for cloud-init', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((each) => !/[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]/u.test(each)),
    fc.constantFrom('yes', 'off', 'y', '0644', '12:30:45', '2020-01-01', '1_000', '.5', '=', '<<', '~', 'null', '0x1f'),
    fc.constantFrom('a\nb\n', ' a\n  b', '- a', 'a: b', '#', "it's", '"', '\\', '%x', '@x', '!x', '&x', '*x', '', ' '),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(
        word.filter((key) => !/^(=|<<|__proto__)$/.test(key)),
        tie('any'),
        { maxKeys: 3 },
      ),
    ),
  })).any;
  const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 4 });

  test('are read as they were written by the parser that cloud-init has', () => {
    const samples = fc.sample(values, { seed: 7, numRuns: 300 }) as object[];
    const printed = samples.map((each) => printValues(each).text);
    const script = 'import json, sys, yaml; json.dump([yaml.safe_load(t) for t in json.load(sys.stdin)], sys.stdout)';
    const read = execFileSync('python3', ['-c', script], { input: JSON.stringify(printed), encoding: 'utf8' });
    expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify(samples)));
  });

  test('may contain the placeholder of a secret as plain text', () => {
    const { text: printed, slots } = printValues({
      motd: 'secret0',
      password: { secret: 'admin' },
      é: { secret: 'b' },
    });
    expect(printed.replace(/ {10,}/g, '…')).toBe('motd: secret0\npassword:…\né:…\n');
    const bytes = Buffer.from(printed);
    expect(slots.map(({ secret, offset }) => [secret, bytes.subarray(offset - 2, offset).toString()])).toEqual([
      ['admin', ': '],
      ['b', ': '],
    ]);
  });
});
