import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'network-source-missing': error<{ forward: string; wanted: string }>(
    (v) => `forward: ${v.forward} needs a network card of the host, and none is named`,
    (v) => `Add one, such as ${v.wanted}.`,
  ),
  'network-several-sources': error(
    'the network has both bridge and dev',
    'Keep bridge to use a bridge of the host, or dev to use macvtap on a network card.',
  ),
  'network-key-has-no-effect': error<{ key: string; forward: string }>(
    (v) => `${v.key} has no effect with forward: ${v.forward}`,
    'Remove it, or use another forward mode.',
  ),
  'dhcp-outside-network': error<{ ip: string; address: string }>(
    (v) => `${v.ip} is not an address that a guest can have in the network ${v.address}`,
    "Choose an address within the network, other than the host's own.",
  ),
  'dhcp-range-reversed': error<{ start: string; end: string }>(
    (v) => `the range ends (${v.end}) before it starts (${v.start})`,
    'Put the smaller address first.',
  ),
  'duplicate-dhcp-host': error<{ what: string; value: string }>(
    (v) => `another entry already has the ${v.what} ${v.value}`,
    'Give each guest one entry with an address of its own.',
  ),
  'pool-backend-uncertain': warning<{ type: string }>(
    (v) => `not every Alpine release builds libvirt with support for ${v.type} pools`,
    'Check on the target that virsh pool-capabilities lists it.',
  ),
  'volume-without-capacity': error('the volume has no size', 'Add a capacity, such as capacity: 32GiB, or an image.'),
  'backing-store-has-no-effect': error(
    'backing_store has no effect here: only an empty qcow2 volume can have a backing store',
    'Use format: qcow2 without image, or remove backing_store.',
  ),
  'backing-store-without-source': error(
    'the backing store needs exactly one source',
    'Give either volume: pool/name or path:.',
  ),
  'volume-defined-twice': error<{ volume: string }>(
    (v) => `both the pool and this disk define how ${v.volume} is created`,
    'Remove size and image here.',
  ),
  'libvirt-needs-community': error(
    "libvirt and QEMU are in Alpine's community repository, which the profile does not include",
    'Add community to alpine.repositories.',
  ),
  'pool-path-taken': error<{ path: string; owner: string }>(
    (v) => `${v.path} is already the folder of pool ${v.owner}`,
    'Give each pool a folder of its own.',
  ),
  'network-bridge-taken': error<{ bridge: string; owner: string }>(
    (v) => `the bridge ${v.bridge} already belongs to ${v.owner}`,
    'Choose another bridge name for this network; libvirt creates the bridge itself.',
  ),
  'networks-overlap': error<{ address: string; owner: string }>(
    (v) => `${v.address} overlaps with the addresses of ${v.owner}`,
    'Choose another range: libvirt refuses to start such a network.',
  ),
  'network-without-address': error<{ name: string; forward: string }>(
    (v) => `network ${v.name} has forward: ${v.forward} but no address`,
    'Add address: 192.168.122.1/24, or use forward: none.',
  ),
  'network-address-reserved': error<{ address: string }>(
    (v) => `${v.address} is the network address or the broadcast address, which no host can have`,
    'Give the host an address between the two, such as the first: 192.168.122.1/24.',
  ),
  'pool-in-memory': error<{ path: string; tmpfs: string | undefined }>(
    (v) =>
      `${v.path} is in memory, like ${v.tmpfs === undefined ? 'the whole root of a diskless machine' : `everything on the tmpfs at ${v.tmpfs}`}: every disk in it is lost when the host restarts`,
    (v) =>
      v.tmpfs === undefined
        ? `Mount a persistent file system at ${v.path} or above it, with storage.mounts.`
        : `Choose a folder that is not on the tmpfs, or mount a persistent file system at ${v.path}, with storage.mounts.`,
  ),
  'pool-of-the-host-disk': error<{ source: string; why: string }>(
    (v) => `the host itself uses ${v.source}: ${v.why}, and a pool would give its data to guests`,
    'Use another disk, or a pool of type dir.',
  ),
});
