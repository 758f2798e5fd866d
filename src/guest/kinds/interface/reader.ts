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
import { type DeviceReader, numberOf, placed, said, truthOf } from '../../reader.ts';

/** Names that libvirt gives the host's end of a card by itself; it takes none of them from a definition. */
const generated = /^(vnet|vif|macvtap|macvlan)\d+$/;

function normal(card: Element): Element {
  const type = attribute(card, 'type');
  return mapChildren(card, (each) => {
    if (each.name === 'mac')
      return withoutUsual(withAttributes(each, { address: attribute(each, 'address')?.toLowerCase() }), {
        type: ['static', 'generated'],
      });
    if (each.name === 'source') {
      // A running guest's card tells the bridge behind its network, and the number of its port.
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

export const interfaceReader: DeviceReader = {
  normal,
  read(card) {
    const source = child(card, 'source');
    const driver = child(card, 'driver');
    const rom = child(card, 'rom');
    const into = placeOf(card, source);
    if (!into) return undefined;
    return {
      ...into,
      mac: attribute(child(card, 'mac'), 'address')?.toLowerCase(),
      model: attribute(child(card, 'model'), 'type'),
      vlan: vlanOf(child(card, 'vlan')),
      virtualport: attribute(child(card, 'virtualport'), 'type'),
      driver: attribute(driver, 'name'),
      queues: numberOf(driver, 'queues'),
      mtu: numberOf(child(card, 'mtu'), 'size'),
      link_state: attribute(child(card, 'link'), 'state'),
      target: attribute(child(card, 'target'), 'dev'),
      filter: attribute(child(card, 'filterref'), 'filter'),
      trust_guest_rx_filters: truthOf(card, 'trustGuestRxFilters'),
      rom: rom && (attribute(rom, 'bar') === 'off' ? 'off' : said({ bar: truthOf(rom, 'bar') })),
      ...placed(card),
    };
  },
};

function placeOf(card: Element, source: Element | undefined): Record<string, unknown> | undefined {
  const type = attribute(card, 'type');
  if (type === 'bridge') return { bridge: attribute(source, 'bridge') };
  if (type === 'network') return { network: attribute(source, 'network'), portgroup: attribute(source, 'portgroup') };
  if (type === 'direct') return { direct: { dev: attribute(source, 'dev'), mode: attribute(source, 'mode') } };
  if (type !== 'user') return undefined;
  return { user: attribute(child(card, 'backend'), 'type') ?? true };
}

function vlanOf(vlan: Element | undefined): unknown {
  if (!vlan) return undefined;
  const tags = children(vlan, 'tag');
  const native = tags.find((tag) => attribute(tag, 'nativeMode') === 'untagged');
  return said({ tags: tags.map((tag) => numberOf(tag, 'id')), native: numberOf(native, 'id') });
}
