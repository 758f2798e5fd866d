/**
 * Names of network interfaces on Alpine. mdev keeps the names that the kernel gives (drivers/net and net/ of Linux:
 * alloc_netdev's templates), and renames a card only as /etc/mactab says.
 */

/** Templates of the drivers of network cards: wired, wireless, USB, cellular, InfiniBand, s390, and FireWire. */
const ofCards = /^(eth|wlan|usb|wwan|wwp|ib|ath|ra|hsi|lec|firewire)\d+$/;

/** Templates of interfaces that programs and services make, which no card has. */
const ofPrograms =
  /^(lo|(bat|bond|br|dummy|erspan|gre|gretap|ifb|ip6gre|ip6tnl|ip_vti|ip6_vti|ipvlan|ipvtap|l2tpeth|lxcbr|macsec|macvlan|macvtap|mhs|nlmon|ovs|ppp|sit|slip|tailscale|tap|team|tun|tunl|vcan|can|veth|virbr|vlan|vmnet|vrf|vti|vxlan|wg|xfrm|zt)[a-z0-9_.-]*)$/;

/**
 * Names that other systems give: systemd's (systemd.net-naming-scheme(7): prefix en, wl, ww, ib or sl, then the place,
 * or x with the MAC address), biosdevname's (em1, p2p1), and the drivers' of FreeBSD (em0, igb0, ix0, re0).
 */
const ofOthers =
  /^((en|wl|ww|sl|ib)([bcopsuvaX]|P\d+p|x[0-9a-f]{12}$)[a-z0-9]*|en\d+|em\d+|p\d+p\d+|(igb|igc|ix|ixl|re|bge|vtnet|vmx|hn|axge)\d+)$/;

type NameOrigin = 'kernel' | 'program' | 'other-system' | 'unknown';

/** What gives an interface this name on Alpine, if the profile does not. */
export function originOfName(name: string): NameOrigin {
  if (ofCards.test(name)) return 'kernel';
  if (ofOthers.test(name)) return 'other-system';
  return ofPrograms.test(name) ? 'program' : 'unknown';
}

/** Whether this is the name of a wireless card, on Alpine or elsewhere. */
export const isWireless = (name: string): boolean => /^((wlan|ath|ra)\d+|wl[opsux]\S*\d\S*)$/.test(name);
