import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { leastProfile } from './run.ts';

/**
 * Profiles that should pass `check`: valid ones, changed feature by feature. They are written as JSON, which is YAML.
 * Some are rejected (such as an install without a name server); each user of these counts them.
 */
export function acceptedProfiles(): fc.Arbitrary<PlainProfile> {
  const changes = fc.record(
    {
      hostname: hostnames,
      alpine: alpines,
      system: systems,
      packages: fc.uniqueArray(fc.constantFrom('vim', 'jq', 'linux-lts~6.18', 'openssh>9', '!chrony', 'htop=3.3')),
      access: accesses,
      network: networks,
      install: installs,
      storage: fc.record({ mounts: mounts }),
      tuning: tunings,
      boot: boots,
      libvirt: libvirts,
    },
    { requiredKeys: [] },
  );
  return fc.tuple(fc.constantFrom(...bases()), changes, fc.boolean()).map(([base, change, guests]) => {
    const profile: PlainProfile = { ...structuredClone(base), ...change };
    return guests && profile.libvirt && !profile.vms ? { ...profile, vms: guestsOf(profile) } : profile;
  });
}

// Tests look into profiles as they were written, before any default is known; a type would only repeat the schema.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type PlainProfile = Record<string, any>;

function bases(): PlainProfile[] {
  const examples = ['home-assistant', 'minimal', 'unattended'].map((name) =>
    parse(readFileSync(`profiles/${name}.yaml`, 'utf8')),
  );
  return [parse(leastProfile), ...examples];
}

const letters = (alphabet: string, length: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...alphabet), ...length });
const lowerCase = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const labels = letters(lowerCase + digits, { minLength: 1, maxLength: 12 });
const names = fc.tuple(labels, labels).map(([first, second]) => `${first}-${second}`);
const hostnames = fc.oneof(
  labels,
  names,
  fc.tuple(names, labels).map((parts) => parts.join('.')),
);

const mirrors = fc.constantFrom(
  'https://dl-cdn.alpinelinux.org/alpine',
  'https://dl-cdn.alpinelinux.org/alpine/',
  'http://mirror.example:8080/alpine',
  'https://mirror.example/~alpine/(id)/?a=1&b=2;c=(3)*[4]!',
);
const alpines = fc.record(
  {
    release: fc.constantFrom('3.18', '3.19', '3.20', '3.21', '3.22', '3.23', '3.24'),
    mirror: mirrors,
    repositories: fc.constantFrom(
      ['main', 'community'],
      ['community', 'main'],
      ['main', 'community', 'https://repo.example/own/?key=a&b=c;d'],
    ),
  },
  { requiredKeys: ['release'] },
);

const systems = fc.record(
  {
    domain: fc.constantFrom('lan', 'home.example'),
    hosts: fc.dictionary(fc.ipV4(), fc.array(names, { minLength: 1, maxLength: 2 }), { maxKeys: 2 }),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3', 'EST5EDT'),
    keymap: fc.constantFrom('us us', 'de de-nodeadkeys', 'fr fr-latin9', 'none', 'ca ca-multix'),
    ntp: fc.constantFrom('chrony', 'openntpd', 'busybox', 'none'),
    console: fc.constantFrom(['tty0'], ['ttyS0,115200'], ['tty0', 'ttyS1,9600n8'], ['hvc0', 'ttyUSB0,57600']),
    microcode: fc.constantFrom('auto', 'intel', 'amd', 'none'),
  },
  { requiredKeys: [] },
);

/** What people write behind a key, and what a shell would make of it. */
const comments = fc.oneof(
  fc.constantFrom(
    "ana's desk",
    '"ana"@desk',
    '$(touch pwned)',
    '`touch pwned`',
    '${HOSTNAMEOPTS}',
    '$HOME ~ *',
    "'; touch pwned; '",
    "''''",
    '\\',
    "\\'",
    '%s %n \\n \\0',
    '# not a comment',
    'a && touch pwned || b',
    '<pwned >pwned',
    'ends with a blank ',
    '-n',
    '!!',
  ),
  letters('\'"$`\\#%&|;<>()[]{}*?~! abcXYZ019=@-', { minLength: 1, maxLength: 30 }),
);
const keyTypes = fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'sk-ssh-ed25519@openssh.com');
const keyOptions = fc.constantFrom('', 'no-pty ', 'from="10.0.0.1,*.lan",command="echo \'$x\' `id`" ');
/** Fields of a key behind its type (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f), each with its length before it. */
function keyOf(type: string, bytes: Uint8Array): string {
  const rest = { 'ssh-ed25519': [bytes], 'sk-ssh-ed25519@openssh.com': [bytes, Buffer.from('ssh:')] }[type];
  const fields = [Buffer.from(type), ...(rest ?? [Buffer.from('nistp256'), bytes])];
  const lengths = fields.map((field) => Buffer.from([0, 0, 0, field.length]));
  return Buffer.concat(fields.flatMap((field, index) => [lengths[index]!, field])).toString('base64');
}
const authorizedKeys = fc
  .tuple(keyOptions, keyTypes, fc.uint8Array({ minLength: 32, maxLength: 65 }), comments)
  .map(([options, type, bytes, comment]) => `${options}${type} ${keyOf(type, bytes)} ${comment}`);

const userNames = fc.constantFrom('ana', 'bo_b', 'carl-1', '_d');
const passwords = fc.constantFrom({ prompt: true }, undefined);
const accesses = fc.record({
  root: fc.record({ authorized_keys: fc.array(authorizedKeys, { minLength: 1, maxLength: 4 }) }),
  users: fc.dictionary(
    userNames,
    fc
      .record({
        groups: fc.uniqueArray(fc.constantFrom('wheel', 'libvirt', 'kvm', 'audio')),
        authorized_keys: fc.array(authorizedKeys, { maxLength: 2 }),
        password: passwords,
      })
      .map((user) => JSON.parse(JSON.stringify(user))),
    { maxKeys: 3 },
  ),
});

const address = (index: number) =>
  fc.tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 8, max: 30 })).map(([last, length]) => ({
    address: `10.${index}.0.${last}/${length}`,
    ...(index === 0 && length <= 24 ? { gateway: '10.0.0.251' } : {}),
  }));
const addressing = (index: number) =>
  fc.record(
    {
      ipv4: fc.oneof({ weight: 2, arbitrary: fc.constant('dhcp') }, fc.constant('none'), address(index)),
      ipv6: fc.constantFrom('auto', 'none', { address: `fd00:${index}::1/64` }, { address: `FD01:${index}::A/48` }),
      mtu: fc.constantFrom(68, 1500, 9000),
    },
    { requiredKeys: ['ipv4'] },
  );
const mac = (index: number, port: number) => `52:54:00:AA:${index}${index}:${port}${port}`;

/** The interfaces of one kind, with names and addresses of their own. */
function interfacesOf(index: number): fc.Arbitrary<PlainProfile> {
  const [card, other] = [`eth${2 * index}`, `eth${2 * index + 1}`];
  const ports = fc.constantFrom(
    [card],
    [card, other],
    [{ mac: mac(index, 1) }, card],
    [{ mac: mac(index, 1), name: `lan${index}` }, { mac: mac(index, 2) }],
  );
  const plain = addressing(index);
  return fc.oneof(
    plain.map((value) => ({ [card]: value })),
    plain.map((value) => ({ [`wan-${index}`]: { ...value, mac: mac(index, 3) } })),
    fc.tuple(plain, ports, fc.boolean()).map(([value, list, stp]) => ({
      [`br${index}`]: { ...value, bridge: { ports: list, stp } },
    })),
    fc.tuple(plain, ports, fc.constantFrom('active-backup', '802.3ad')).map(([value, list, mode]) => ({
      [`bond${index}`]: { ...value, bond: { ports: list, mode } },
    })),
    fc.tuple(plain, fc.integer({ min: 1, max: 4094 }), fc.boolean()).map(([value, id, usual]) => {
      const name = usual ? `${card}.${id}` : `guests${index}`;
      return { [`br${index}`]: { ...value, bridge: { ports: [name] } }, [name]: { vlan: { link: card, id } } };
    }),
  );
}

const networks = fc.record(
  {
    interfaces: fc
      .integer({ min: 1, max: 3 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => interfacesOf(index))))
      // The guest of an example uses br0.
      .map((parts) => Object.assign({ br0: { bridge: { ports: [] } } }, ...parts)),
    dns: fc.record({
      servers: fc.uniqueArray(fc.constantFrom('9.9.9.9', '192.168.1.1', 'fd00::53', '2620:fe::fe'), { minLength: 1 }),
      search: fc.uniqueArray(fc.constantFrom('lan', 'home.example', 'a-b.example'), { maxLength: 2 }),
    }),
  },
  { requiredKeys: ['interfaces', 'dns'] },
);

const serials = letters(`${lowerCase.toUpperCase()}${digits}._:-`, { minLength: 3, maxLength: 20 });
const installs = fc
  .record({
    serial: serials,
    wiped: fc.boolean(),
    more: fc.record(
      {
        wwn: fc.constant('naa.5000c500a1b2c3d4'),
        min_size: fc.constant('100GB'),
        generation: fc.nat(99).map((n) => n + 1),
      },
      { requiredKeys: [] },
    ),
    encrypt: fc.constantFrom(undefined, { prompt: true }, { on_medium: 'KEYS:a/b.key' }),
  })
  .map(({ serial, wiped, more, encrypt }) => ({
    disk: { serial, ...more, ...(wiped ? { wipe: serial } : {}) },
    ...(encrypt ? { encrypt: { passphrase: encrypt } } : {}),
  }));

const mounts = fc
  .subarray(['/srv/a_b', '/srv/guests', '/var/lib/images+more', '/mnt/@x~y'])
  .map((folders) =>
    Object.fromEntries(
      folders.map((folder, index) => [
        folder,
        [
          { device: 'LABEL=guests' },
          { device: 'UUID=0d6f-11', type: 'xfs', options: ['noatime', 'nofail'] },
          { device: 'files.lan:/export/a', type: 'nfs', options: ['vers=4.2', 'ro'] },
          { device: 'tmpfs', type: 'tmpfs', options: ['size=50%'] },
        ][index],
      ]),
    ),
  );

const tunings = fc.record(
  {
    hugepages: fc.constantFrom(
      [],
      [{ size: '2MiB', count: 512 }],
      [
        { size: '1GiB', count: 4 },
        { size: '2MiB', count: 8 },
      ],
    ),
    isolate_cpus: fc.constantFrom('2-7', '1,3,5-6'),
  },
  { requiredKeys: [] },
);

const boots = fc.record(
  {
    options: fc.uniqueArray(
      fc.constantFrom('quiet', 'pci=noaer,realloc', 'a.b=50%', 'video=efifb:off', 'x=/dev/y@z+1'),
    ),
    modules: fc.uniqueArray(fc.constantFrom('tun', 'nct6775', 'i2c-dev')),
    loader: fc.constantFrom('auto', 'extlinux', 'grub'),
  },
  { requiredKeys: [] },
);

const libvirts = fc.record({
  // default first: the guests of an example live there.
  pools: fc.subarray(['fast', 'nas']).map((more) => ({
    default: { type: 'dir', path: '/var/lib/libvirt/images' },
    ...(more.includes('fast') ? { 'fast+1': { type: 'logical', source: { name: 'vg0' }, path: '/dev/vg0' } } : {}),
    ...(more.includes('nas')
      ? { 'n.a_s': { type: 'netfs', source: { host: 'nas.lan', dir: '/x' }, path: '/mnt/nas', autostart: false } }
      : {}),
  })),
  networks: fc.constantFrom(
    {},
    { default: { forward: 'nat', address: '192.168.122.1/24' } },
    { inner: { forward: 'none', autostart: false }, routed: { forward: 'route', address: '172.16.9.1/28' } },
  ),
});

/** Two guests on what the profile's pools and networks are. */
function guestsOf({ libvirt }: PlainProfile): PlainProfile {
  const network = Object.keys(libvirt.networks ?? {})[0];
  const networks = network ? [{ network }] : [];
  const url = 'https://images.example/~a/b?x=(1)&y=[2];z=*,!';
  const image = { url, sha256: 'ab'.repeat(32) };
  return {
    one: {
      memory: '512MiB',
      networks,
      disks: [
        { volume: 'default/one.qcow2', size: '10GiB' },
        { volume: 'default/data+1.raw', image },
      ],
      autostart: true,
    },
    two: {
      memory: '1GiB',
      networks,
      boot: { firmware: 'uefi' },
      disks: [{ volume: 'default/two.qcow2', image, size: '20GB' }],
    },
  };
}
