import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'network-source-missing': error<{ forward: string; wanted: string }>(
    (v) => `forward: ${v.forward} goes through something of the host, and nothing is named`,
    (v) => `Add ${v.wanted}.`,
  ),
  'network-source-twice': error(
    'the network has bridge and dev, but it goes through one of them',
    'Keep bridge for a bridge of the host, or dev for macvtap on its card.',
  ),
  'network-key-idle': error<{ key: string; forward: string }>(
    (v) => `${v.key} means nothing with forward: ${v.forward}`,
    'Take it out, or use another forward.',
  ),
  'dhcp-outside-network': error<{ ip: string; address: string }>(
    (v) => `${v.ip} is no guest's address in the network ${v.address}`,
    "Choose one within it, and not the host's own.",
  ),
  'dhcp-range-reversed': error<{ start: string; end: string }>(
    (v) => `the range ends at ${v.end}, before it starts at ${v.start}`,
    'Put the smaller address first.',
  ),
  'dhcp-host-twice': error<{ what: string; value: string }>(
    (v) => `the ${v.what} ${v.value} already has an entry`,
    'Give each guest one entry and one address.',
  ),
  'pool-backend-uncertain': warning<{ type: string }>(
    (v) => `Alpine does not build libvirt with ${v.type} pools in every release`,
    'See on the target whether virsh pool-capabilities names it.',
  ),
  'volume-without-capacity': error('nothing says how large the volume is', 'Add capacity: 32GiB, or image.'),
  'backing-store-idle': error(
    'only an empty qcow2 volume can stand on another',
    'Use format: qcow2 and no image, or take backing_store out.',
  ),
  'backing-store-nowhere': error('the volume stands on one other', 'Add volume: pool/name, or path:; one of them.'),
  'volume-said-twice': error<{ volume: string }>(
    (v) => `the pool says how ${v.volume} is made, and so does this disk`,
    'Take size and image out here.',
  ),
  'libvirt-needs-community': error(
    "libvirt and QEMU are in Alpine's community repository, which is left out",
    'Add community to alpine.repositories.',
  ),
  'pool-path-taken': error<{ path: string; owner: string }>(
    (v) => `${v.path} is already the folder of pool ${v.owner}`,
    'Give each pool a folder of its own.',
  ),
  'network-bridge-taken': error<{ bridge: string; owner: string }>(
    (v) => `the bridge ${v.bridge} already belongs to ${v.owner}`,
    'Give this network another bridge name; libvirt makes the bridge itself.',
  ),
  'networks-overlap': error<{ address: string; owner: string }>(
    (v) => `${v.address} overlaps with the addresses of ${v.owner}`,
    'libvirt refuses to start such a network. Choose another range.',
  ),
  'network-without-address': error<{ name: string; forward: string }>(
    (v) => `network ${v.name} has forward: ${v.forward} and no address`,
    'Add address: 192.168.122.1/24, or use forward: none.',
  ),
  'network-address-reserved': error<{ address: string }>(
    (v) => `${v.address} is the network itself or its broadcast address, and no host may have it`,
    'Give the host one of the addresses between, such as the first: 192.168.122.1/24.',
  ),
  'pool-in-memory': error<{ path: string }>(
    (v) => `${v.path} is in memory, as the root of a diskless machine is: at a restart every disk in it is gone`,
    (v) => `Mount something that lasts at ${v.path} or above it, by storage.mounts.`,
  ),
  'pool-of-the-host-disk': error<{ source: string; why: string }>(
    (v) => `${v.source} is the host's own: ${v.why}, and a pool gives what is on it to guests`,
    'Use another disk, or a pool of type dir in a folder.',
  ),
});
