import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Finding } from '../../src/findings/finding.ts';
import { profileJsonSchema } from '../../src/host/json-schema.ts';
import { examine } from '../../src/pipeline/examine.ts';
import type { PlainProfile } from './accepted-profiles.ts';
import { anyHost, besides, corrected, factsOf, wishes as guestWishes, kept, needsFacts, passed } from './any-guest.ts';
import { Drawn, keysIn, keysOf, type Schema, type Wishes } from './from-schema.ts';

const schema = profileJsonSchema() as Schema;
const guestSchema = schema.properties!.vms!.additionalProperties as Schema;
const ofGuests = 'vms.*.';
const tries = 8;
/** What is above a profile, or read from another file: tests of their own are about these. */
const elsewhere = ['extends', 'abstract', 'facts', 'facts_max_age', 'facts_machine', 'match', 'overlays'];

/** Every key of the schema that has no keys below it, of those that a profile by itself can have. */
const keys = keysOf(schema).filter(
  (key, _, all) =>
    !elsewhere.includes(key.split(/[.[]/)[0]!) &&
    !all.some((other) => ['.', '['].some((next) => other.startsWith(key + next))),
);

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana';

/** Names and numbers of what there is on this host: a schema cannot know those. */
const hostWishes: Wishes = [
  [/^hostname$/, fc.constant('any')],
  [/^alpine\.repositories/, fc.constantFrom('main', 'community', 'https://packages.example/own')],
  [/^system\.hosts\{\}$/, fc.constant('192.0.2.7')],
  [/^system\.timezone$/, fc.constant('Europe/Berlin')],
  [/^system\.keymap$/, fc.constant('de de-nodeadkeys')],
  [/^system\.console\[\]$/, fc.constant('ttyS3')],
  [/^services\{\}$/, fc.constant('crond')],
  [/^access\.users\{\}$/, fc.constantFrom('ana', 'ben')],
  [/password\.file$|passphrase\.file$|^files\.\*\.source$/, fc.constant('user_data')],
  [/\.env$/, fc.constant('SECRET')],
  [/^signing\.allowed_signers\[\]$|\.authorized_keys\[\]$/, fc.constant(publicKey)],
  [/^network\.interfaces\{\}$/, fc.constantFrom('eth1', 'eth2', 'guests')],
  [/\.(ports\[\]|link)$/, fc.constantFrom('eth3', 'eth4')],
  [/ports\[\]\.name$/, fc.constant('lan5')],
  [/ipv4\.address$/, fc.constant('10.9.0.2/24')],
  [/ipv4\.gateway$/, fc.constant('10.9.0.1')],
  [/interfaces.*ipv6\.address$/, fc.constant('fd00:9::2/64')],
  [/interfaces.*ipv6\.gateway$/, fc.constant('fd00:9::1')],
  [/\.mtu$/, fc.constantFrom(1400, 1500, 9000)],
  [/^tuning\.hugepages\[\]\.count$/, fc.integer({ min: 1, max: 64 })],
  [/^storage\.mounts\{\}$/, fc.constantFrom('/srv/guests', '/mnt/a')],
  [/^files\.\*\.(content\[\]\.secret|secrets\{\})$/, fc.constant('key')],
  [/^files\{\}$/, fc.constantFrom('/etc/motd', '/etc/own.conf')],
  [/^libvirt\.pools\.\*\.path$/, fc.constantFrom('/srv/pool-a', '/srv/pool-b')],
  [/^libvirt\.networks\.\*\.dev(\[\])?$/, fc.constant('eth1')],
  [/^libvirt\.networks\{\}$/, fc.constant('lan')],
  [/^libvirt\.networks\.\*\.bridge$/, fc.constant('virbr9')],
  [/^libvirt\.networks\.\*\.address$/, fc.constant('10.20.0.1/24')],
  [/\*\.ipv6\.dhcp\.(hosts\[\]\.ip|ranges\[\]\.start)$/, fc.constant('fd00:20::2')],
  [/\*\.ipv6\.dhcp\.ranges\[\]\.end$/, fc.constant('fd00:20::9')],
  [/\*\.ipv6\.address$/, fc.constant('fd00:20::1/64')],
  [/\*\.dhcp\.(hosts\[\]\.ip|ranges\[\]\.start)$/, fc.constant('10.20.0.2')],
  [/\*\.dhcp\.ranges\[\]\.end$/, fc.constant('10.20.0.9')],
  [/nat\.address\.(start|end)$/, fc.constant('192.0.2.9')],
  [/nat\.port\.start$/, fc.constant(1024)],
  [/\.xml$/, fc.constant("<portgroup name='a'/>")],
  [/^passthrough\.devices\[\]\.id$/, fc.constant('1d6a:07b1')],
  [/^passthrough\.devices\[\]\.slot$/, fc.constant('0000:65:00')],
  [/^passthrough\.devices\[\]\.usb$/, fc.constant('046d:c31c')],
  [/^passthrough\.devices\[\]\.usb_port$/, fc.constant('1-7.1')],
];
/** A new one each time, for tests change it. */
const host = () => parse(anyHost) as PlainProfile;
/** No installer runs on it that could ask for anything, and its root is in memory. */
const onDiskless = (): PlainProfile => ({
  ...host(),
  access: { root: { authorized_keys: [publicKey] } },
  install: { mode: 'diskless' },
  libvirt: {},
});
const { vms: _, ...properties } = schema.properties!;
const drawnHost = new Drawn(
  {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !elsewhere.includes(name))),
  },
  hostWishes,
);
const drawnGuest = new Drawn(guestSchema, guestWishes);

/**
 * Profiles that `check` accepts and that have, together, every key of the schema: what `check` says of the last try, for
 * a key that none has. `cwd` gets the files that they name.
 */
export async function profilesWithEveryKey(cwd: string, seed: number): Promise<{ refused: string[] }> {
  for (const [name, text] of Object.entries(besides)) writeFileSync(path.join(cwd, name), text);
  const refused: string[] = [];
  for (const [mode, own] of Object.entries({
    sys: keys,
    diskless: keys.filter((key) => !/^(install|libvirt|vms)|prompt$/.test(key)),
  })) {
    const has = new Set<string>();
    for (const key of own) {
      if (has.has(key)) continue;
      const outcome = await profileWith(key, mode, cwd, seed);
      if (typeof outcome === 'string') refused.push(`${mode}: ${key}: ${outcome}`);
      else for (const each of keysIn(outcome, schema)) has.add(each);
    }
  }
  return { refused };
}

/** A profile that has a key and that `check` accepts, of some tries; else what it says of the last of them. */
async function profileWith(key: string, mode: string, cwd: string, seed: number): Promise<PlainProfile | string> {
  let refused = '';
  const all = profilesWith(key, mode);
  for (let round = 0; round < tries; round++) {
    const [drawn] = fc.sample(all, { seed: seed + round, numRuns: 1 });
    const errors = await errorsIn(drawn!, key, cwd);
    if (errors.length === 0 && keysIn(drawn, schema).includes(key)) return drawn!;
    refused = errors.map(({ code, path: at, message }) => `${code} ${at}: ${message}`).join(', ') || 'the key was lost';
  }
  return refused;
}

/** The errors that `check` finds, once what can be left out of those that it objects to is out of the profile. */
async function errorsIn(profile: PlainProfile, key: string, cwd: string): Promise<Finding[]> {
  writeFileSync(path.join(cwd, 'profile.yaml'), JSON.stringify(profile));
  const needed =
    /"(slot|usb|usb_port|id)":/.test(JSON.stringify(profile.passthrough?.devices ?? [])) ||
    needsFacts(profile.vms?.guest ?? {});
  const { findings } = await examine('profile.yaml', { cwd, facts: needed ? factsOf : undefined }, new Map());
  const errors = findings.filter(({ severity }) => severity === 'error');
  const pointers = errors.map((error) => error.path);
  return errors.length > 0 && corrected(profile, key, pointers) ? errorsIn(profile, key, cwd) : errors;
}

function profilesWith(key: string, mode: string): fc.Arbitrary<PlainProfile> {
  if (!key.startsWith(ofGuests)) return drawnHost.with(key).map((value) => keptHost(value as PlainProfile, key, mode));
  const own = key.slice(ofGuests.length);
  return drawnGuest.with(own).map((value) => {
    const guest = kept(value, own);
    return { ...host(), ...(needsFacts(guest) ? parse(passed) : {}), vms: { guest } };
  });
}

/** On the host that any guest is put on; kept to rules between keys that people keep to. */
function keptHost(drawn: PlainProfile, key: string, mode: string): PlainProfile {
  const profile = merged(mode === 'sys' ? host() : onDiskless(), drawn);
  if (key !== 'install.mode') profile.install.mode = mode;
  // Without DHCP there is no other one.
  if (profile.network && !key.startsWith('network.dns')) profile.network.dns = { servers: ['192.0.2.53'] };
  if (key === 'files.*.content[].secret')
    for (const file of Object.values<PlainProfile>(profile.files)) file.secrets = { key: { env: 'SECRET' } };
  // One of several kinds: the one in question.
  for (const [name, own] of Object.entries<PlainProfile>(drawn.network?.interfaces ?? {})) {
    const kinds = ['mac', 'bridge', 'bond', 'vlan'].filter((kind) => own[kind] !== undefined);
    const kind = kinds.find((each) => key.startsWith(`network.interfaces.*.${each}`)) ?? kinds[0];
    for (const each of kinds) if (each !== kind) delete profile.network.interfaces[name][each];
  }
  if (drawn.access?.root?.password) profile.access.root.password = drawn.access.root.password;
  if (profile.passthrough?.before) profile.passthrough.devices ??= ['0000:04:00.0'];
  // It is in one group with the controller that facts have for every USB device.
  if (/devices\[\]\.usb/.test(key)) profile.passthrough.devices.push('0000:00:14.2');
  if (drawn.alpine?.repositories)
    profile.alpine.repositories = [...new Set(['main', 'community', ...drawn.alpine.repositories])];
  if (profile.install?.disk?.wipe) profile.install.disk.wipe = profile.install.disk.serial;
  if (key === 'install.encrypt.overlay') profile.install.encrypt.passphrase = { env: 'SECRET' };
  if (/^install.encrypt.passphrase.(env|file)$/.test(key)) profile.install.encrypt.overlay = 'plain';
  for (const network of Object.values<PlainProfile>(drawn.libvirt?.networks ?? {})) {
    if (key.includes('.dev')) network.forward = 'vepa';
    if (!/\.(forward|dev(\[\])?)$/.test(key)) Object.assign(network, { forward: 'nat', dev: undefined });
    if (['nat', 'route', 'open'].includes(network.forward ?? 'nat')) network.address = '10.20.0.1/24';
    if (key.startsWith('libvirt.networks.*.ipv6')) network.ipv6.address = 'fd00:20::1/64';
    if (['bridge', 'private', 'vepa', 'passthrough'].includes(network.forward)) network.dev ??= 'eth1';
  }
  for (const pool of Object.values<PlainProfile>(drawn.libvirt?.pools ?? {}))
    for (const volume of Object.values<PlainProfile>(pool.volumes ?? {})) {
      if (!volume.image) volume.capacity ??= '1GiB';
      if (volume.backing_store && key.includes('backing_store')) {
        Object.assign(volume, {
          format: 'qcow2',
          image: undefined,
          backing_store: { path: '/srv/base', ...volume.backing_store },
        });
        if (key.endsWith('.volume')) delete volume.backing_store.path;
        else delete volume.backing_store.volume;
      }
    }
  return profile;
}

/** Maps are merged key by key; what `over` says of anything else holds. */
function merged(base: PlainProfile, over: PlainProfile): PlainProfile {
  const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const own = Object.entries(over).map(([name, value]) => [
    name,
    isMap(value) && isMap(base[name]) ? merged(base[name], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(own) };
}
