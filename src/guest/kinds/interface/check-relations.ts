import type { Problem } from '#src/findings/finding.ts';
import { directCard } from '#src/host/cards.ts';
import type { Interface } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { mtuOf } from '#src/host/mtu.ts';
import { hasAtLeast } from '#src/target/versions.ts';
import { cardsOf } from './cards.ts';
import { problem } from './codes.ts';

/** Cards of the host that guests use through macvtap. */
export function directCards(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card: { direct }, path }) => {
    if (direct === undefined) return [];
    const at = [...path, 'direct'];
    return typeof direct === 'string' ? directCard(host, direct, at) : directCard(host, direct.dev, [...at, 'dev']);
  });
}

/**
 * libvirt tags frames only for Open vSwitch, virtual functions and macvtap in mode passthrough; since 11.0 also for a
 * bridge of Linux (domain_conf.c, virDomainActualNetDefValidate), which ignores tags unless it filters by them.
 */
export function vlanTags(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card, path }) => {
    const connection = connectionOf(host, card);
    if (card.vlan === undefined || connection === 'tagged' || connection === undefined) return [];
    const at = [...path, 'vlan'];
    if (connection !== 'bridge') return [problem('vlan-tag-refused', at, { connection })];
    const { release } = host.alpine;
    const since11 = hasAtLeast(release, 'libvirt', '11.0');
    return since11 === false
      ? [problem('vlan-tag-on-bridge', at, { release })]
      : [problem('vlan-tag-has-no-effect', at, { release, refused: since11 === undefined })];
  });
}

/** How frames of a card leave the guest, as far as tags of VLANs are concerned. */
function connectionOf({ libvirt }: Host, card: Interface): 'tagged' | 'bridge' | 'direct' | 'user' | undefined {
  const { bridge, network, direct, user, virtualport, hostdev } = card;
  if (hostdev !== undefined) return 'tagged';
  if (user) return 'user';
  if (direct !== undefined) return typeof direct !== 'string' && direct.mode === 'passthrough' ? 'tagged' : 'direct';
  if (virtualport === 'openvswitch') return 'tagged';
  if (bridge !== undefined) return 'bridge';
  const through = network === undefined ? undefined : libvirt?.networks[network];
  if (!through) return undefined;
  if (through.forward === 'passthrough') return 'tagged';
  return through.dev !== undefined && ['bridge', 'private', 'vepa'].includes(through.forward) ? 'direct' : 'bridge';
}

/** The MTU of a bridge, of the host or of a network of libvirt; undefined for one that something else makes. */
function mtuOfNamed({ network: { interfaces }, libvirt }: Host, bridge: string): number | undefined {
  if (interfaces[bridge]) return mtuOf(interfaces, bridge);
  const made = Object.values(libvirt?.networks ?? {}).find((each) => each.bridge === bridge);
  return made && (made.mtu ?? 1500);
}

/** A bridge passes no frame that is larger than what the port it leaves by can carry (br_forward.c, is_skb_forwardable). */
export function mtuOfBridge(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card: { mtu, bridge, network }, path }) => {
    const through = network === undefined ? undefined : host.libvirt?.networks[network];
    const name = bridge ?? (through?.forward === 'bridge' ? through.bridge : undefined);
    const carried = name === undefined ? through && (through.mtu ?? 1500) : mtuOfNamed(host, name);
    if (mtu === undefined || carried === undefined || mtu <= carried || through?.dev !== undefined) return [];
    return [problem('mtu-of-guest-too-large', [...path, 'mtu'], { mtu, name: name ?? `network ${network}`, carried })];
  });
}
