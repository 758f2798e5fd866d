import { describe, expect, test } from 'vitest';
import { readDefinitions } from '#src/import/xml/roots.ts';
import { guestOf, leftOf } from './commands.ts';

const edits = (...pairs: [path: string, value: string][]) =>
  pairs.map(([path, value], index) => `xpath${index + 1}.set=${path},xpath${index + 1}.value=${value}`).join(',');

/** The same as an element of a definition, and as the edits of a command that make that element. */
const both: [what: string, options: string, element: string, keys: object][] = [
  [
    'the tag of a VLAN',
    `--network bridge=br0,${edits(['./vlan/tag/@id', '42'])}`,
    "<devices><interface type='bridge'><source bridge='br0'/><model type='virtio'/><vlan><tag id='42'/></vlan></interface></devices>",
    { networks: [{ bridge: 'br0', vlan: { tags: [42] } }] },
  ],
  [
    'the tags of a trunk',
    `--network bridge=br0,${edits(
      ['./vlan/@trunk', 'yes'],
      ['./vlan/tag[1]/@id', '42'],
      ['./vlan/tag[2]/@id', '47'],
      ['./vlan/tag[2]/@nativeMode', 'untagged'],
    )}`,
    "<devices><interface type='bridge'><source bridge='br0'/><model type='virtio'/><vlan trunk='yes'><tag id='42'/><tag id='47' nativeMode='untagged'/></vlan></interface></devices>",
    { networks: [{ bridge: 'br0', vlan: { tags: [42, 47], native: 47 } }] },
  ],
  [
    'a feature that is on by being there',
    '--xml xpath.create=./features/pmu',
    '<features><pmu/></features>',
    { features: { pmu: true } },
  ],
  [
    'an enlightenment that is on by being there',
    '--xml xpath.create=./features/hyperv/relaxed',
    '<features><hyperv><relaxed/></hyperv></features>',
    { features: { hyperv: { relaxed: true } } },
  ],
  [
    'the memory of SMM',
    '--xml ./features/smm/tseg=48',
    '<features><smm><tseg>48</tseg></smm></features>',
    { features: { smm: { tseg: '48MiB' } } },
  ],
  [
    'the socket of a screen',
    `--graphics vnc,${edits(['./@socket', '/run/g.sock'])}`,
    "<devices><graphics type='vnc' socket='/run/g.sock'/></devices>",
    { graphics: { type: 'vnc', listen: { socket: '/run/g.sock' } } },
  ],
];

function guestOfDefinition(element: string): Record<string, unknown> {
  const xml = `<domain type='kvm'><name>g</name><memory>524288</memory><os><type machine='q35'>hvm</type></os>${element}</domain>`;
  return readDefinitions(xml, 'g.xml').imported!.vms.g!;
}

describe('an element has the same keys in a definition and in a command', () => {
  test.each(both)('%s, in a command', (_, options, __, keys) => {
    expect(guestOf(options)).toEqual(keys);
    expect(leftOf(options)).toEqual([]);
  });

  test.each(both)('%s, in a definition', (_, __, element, keys) => {
    expect(guestOfDefinition(element)).toMatchObject(keys);
  });
});

describe('what keys cannot express stays XML, once', () => {
  test('a trunk of one tag, which the key does not say', () => {
    const options = `--network bridge=br0,${edits(['./vlan/@trunk', 'yes'], ['./vlan/tag/@id', '42'])}`;
    expect(guestOf(options)).toEqual({ networks: [{ bridge: 'br0', vlan: { tags: [42] } }] });
    expect(leftOf(options)).toEqual([expect.stringMatching(/^lost: --network xpath1\.set/)]);
  });

  test('a switch with more inside it', () => {
    expect(guestOf('--features hyperv.tlbflush.direct.state=on')).toEqual({
      xml: { features: "<hyperv><tlbflush><direct state='on'/></tlbflush></hyperv>" },
    });
  });
});
