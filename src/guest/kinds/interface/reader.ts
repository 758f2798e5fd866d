import {
  attribute,
  child,
  children,
  type Element,
  isBare,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { bootable, type DeviceReader, pciAddress, valuesOf } from '../../reader.ts';
import {
  asLower,
  asNumber,
  asTruth,
  type Found,
  found,
  foundIn,
  type Keys,
  placesIn,
  textIn,
  type Wording,
} from '../../vocabulary.ts';

/** Names that libvirt generates for the host's end of a card; it ignores them in a definition. */
const generated = /^(vnet|vif|macvtap|macvlan)\d+$/;

function normal(card: Element): Element {
  const type = attribute(card, 'type');
  return mapChildren(card, (each) => {
    if (each.name === 'mac')
      return withoutUsual(withAttributes(each, { address: attribute(each, 'address')?.toLowerCase() }), {
        type: ['static', 'generated'],
      });
    if (each.name === 'source') {
      // The definition of a running guest contains the bridge of the network and the port number.
      const inactive = withAttributes(each, { portid: undefined });
      if (type === 'network') return withAttributes(inactive, { bridge: undefined, dev: undefined, mode: undefined });
      return type === 'direct' ? withAttributes(inactive, { mode: attribute(each, 'mode') ?? 'vepa' }) : inactive;
    }
    if (each.name === 'target') return generated.test(attribute(each, 'dev') ?? '') ? undefined : each;
    if (each.name === 'link') return attribute(each, 'state') === 'up' ? undefined : each;
    if (each.name === 'backend') return attribute(each, 'type') === 'default' ? undefined : each;
    if (each.name === 'rom') return isBare(withoutUsual(each, { enabled: 'yes' })) ? undefined : each;
    if (each.name === 'model') return attribute(each, 'type') ? each : undefined;
    return each;
  });
}

const keys: Keys = [
  sourceOf,
  ['mac/@address', 'mac', asLower],
  ['model/@type', 'model'],
  ['source/@portgroup', 'portgroup'],
  vlan,
  ['driver/@name', 'driver'],
  ['driver/@queues', 'queues', asNumber],
  ['mtu/@size', 'mtu', asNumber],
  ['link/@state', 'link_state'],
  ['target/@dev', 'target'],
  ['filterref/@filter', 'filter'],
  ['@trustGuestRxFilters', 'trust_guest_rx_filters', asTruth],
  virtualport,
  rom,
  ...bootable,
];

export const interfaceReader: DeviceReader = {
  keys,
  normal,
  read(card) {
    const type = attribute(card, 'type') ?? '';
    if (!['bridge', 'network', 'direct', 'user', 'hostdev'].includes(type)) return undefined;
    // Without managed='yes', somebody else has to take it from the host.
    if (type === 'hostdev' && attribute(card, 'managed') !== 'yes') return undefined;
    const values = valuesOf(card, keys);
    return type === 'network' ? values : { ...values, portgroup: undefined };
  },
};

/** The source of the card. */
function sourceOf(card: Element, wording: Wording): readonly Found[] {
  const type = attribute(card, 'type') ?? '';
  const place = child(child(card, 'source'), 'address');
  if (type === 'hostdev')
    return place && attribute(place, 'type') === 'pci'
      ? [found('hostdev', pciAddress(place), card, '@type', '@managed', ...placeOfFunction)]
      : [];
  if (type === 'user')
    return textIn(card, 'backend/@type') === 'passt'
      ? [found('user', 'passt', card, 'backend/@type')]
      : [found('user', true, card)];
  return Object.hasOwn(sources, type) ? foundIn(card, sources[type]!, wording) : [];
}

const placeOfFunction = ['type', 'domain', 'bus', 'slot', 'function'].map((name) => `source/address/@${name}`);

const sources: Record<string, Keys> = {
  bridge: [['source/@bridge', 'bridge']],
  network: [['source/@network', 'network']],
  direct: [
    ['source/@dev', 'direct.dev'],
    ['source/@mode', 'direct.mode'],
  ],
};

/** libvirt requires trunk for several tags; in the profile, several tags imply it. */
function vlan(card: Element, { number }: Wording): Found[] {
  const tags = children(child(card, 'vlan'), 'tag').filter((tag) => attribute(tag, 'id') !== undefined);
  const native = tags.find((tag) => attribute(tag, 'nativeMode') === 'untagged');
  const trunk = tags.length > 1 && attribute(child(card, 'vlan'), 'trunk') === 'yes';
  if (tags.length === 0) return [];
  const numbers = tags.map((tag) => number(attribute(tag, 'id')!));
  const from = tags.flatMap((tag) => placesIn(tag, '@id'));
  return [
    {
      key: ['vlan', 'tags'],
      value: numbers,
      from: [...from, ...(trunk ? placesIn(card, 'vlan/@trunk') : [])],
    },
    ...(native ? [found('vlan.native', number(attribute(native, 'id')!), native, '@nativeMode')] : []),
  ];
}

/** The key holds only the type; a port with parameters stays XML. */
function virtualport(card: Element): Found[] {
  const port = child(card, 'virtualport');
  const type = attribute(port, 'type');
  return type === undefined || child(port, 'parameters') ? [] : [found('virtualport', type, port, '@type')];
}

function rom(card: Element, { truth }: Wording): Found[] {
  const rom = child(card, 'rom');
  const bar = attribute(rom, 'bar');
  if (bar === undefined || attribute(rom, 'file') !== undefined) return [];
  return [found('rom', { true: { bar: true }, false: 'off' }[String(truth(bar))], rom, '@bar')];
}
