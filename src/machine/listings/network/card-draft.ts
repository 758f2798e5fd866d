/** What the lines so far say about one network interface of Linux, a card or what is made of cards. */
export interface CardDraft {
  name: string;
  mac?: string;
  /** The PCI address of the card, where a line has it. */
  controller?: string;
  /** Whether it has the default route. */
  route?: boolean;
  carrier?: boolean;
  /** Whether the host has an address on it; false if a listing of the addresses has none. */
  addressed?: boolean;
  /** Whether it is switched on. */
  up?: boolean;
  /** The bridge or bond that it is a port of; null if a listing that shows that has none. */
  master?: string | null;
  /** What it is made of: the ports of a bridge or bond, the card of a VLAN. */
  below: Set<string>;
  /** Whether a file says that it has no ports. */
  portless?: boolean;
  /** Its other names. */
  also: Set<string>;
}

export const emptyCard = (name: string): CardDraft => ({ name, below: new Set(), also: new Set() });

/** Addresses of the machine itself and of the link alone do not lead out (RFC 3927, RFC 4291). */
export function isHostAddress(text: string, scope?: string): boolean {
  if (scope === 'host' || scope === 'link') return false;
  return /^[\da-f.:]+(\/\d+)?$/i.test(text) && !/^(127\.|169\.254\.|0\.0\.0\.0|::1\b|fe[89ab][\da-f]:)/i.test(text);
}

/** Interfaces that the kernel or a program makes: tunnels, what connects guests and containers, empty bridges. */
const made =
  /^(lo|veth|tap|tun|fwbr|fwpr|fwln|vnet|docker|br-|virbr|vmbr|wg|tailscale|ovs-|bond|dummy|sit|ip6tnl|ip6gre|gre|erspan|teql|team|nlmon|zt|macvtap|macvlan|cni|flannel|cali|vxlan|vlan|podman|lxc|ifb|kube|genev|br\d|sw\d|bridge)/;

export const isMade = ({ name }: CardDraft): boolean => made.test(name);

/** Tunnels lead out through another interface, which has a route too. */
export const isTunnel = ({ name }: CardDraft): boolean => /^(wg|tun|tailscale|zt|ppp|gre|sit|ip6tnl)/.test(name);

export const mayHavePorts = ({ name, portless }: CardDraft): boolean =>
  !portless && /^(bond|vmbr|br\d|team|bridge|sw\d)/.test(name);
