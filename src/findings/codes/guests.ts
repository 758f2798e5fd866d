import { error, warning } from '../code.ts';

/** libvirt's pools and networks, and guests. */
export const guestCodes = {
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
  'duplicate-uuid': error<{ uuid: string; owner: string }>(
    (v) => `${v.uuid} is already the UUID of ${v.owner}`,
    'Leave uuid out; it is derived from the names.',
  ),
  'os-variant-unknown': error<{ name: string; suggestion?: string | undefined }>(
    (v) => `osinfo-db has no ${v.name}`,
    (v) => (v.suggestion ? `Did you mean "${v.suggestion}"?` : 'osinfo-query os lists them; a near older one will do.'),
  ),
  'key-of-another-kind': error<{ key: string; kind: string; kinds: string }>(
    (v) => `${v.kind} has no ${v.key}`,
    (v) => `Take it out; these have it: ${v.kinds}.`,
  ),
  'key-needed-by-kind': error<{ key: string; kind: string }>(
    (v) => `${v.kind} is nothing without ${v.key}`,
    (v) => `Add ${v.key}:.`,
  ),
  'cpu-mode-needs-kvm': error(
    "without KVM the host's processor cannot be passed through",
    'Use mode: maximum, which is all that QEMU can, or type: kvm.',
  ),
  'cpu-model-missing': error('mode custom needs a model', 'Add model: (virsh cpu-models x86_64 lists them).'),
  'cpu-model-idle': error<{ mode: string }>(
    (v) => `mode ${v.mode} takes no model that is named`,
    'Use mode: custom, or take model out.',
  ),
  'memory-too-small': error<{ memory: string }>(
    (v) => `no guest runs in ${v.memory}`,
    'Write it in MiB or GiB, such as 4096MiB.',
  ),
  'disk-several-sources': error<{ keys: string }>(
    (v) => `the disk has ${v.keys}, but it is one place`,
    'Keep one of volume, path and block.',
  ),
  'disk-without-source': error('the disk is nowhere', 'Add volume: pool/name, path: or block:.'),
  'ide-needs-pc': error('q35 has no IDE', 'Use bus: sata, or machine: pc.'),
  'cdrom-on-virtio': error('there is no virtio CD drive', 'Leave bus out, or use bus: sata.'),
  'pool-unknown': error<{ pool: string; known: string }>(
    (v) => `there is no pool ${v.pool}`,
    (v) => `Add it under libvirt.pools (there: ${v.known}).`,
  ),
  'disk-used-twice': error<{ file: string; guest: string }>(
    (v) => `${v.file} is already a disk of ${v.guest}`,
    'Two writers destroy an image. Give each its own, or set readonly: true on both.',
  ),
  'disk-image-needs-volume': error<{ key: string }>(
    (v) => `${v.key} says how a volume is made, and this disk is none`,
    'Use volume: pool/name.',
  ),
  'image-without-digest': warning<{ url: string }>(
    (v) => `nothing says what ${v.url} must contain`,
    'Add sha256: (sha256sum of the file as it is downloaded), or give a lock file.',
  ),
  'card-several-sources': error<{ keys: string }>(
    (v) => `the card has ${v.keys}, but it is plugged into one`,
    'Keep one of them.',
  ),
  'card-without-source': error(
    'the card is plugged into nothing',
    'Add bridge: br0 or network: default; or direct: eth0, or user: true.',
  ),
  'bridge-unknown': error<{ bridge: string; known: string }>(
    (v) => `there is no bridge ${v.bridge}`,
    (v) => `Add it under network.interfaces (there: ${v.known}).`,
  ),
  'network-unknown': error<{ network: string; known: string }>(
    (v) => `there is no virtual network ${v.network}`,
    (v) => `Add it under libvirt.networks (there: ${v.known}).`,
  ),
  'mac-not-of-a-card': error<{ mac: string }>(
    (v) => `${v.mac} is no address of a single card`,
    'The first byte must be even, such as 52 in 52:54:00:12:34:56.',
  ),
  'hostdev-used-twice': error<{ device: string; guest: string; again: string }>(
    (v) => `${v.device} already belongs to ${v.guest}`,
    (v) =>
      v.guest === v.again
        ? 'Name it once.'
        : 'Give it to one guest. Two may share it only if they do not both start with the host.',
  ),
  'hostdev-shared': warning<{ device: string; guest: string }>(
    (v) => `${v.device} belongs to ${v.guest} too`,
    'Only one of them can run at a time.',
  ),
  'hostdev-not-passed-through': error<{ device: string; kind: string }>(
    (v) => `${v.device} is a ${v.kind} controller, and the host will already be using it`,
    'Add it to passthrough.devices, so that vfio-pci has it from the start.',
  ),
  'hostdev-bound-late': warning<{ device: string }>(
    (v) => `${v.device} is not under passthrough, so libvirt takes it from the host when the guest starts`,
    'Add it to passthrough.devices to keep it from the host at boot.',
  ),
  'hostdev-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} is there several times, at ${v.addresses}`,
    'Name the one that is meant by its PCI address.',
  ),
  'usb-device-ambiguous': error<{ id: string; ports: string }>(
    (v) => `${v.id} is plugged in several times, at ${v.ports}, and libvirt cannot tell them apart`,
    'Unplug the others and take the facts anew, or pass the whole controller: { usb_port: … } here and under passthrough.devices.',
  ),
  'usb-port-empty': error<{ port: string }>(
    (v) => `nothing is plugged in at ${v.port}`,
    'Plug it in and take the facts anew, or pass the whole controller: name the port under passthrough.devices, too.',
  ),
  'usb-device-unnamed': error<{ device: string }>(
    (v) => `no facts say what is plugged in at ${v.device}`,
    'Name it by vendor:product ({ usb: … }), or take the facts on the machine (mkapkovl probe).',
  ),
  'group-split': error<{ group: number; guest: string; device: string; other: string }>(
    (v) => `${v.device} is in IOMMU group ${v.group}, of which ${v.guest} has ${v.other}`,
    'A group goes to one guest. Give both to the same one; functions that nobody uses may stay bound and idle.',
  ),
  'device-without-reset': warning<{ device: string }>(
    (v) => `${v.device} has no way to be reset, so a guest may find it as the last one left it`,
    'If it does not come back when the guest restarts, restart the host.',
  ),
  'balloon-with-hostdev': warning<{ name: string }>(
    (v) => `${v.name} has a PCI device, so its memory is pinned and the balloon does nothing`,
    'Add memballoon: none.',
  ),
};
