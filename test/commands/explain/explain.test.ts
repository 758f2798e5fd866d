import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const base = `${leastProfile}libvirt: { pools: { default: { type: dir, path: /srv/images } } }\n`;

async function explain(argv: string[], files: Record<string, string>) {
  return run(['explain', ...argv], { cwd: folderWith(files) });
}

interface Cause {
  key: string;
  file: string | null;
  line: number | null;
}

/** The file as data, and the keys of the first line that contains a text. */
async function explained(path: string, files: Record<string, string>) {
  const { status, stdout, stderr } = await explain(['a.yaml', path, '--format', 'json'], files);
  expect(status, stderr + stdout).toBe(0);
  const { file } = JSON.parse(stdout).result;
  const from = (text: string): string[] =>
    file.lines
      .find((line: { text: string }) => line.text.includes(text))
      .from.map(({ key, file, line }: Cause) => (file === null ? `${key}: default` : `${key}: ${file}:${line}`));
  return { file, from };
}

describe('a file of the target', () => {
  const network = `network: { interfaces: { br0: { ipv4: dhcp, bridge: { ports: [eth0] } } } }\n`;

  test('names for each line the key with its place, in a base, too', async () => {
    const { from } = await explained('etc/hosts', {
      'a.yaml': `extends: [base.yaml]\nsystem:\n  hosts:\n    192.0.2.7: [nas]\n`,
      'base.yaml': base,
    });
    expect(from('192.0.2.7')).toEqual(['system.hosts.192.0.2.7[1]: a.yaml:4']);
    expect(from('least')).toEqual(['hostname: base.yaml:1']);
  });

  test('names defaults, and what has a name where nothing in it led to the line', async () => {
    const { from } = await explained('etc/network/interfaces', { 'a.yaml': base + network });
    expect(from('bridge-stp')).toEqual(['network.interfaces.br0.bridge.stp: default']);
    expect(from('auto br0')).toEqual(['network.interfaces.br0: a.yaml:6']);
    expect(from('bridge-ports')).toEqual(['network.interfaces.br0.bridge.ports[1]: a.yaml:6']);
    expect(from('auto lo')).toEqual([]);
  });

  test('names the default that has the only network card', async () => {
    const { from } = await explained('etc/network/interfaces', { 'a.yaml': base });
    expect(from('auto eth0')).toEqual(['network.interfaces.eth0: default']);
    expect(from('auto lo')).toEqual([]);
  });

  test('names what has a name although others refer to it, so that it cannot be left out', async () => {
    const guest =
      'vms: { web: { memory: 1GiB, disks: [{ volume: default/web.img, size: 1GiB }], networks: [{ bridge: br0 }] } }\n';
    const { from } = await explained('etc/network/interfaces', { 'a.yaml': base + network + guest });
    expect(from('auto br0')).toEqual(['network.interfaces.br0: a.yaml:6']);
    expect(from('iface br0')).toEqual(['network.interfaces.br0: a.yaml:6']);
    const { from: domain } = await explained('etc/mkapkovl/libvirt/domains/web.xml', {
      'a.yaml': base + network + guest,
    });
    expect(domain("bridge='br0'")).toContain('network.interfaces.br0: a.yaml:6');
  });

  test('says which key makes it, and which its mode and content depend on', async () => {
    const own = { 'a.yaml': `${base}files:\n  /etc/own: { content: "one\\n", mode: "0600" }\n` };
    const { file, from } = await explained('/etc/own', own);
    expect(file).toMatchObject({ path: 'etc/own', mode: '0600', feature: 'files', secret: false });
    expect(file.exists_because_of.map(({ key }: Cause) => key)).toContain('files./etc/own');
    expect(file.attributes_from).toMatchObject([{ key: 'files./etc/own.mode', file: 'a.yaml', line: 7 }]);
    expect(from('one')).toEqual(['files./etc/own.content: a.yaml:7']);
  });

  test('says what it could not find out', async () => {
    const { file } = await explained('etc/hostname', { 'a.yaml': base });
    expect(file.not_tried.map(({ key }: Cause) => key)).toEqual(['access.root.password.prompt']);
  });

  test('for people has the keys above the lines', async () => {
    const { stdout } = await explain(['a.yaml', 'etc/hostname'], { 'a.yaml': base });
    expect(stdout).toContain('etc/hostname: file, mode 0644, owner 0:0\nmade by the feature system (template ');
    expect(stdout).toContain('\nfrom hostname (a.yaml:1)\n  1 | least\n');
  });

  test('without a path all are listed', async () => {
    const { status, stdout } = await explain(['a.yaml'], { 'a.yaml': base });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^etc\/hostname: the feature system \(template .*\), for hostname \(a.yaml:1\)$/m);
  });
});

describe('a key', () => {
  const guest =
    'vms: { "web": { memory: 1GiB, disks: [{ volume: default/a, size: 1GiB }, { volume: default/b, size: 3GiB }] } }\n';
  const meaning = (stdout: string) => stdout.split('What changes\n')[1]!.split('\n\n')[0]!.split('\n');

  test.each([
    ['services.crond', 'services: { crond: default }\n', 'a.yaml:6', 'left out', 'service crond added'],
    ['packages[1]', 'packages: [htop]\n', 'a.yaml:6', 'left out', 'package htop added'],
    ['vms.web.disks[2].size', guest, 'a.yaml:6', 'left out', 'guest web: disks[2].size set to 3GiB'],
    ['/vms/web/disks/1/size', guest, 'a.yaml:6', 'left out', 'guest web: disks[2].size set to 3GiB'],
    ['vms.web.memory', guest, 'a.yaml:6', '"2GiB" instead', 'guest web: memory 2GiB → 1GiB'],
    ['files./etc/a.b', 'files: { /etc/a.b: { content: x } }\n', 'a.yaml:6', 'left out', 'file /etc/a.b added'],
    ['system.timezone', '', 'default', 'instead', /^system\.timezone \S+ → UTC$/],
  ])('%s: what it becomes, in the words of diff', async (key, more, place, than, line) => {
    const { status, stdout, stderr } = await explain(['a.yaml', '--key', key], { 'a.yaml': base + more });
    expect(status, stderr).toBe(0);
    const [title] = stdout.split('\n');
    expect(title).toContain(place);
    expect(title).toContain(than);
    expect(meaning(stdout)).toContainEqual(expect.stringMatching(line instanceof RegExp ? line : escaped(line)));
  });

  test('without which the profile is not valid is refused, with what to do', async () => {
    const { status, stdout, stderr } = await explain(['a.yaml', '--key', 'access.root.password'], { 'a.yaml': base });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('[explain-key-fixed]');
    expect(stderr).toContain('Name a key above it, or explain the file that you expect it in.');
  });

  test('of one part is not to be replaced by one above it', async () => {
    const { stderr } = await explain(['a.yaml', '--key', 'alpine'], { 'a.yaml': base });
    expect(stderr).toContain('[explain-key-fixed]\n  Explain the file that you expect it in.');
  });

  test.each([
    ['of a default', 'network.interfaces.eth0', '', 'the default', 'left out'],
    [
      'that others refer to',
      'network.interfaces.br0',
      `network: { interfaces: { br0: { ipv4: dhcp, bridge: { ports: [eth0] } } } }
vms: { web: { memory: 1GiB, networks: [{ bridge: br0 }] } }\n`,
      'a.yaml:6',
      'named "br1" instead',
    ],
  ])('that is a name %s is compared with what is valid without it', async (_, key, more, place, than) => {
    const { status, stdout, stderr } = await explain(['a.yaml', '--key', key], { 'a.yaml': base + more });
    expect(status, stderr).toBe(0);
    const [title] = stdout.split('\n');
    expect(title).toContain(place);
    expect(title).toContain(`compared with the profile with it ${than}`);
    expect(stdout).toContain(`\n+auto ${key.split('.').at(-1)}\n`);
  });
});

const escaped = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

describe('secrets', () => {
  const secret = 'correct-horse-battery';
  // `check` takes this for a reference to a secret.
  const spared = `vault:${secret}`;
  const profile = `${base}files: { /etc/psk: { secret: { file: psk } } }
vms:
  g:
    memory: 1GiB
    os_variant: debian12
    cloud_init: { user_data: { bootcmd: ["curl -u user:${spared} https://x.example/"], "password=${secret}": 1 } }
`;

  test.each(['text', 'json', 'sarif', 'github'])('are never printed: %s', async (format) => {
    const files = { 'a.yaml': profile, psk: `${secret}\n` };
    for (const argv of [
      [],
      ['etc/mkapkovl/libvirt/seeds/g.iso'],
      ['--key', 'vms.g.cloud_init'],
      ['--key', 'vms.g.cloud_init.user_data.bootcmd[1]'],
      ['--key', 'files'],
    ]) {
      const { status, stdout, stderr } = await explain(['a.yaml', ...argv, '--format', format], files);
      expect(status, stderr).toBe(0);
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('are not read; the file says only that it is one', async () => {
    const { stdout } = await explain(['a.yaml', '--format', 'json'], { 'a.yaml': profile });
    const { path } = JSON.parse(stdout).result.entries.find((each: { path: string }) =>
      /secrets\/file\./.test(each.path),
    );
    const { file } = await explained(path, { 'a.yaml': profile });
    expect(file).toMatchObject({ secret: true, lines: null });
    expect(file.exists_because_of.map(({ key }: Cause) => key)).toContain('files./etc/psk');
  });
});

test.each([
  ['an unknown path', ['a.yaml', 'etc/hostnme'], 3, '[explain-no-path]\n  Similar: etc/hostname.'],
  ['a path in another folder', ['a.yaml', 'interfaces'], 3, 'Similar: etc/network/interfaces.'],
  ['an unknown key', ['a.yaml', '--key', 'system.timezne'], 3, 'Similar: system.timezone.'],
  ['a key in another section', ['a.yaml', '--key', 'timezone'], 3, 'Similar: system.timezone.'],
  ['no key at all', ['a.yaml', '--key', '.'], 3, '[explain-no-key]'],
  ['a mistake in the profile', ['bad.yaml', 'etc/hostname'], 1, 'bad.yaml:6:1'],
  ['a profile that is not there', ['nowhere.yaml'], 3, 'nowhere.yaml'],
  ['a path and a key', ['a.yaml', 'etc/hostname', '--key', 'hostname'], 2, 'not both'],
])('%s is refused', async (_, argv, status, said) => {
  const ran = await explain(argv, { 'a.yaml': base, 'bad.yaml': `${base}sytem: {}\n` });
  expect(ran).toMatchObject({ status, stdout: '' });
  expect(ran.stderr).toContain(said);
});

test('a folder is no profile, even one with profiles: it says to name one of them', async () => {
  const cwd = folderWith({ 'hosts/least.yaml': leastProfile, 'empty/README': '' });
  const answer = async (folder: string) => run(['explain', folder], { cwd });
  expect(await answer('hosts')).toMatchObject({
    status: 3,
    stderr: expect.stringContaining(
      'hosts cannot be read: it is a directory, and one profile is needed: name a file in it',
    ),
  });
  expect((await answer('empty')).stderr).toContain('it is a directory without profiles (*.yaml, *.yml)');
});
