import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debian, launcher, targetShell } from '../support/alpine/userland.ts';
import { fileOf } from '../support/machines/machines.ts';
import { folderWith, run } from '../support/run.ts';
import { serve, sshd } from '../support/sshd.ts';
import { describeWith } from '../support/tools.ts';

const guest = `<domain type='test'><name>homeassistant</name><uuid>b1b0c3c5-6f4f-4f04-8a3b-6c3e1a6f0001</uuid>
<memory unit='MiB'>2048</memory><vcpu>2</vcpu><os><type arch='x86_64' machine='pc-q35-8.0'>hvm</type></os>
<devices>
 <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/haos.qcow2'/><target dev='vda' bus='virtio'/></disk>
 <interface type='bridge'><mac address='52:54:00:c4:2d:4a'/><source bridge='lan0'/><model type='virtio'/></interface>
 <interface type='network'><mac address='52:54:00:c4:2d:4b'/><source network='inside'/><model type='virtio'/></interface>
</devices></domain>`;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC';

/** Keeps the type that only the test driver has. */
const container = `<domain type='test'><name>box</name><uuid>b1b0c3c5-6f4f-4f04-8a3b-6c3e1a6f0002</uuid>
<memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>`;
const network = `<network><name>inside</name><uuid>b1b0c3c5-6f4f-4f04-8a3b-6c3e1a6f0003</uuid><forward mode='nat'/><bridge name='virbr7'/>
<ip address='192.168.150.1' netmask='255.255.255.0'/></network>`;
const pool = `<pool type='dir'><name>isos</name><uuid>b1b0c3c5-6f4f-4f04-8a3b-6c3e1a6f0004</uuid><target><path>/srv/isos</path></target></pool>`;

interface Answers {
  /** What its libvirt has; undefined for a host without virsh. */
  libvirt?: string;
  /** Where virsh looks instead. */
  uri?: string;
  /** Its ~/.ssh/authorized_keys. */
  keys?: string;
}

/** A host of recorded facts. Its virsh is the real one, with libvirt's test driver, which knows no other type of guest. */
async function hostWith({ libvirt, uri, keys }: Answers) {
  const cwd = folderWith({ 'facts.json': readFileSync(fileOf('ich10', 'facts.json'), 'utf8') });
  const file = (name: string) => path.join(cwd, name);
  mkdirSync(file('programs'));
  mkdirSync(file('.ssh'));
  if (keys !== undefined) writeFileSync(file('.ssh/authorized_keys'), keys);
  writeFileSync(file('node.xml'), `<node>${libvirt ?? ''}</node>`);
  const virsh = `#!${targetShell()}\nset -o pipefail\n${debian('virsh')} "$@" | sed "/<domain type='test'/{N;/<name>box/!s/type='test'/type='kvm'/;}"\n`;
  if (libvirt !== undefined) writeFileSync(file('programs/virsh'), virsh, { mode: 0o755 });
  const env = { LIBVIRT_DEFAULT_URI: uri ?? `test://${file('node.xml')}`, HOME: cwd };
  writeFileSync(file('sh'), launcher(['ash', '-s'], { cwd, packages: [file('programs')], env }), { mode: 0o755 });
  const answering = `script=$(cat)
case $script in
*'mkapkovl guests'* | *'mkapkovl login'*) printf '%s\\n' "$script" | ${file('sh')} ;;
*) cat ${file('facts.json')} ;;
esac`;
  const server = await serve(answering);
  const env_ = { ...server.env, MKAPKOVL_NAMES: '' };
  const init = (...flags: string[]) => run(['init', server.host, '--out', 'own.yaml', ...flags], { cwd, env: env_ });
  return { init, cwd, host: server.host, own: () => readFileSync(file('own.yaml'), 'utf8') };
}

const codesOf = (stdout: string) => JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);

describeWith(['applets', sshd, 'ssh-keygen', 'virsh'], 'init USER@HOST', () => {
  test('has the facts of the host, and its guests, networks and pools; the profile passes check', async () => {
    const { init, cwd, host, own } = await hostWith({ libvirt: guest + network + pool });
    const { status, stdout } = await init();
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'own.yaml\n' });
    const [first, ...lines] = own().split('\n');
    expect(first).toBe('# yaml-language-server: $schema=profile.schema.json');
    expect(lines).toEqual(
      expect.arrayContaining([
        `facts: "facts/${host.split('@')[1]}.json"`,
        '    lan0:',
        '          - { mac: "02:1b:21:00:00:10" } # eth0: it has the default route',
        '    isos: { type: dir, path: /srv/isos }',
        '    default: { type: dir, path: /var/lib/libvirt/images }',
        '  homeassistant:',
      ]),
    );
    expect(own()).toContain('volume: default/haos.qcow2');
    expect(own()).toMatch(/^ {4}inside:.*192\.168\.150\.1/ms);
    const checked = await run(['check', 'own.yaml'], { cwd });
    expect({ status: checked.status, stdout: checked.status === 0 ? '' : checked.stdout }).toEqual({
      status: 0,
      stdout: '',
    });
  });

  test('has the keys that log in to the host, and no password then', async () => {
    const [first, second] = ['ana@desk', 'from="10.0.0.0/8" '].map((word) =>
      word.endsWith(' ') ? `${word}${key} ben@desk` : `${key} ${word}`,
    );
    const keys = `# ours\n${first}\n\n  ${second}\ncert-authority ${key.slice(0, 30)}\n${first}\n`;
    const { init, cwd, host, own } = await hostWith({ libvirt: '', keys });
    expect(await init()).toMatchObject({ status: 0 });
    expect(own()).toContain(`    # From ~/.ssh/authorized_keys on ${host}. Remove keys that must not log in as root.
    # 1 line of ~/.ssh/authorized_keys on ${host} cannot be in a profile.
    authorized_keys:
      - ${JSON.stringify(first)}
      - ${JSON.stringify(second)}
`);
    expect(own()).not.toContain('password:');
    expect(await run(['check', 'own.yaml'], { cwd })).toMatchObject({ status: 0 });
  });

  test('asks for a password, too, where every key has options: a key of a backup gives no shell', async () => {
    const { init, cwd, own } = await hostWith({ libvirt: '', keys: `command="borg serve",restrict ${key} backup\n` });
    expect(await init()).toMatchObject({ status: 0 });
    expect(own()).toMatch(/authorized_keys: \["command=.*\n.*\n {4}password: \{ prompt: true \}\n/);
    writeFileSync(path.join(cwd, 'shut.yaml'), own().replace('    password: { prompt: true }\n', ''));
    expect((await run(['check', 'shut.yaml'], { cwd })).stdout).toContain('[access-no-way-in]');
  });

  test('a guest that cannot be imported is named, and the others are there', async () => {
    const { init, own } = await hostWith({ libvirt: guest + container });
    const { status, stdout } = await init('--format', 'json');
    expect(status).toBe(0);
    const { findings } = JSON.parse(stdout);
    expect(findings.find(({ code }: { code: string }) => code === 'init-not-imported').message).toMatch(
      /^the domain box of .* is not in the profile: /,
    );
    expect(own()).toContain('  homeassistant:');
    expect(own()).not.toContain('  box:');
  });

  test('without virsh it says that no guests are known', async () => {
    const { init, own } = await hostWith({});
    const { status, stdout } = await init('--format', 'json');
    expect({ status, codes: codesOf(stdout) }).toEqual({ status: 0, codes: ['init-no-virsh'] });
    expect(own()).toContain('default: { type: dir, path: /var/lib/libvirt/images }');
  });

  test('a libvirt that refuses the user is a warning with its own words', async () => {
    const { init } = await hostWith({ libvirt: '', uri: 'test:///no/such/file' });
    const { status, stdout } = await init('--format', 'json');
    expect({ status, codes: codesOf(stdout) }).toEqual({ status: 0, codes: ['init-guests-unread'] });
    expect(stdout).toMatch(/does not show its guests: .*no\/such\/file/);
  });

  test('a profile that exists stays, and nothing is asked', async () => {
    const { init, cwd } = await hostWith({ libvirt: '' });
    writeFileSync(path.join(cwd, 'own.yaml'), 'mine\n');
    const { status, stderr } = await init();
    expect(status).toBe(3);
    expect(stderr).toContain('[init-file-exists]');
    expect(existsSync(path.join(cwd, 'facts'))).toBe(false);
  });
});

describeWith([sshd, 'ssh-keygen'], 'init of a host that cannot be read', () => {
  test('exits with 3, with what ssh said, and writes nothing', async () => {
    const { host, env, folder } = await serve('true');
    writeFileSync(path.join(folder, 'authorized'), '');
    const cwd = folderWith();
    const { status, stdout, stderr } = await run(['init', host, '--out', 'own.yaml'], { cwd, env });
    expect({ status, stdout, written: existsSync(path.join(cwd, 'own.yaml')) }).toEqual({
      status: 3,
      stdout: '',
      written: false,
    });
    expect(stderr).toMatch(/Permission denied \(publickey\).* \[host-not-reached\]/);
  });
});

test.each(['-oProxyCommand=x', 'root@$(id)'])('%s is no machine: exit 2', async (name) => {
  const { status } = await run(['init', '--', name]);
  expect(status).toBe(2);
});
