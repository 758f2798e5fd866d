import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { leastProfile } from '../support/run.ts';
import { schemaProblems } from '../support/schema-problems.ts';

/** What is said about the unknown keys of a profile. */
function remedies(keys: string): string[] {
  const data = parse(leastProfile + keys);
  return schemaProblems(data)
    .filter(({ code }) => code === 'unknown-key')
    .map(({ remedy }) => remedy!);
}

describe('a key that another map of the profile has', () => {
  test.each([
    ['libvirt: { vms: {} }', '"vms" belongs at the top of the profile, not under libvirt'],
    ['timezone: Europe/Berlin', '"timezone" belongs under system. Write system: { timezone: … }.'],
    ['modules: [igb]', '"modules" belongs under boot. Write boot: { modules: … }.'],
    ['interfaces: { eth0: { ipv4: dhcp } }', '"interfaces" belongs under network.'],
    ['pools: { default: { type: dir, path: /srv } }', '"pools" belongs under libvirt.'],
    ['devices: ["0000:01:00.0"]', '"devices" belongs under passthrough.'],
    ['vms: { a: { memory: 1GiB, disks: [{ vcpus: 2 }] } }', '"vcpus" belongs directly under vms.a, not under disks'],
    ['vms: { a: { memory: 1GiB, bridge: br0 } }', '"bridge" belongs under vms.a.networks[]. Write networks: [{ br'],
  ])('is sent there: %s', (keys, remedy) => {
    expect(remedies(keys)).toEqual([expect.stringContaining(remedy)]);
  });

  test.each([
    ['users: [{ name: ana }]', 'Move it into what is there: access: { …, users: … }.'],
    ['disk: { serial: ABC123 }', 'Move it into what is there: install: { …, disk: … }.'],
  ])('goes into the map that the profile has already: %s', (keys, remedy) => {
    expect(remedies(keys)).toEqual([expect.stringContaining(remedy)]);
  });

  test('may replace a word in the place of its map, which is not repeated', () => {
    const [remedy] = remedies('network: { interfaces: { eth0: { ipv4: dhcp, gateway: 192.168.1.1 } } }');
    expect(remedy).toContain('Write ipv4: { address: …, gateway: … } in place of what "ipv4" has now, or remove');
    expect(remedies('network: { dns: hunter2, servers: [9.9.9.9] }')[0]).not.toContain('hunter2');
  });

  test('is sent to the place that takes such a value', () => {
    expect(remedies('networks: [{ bridge: br0 }]')[0]).toMatch(/^"networks" belongs under vms.NAME/);
    expect(remedies('networks: { default: { forward: nat } }')[0]).toMatch(/^"networks" belongs under libvirt\./);
    expect(remedies('networks: { interfaces: {} }')).toEqual(['Did you mean "network"?']);
  });

  test('may be written at the top, far from where it is now', () => {
    expect(remedies('passthrough: { hostdevs: ["0000:01:00.0"] }')[0]).toContain(
      'Write vms: { NAME: { hostdevs: … } } at the top of the profile.',
    );
  });

  test('may be sent to several places', () => {
    expect(remedies('authorized_keys: []')[0]).toContain('belongs under access.root or under access.users.NAME.');
  });

  test('may be sent to the top as one of several places', () => {
    expect(remedies('vms: { web: { memory: 1GiB, network: true } }')[0]).toContain(
      '"network" belongs under vms.web.networks[] or at the top of the profile. Write networks: [{ network: … }].',
    );
  });

  test('may be misspelt, too', () => {
    expect(remedies('timezon: Europe/Berlin')).toEqual([
      'Did you mean "timezone"? "timezone" belongs under system. Write system: { timezone: … }.',
    ]);
  });
});

describe('a misspelt key stays one', () => {
  test.each([
    ['pakages: [vim]', 'Did you mean "packages"?'],
    ['vms: { a: { memory: 1GiB, vcpu: 2 } }', 'Did you mean "vcpus"?'],
    ['libvirt: { pool: {} }', 'Did you mean "pools"?'],
  ])('%s', (keys, remedy) => {
    expect(remedies(keys)).toEqual([remedy]);
  });
});

test('a name that many maps have leads to no place', () => {
  expect(remedies('vms: { a: { memory: 1GiB, boot: { name: web } } }')).toEqual([
    expect.stringMatching(/^Available here: /),
  ]);
  expect(remedies('virtualisation: yes')).toEqual([expect.stringMatching(/^Available here: /)]);
});

test('a key in the place of a secret is neither looked up nor repeated', () => {
  const graphics = 'graphics: { type: vnc, password: { hunter2: 1 } }';
  expect(remedies(`vms: { a: { memory: 1GiB, ${graphics} } }`)).toEqual([]);
});
