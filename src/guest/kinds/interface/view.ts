import type { Interface } from '#src/host/guest.ts';
import { attributes, onOff, yesNo } from '../../attributes.ts';
import { pciParts, placedView } from '../address/view.ts';

/** Template values of one network card. */
export function interfaceView(card: Interface): object {
  const { mac, model, driver, queues, mtu, link_state, target, filter, virtualport, vlan, rom } = card;
  return {
    ...sourceView(card),
    trust: yesNo(card.trust_guest_rx_filters),
    mac,
    // The guest sees the function itself.
    model: card.hostdev === undefined ? model : undefined,
    managed: yesNo(card.hostdev === undefined ? undefined : true),
    function: card.hostdev === undefined ? undefined : { type: 'pci', ...pciParts(card.hostdev) },
    backend: card.user === 'passt' ? { type: 'passt' } : undefined,
    virtualport,
    vlan: vlan === undefined ? undefined : vlanView(vlan),
    driver: attributes({ name: driver, queues }),
    mtu,
    link: link_state,
    target,
    filter,
    rom: rom && { bar: rom === 'off' ? 'off' : onOff(rom.bar) },
    placed: placedView(card),
  };
}

function sourceView({ bridge, network, portgroup, direct, user, hostdev }: Interface): object {
  if (hostdev !== undefined) return { type: 'hostdev', source: undefined };
  if (bridge !== undefined) return { type: 'bridge', source: { bridge } };
  if (network !== undefined) return { type: 'network', source: { network, portgroup } };
  if (direct === undefined) return { type: user ? 'user' : 'none', source: undefined };
  return { type: 'direct', source: typeof direct === 'string' ? { dev: direct, mode: 'bridge' } : direct };
}

function vlanView(vlan: NonNullable<Interface['vlan']>): object {
  const { tags, native } = typeof vlan === 'number' ? { tags: [vlan], native: undefined } : vlan;
  return {
    attributes: { trunk: yesNo(tags.length > 1 || undefined) },
    tags: tags.map((id) => ({ id, nativeMode: id === native ? 'untagged' : undefined })),
  };
}
