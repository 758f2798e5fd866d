import type { Path, Problem } from '#src/findings/finding.ts';
import type { Interface } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { isVirtualFunction, madeAt, parentsAt } from '#src/host/virtual-functions.ts';
import { keysWithoutEffect, type Owners } from '../../rules.ts';
import { cardsOf } from './cards.ts';
import { problem } from './codes.ts';

/** What a card can have that libvirt makes; a virtual function is the card (libvirt, domain_validate.c). */
const owners: Owners = Object.fromEntries(
  ['driver', 'queues', 'target', 'filter', 'link_state', 'trust_guest_rx_filters', 'portgroup', 'virtualport'].map(
    (key) => [key, ['bridge', 'network', 'direct', 'user']],
  ),
);

/** Cards of guests that are virtual functions. */
export function virtualFunctions(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card, path }) =>
    card.hostdev === undefined
      ? []
      : [
          ...keysWithoutEffect(path, card, 'hostdev', owners, null),
          ...notVirtual(host, card.hostdev, path),
          ...trunk(card, card.hostdev, path),
          ...settings(host, card, card.hostdev, path),
        ],
  );
}

function notVirtual(host: Host, device: string, path: Path): Problem[] {
  const own = Boolean(host.passthrough.virtual_functions[device]);
  return isVirtualFunction(host, device) === false
    ? [problem('card-not-virtual-function', [...path, 'hostdev'], { device, own })]
    : [];
}

function trunk({ vlan }: Interface, device: string, path: Path): Problem[] {
  return typeof vlan === 'object' && (vlan.tags.length > 1 || vlan.native !== undefined)
    ? [problem('vlan-trunk-on-function', [...path, 'vlan'], { device })]
    : [];
}

/** libvirt sets MAC address and VLAN of the function to those of the card when the guest starts. */
function settings(host: Host, card: Interface, device: string, path: Path): Problem[] {
  const made = madeAt(host, device);
  if (!made) return unknownVlan(host, card, device, path);
  const { mac, vlan } = made.settings ?? {};
  const own = typeof card.vlan === 'object' ? card.vlan.tags[0] : card.vlan;
  return [...differs('mac', mac?.toLowerCase(), card.mac.toLowerCase()), ...differs('vlan', vlan, own)].map(
    ({ key, ...values }) => problem('function-settings-differ', [...path, key], { device, key, ...values }),
  );
}

function differs(key: 'mac' | 'vlan', made: string | number | undefined, card: string | number | undefined) {
  return made === undefined || made === card ? [] : [{ key, made: String(made), card: String(card) }];
}

function unknownVlan(host: Host, { vlan }: Interface, device: string, path: Path): Problem[] {
  const parent = parentsAt(host, device).find((card) =>
    host.passthrough.virtual_functions[card]!.functions.some((each) => each.vlan !== undefined),
  );
  return parent && vlan === undefined
    ? [problem('function-vlan-unknown', [...path, 'hostdev'], { device, parent })]
    : [];
}
