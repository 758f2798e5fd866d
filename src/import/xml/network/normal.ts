import { isOutside } from '#src/features/libvirt/networks/forward.ts';
import {
  attribute,
  child,
  children,
  type Element,
  element,
  isBare,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { plain } from '../section/plain.ts';
import { normalIp, normalRoute } from './prefix.ts';

/** The place of the network among others, which no profile has: its bridge is then named like no other. */
export const place = 4095;

/** The one form of all definitions that mean the same to libvirt (network_conf.c). */
export function normalNetwork(root: Element): Element {
  const network = plain(root);
  const mode = modeOf(network);
  const inside = mapChildren(network, (each) => {
    if (each.name === 'name' || each.name === 'uuid') return undefined;
    if (each === child(network, 'forward')) return normalForward(each, mode);
    if (each.name === 'bridge') return withoutUsual(each, { stp: 'on', delay: '0' });
    if (each.name === 'ip') return normalIp(each);
    return each.name === 'route' ? normalRoute(each) : each;
  });
  return isOutside({ forward: mode }) ? inside : withBridge(inside);
}

/** Without an element, the network is isolated. */
export function modeOf(network: Element) {
  const forward = child(network, 'forward');
  return (forward ? (attribute(forward, 'mode') ?? 'nat') : 'none') as Parameters<typeof isOutside>[0]['forward'];
}

/** libvirt repeats the card of `dev` as the first interface. Guests choose among interfaces; the host uses one card. */
function normalForward(forward: Element, mode: string): Element {
  const [first] = children(forward, 'interface');
  const dev = attribute(forward, 'dev') ?? attribute(first, 'dev');
  const outside = isOutside({ forward: mode } as Parameters<typeof isOutside>[0]);
  const inside = forward.children.filter(
    (each) => !(each.name === 'nat' && isBare(each)) && (outside || !isCard(each, dev)),
  );
  const cards = outside && dev !== undefined && !first ? [element('interface', { dev })] : [];
  const attributes = { mode, dev: outside && (cards.length > 0 || attribute(first, 'dev') === dev) ? undefined : dev };
  return { ...withAttributes(forward, attributes), children: [...inside, ...cards] };
}

const isCard = (each: Element, dev: string | undefined) =>
  each.name === 'interface' && Object.keys(each.attributes).length === 1 && attribute(each, 'dev') === dev;

/** libvirt chooses a free name; the build names the bridge by the network's place. */
function withBridge(network: Element): Element {
  const own = child(network, 'bridge');
  if (!own) return { ...network, children: [...network.children, element('bridge', { name: `virbr${place}` })] };
  return mapChildren(network, (each) =>
    each === own && !attribute(own, 'name') ? withAttributes(own, { name: `virbr${place}` }) : each,
  );
}
