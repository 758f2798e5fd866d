import { error, warning } from '../code.ts';

/** What libvirt would refuse in a pool, network or guest, or take and make nothing of. */
export const definitionCodes = {
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
  'hugepages-not-reserved': error<{ wanted: string }>(
    "the guest's memory is to be huge pages, and the host keeps none",
    (v) => `Add tuning: { hugepages: [${v.wanted}] }.`,
  ),
  'hugepages-of-another-size': error<{ size: string }>(
    (v) => `the host keeps no pages of ${v.size}`,
    'Write a size that is under tuning.hugepages, or true for the default one.',
  ),
  'hugepages-too-few': error<{ memory: string; kept: string }>(
    (v) => `the guest has ${v.memory}, and the host keeps huge pages for ${v.kept}`,
    'Raise count under tuning.hugepages.',
  ),
  'hugepages-too-few-together': error<{ name: string; sum: string; kept: string }>(
    (v) =>
      `with ${v.name} the guests that start with the host need ${v.sum} of huge pages, of which it keeps ${v.kept}`,
    'Raise count under tuning.hugepages.',
  ),
  'virtiofs-without-shared-memory': error(
    'virtiofs needs memory that the host shares with the guest',
    'Add memory_backing: { source: memfd, access: shared }, or use driver: 9p.',
  ),
  'most-below-first': error<{ key: string; first: string | number; most: string | number }>(
    (v) => `the guest has ${v.first} at first, and ${v.most} at most`,
    (v) => `Write no less than ${v.key}.`,
  ),
  'topology-of-other-count': error<{ counted: number; vcpus: number }>(
    (v) => `the topology counts ${v.counted} CPUs, and the guest has ${v.vcpus}`,
    'Make vcpus the product of sockets, dies, cores and threads.',
  ),
  'vcpu-absent': error<{ number: string; last: number }>(
    (v) => `the guest has no CPU ${v.number}`,
    (v) => `They are numbered from 0 to ${v.last}.`,
  ),
  'iothread-absent': error<{ number: number; threads: number }>(
    (v) => `the guest has no I/O thread ${v.number}`,
    (v) => `They are numbered from 1; iothreads says how many there are (now ${v.threads}).`,
  ),
  'host-cpu-absent': error<{ cpu: number; there: string }>(
    (v) => `the host has no CPU ${v.cpu}`,
    (v) => `By its facts it has ${v.there}; the facts may be of another machine.`,
  ),
  'cpu-pinned-twice': warning<{ cpu: number; guest: string }>(
    (v) => `CPU ${v.cpu} of the host is already pinned for ${v.guest}`,
    'Give each its own, or both will wait for each other.',
  ),
  'vcpu-of-two-nodes': error<{ number: number; node: number }>(
    (v) => `CPU ${v.number} of the guest is already in its node ${v.node}`,
    'Put each CPU into one node.',
  ),
  'guest-address-twice': error<{ address: string }>(
    (v) => `another device of this guest is at ${v.address}`,
    'Give each device an address of its own, or leave it out; libvirt chooses one.',
  ),
  'guest-address-impossible': error<{ address: string; wanted: string }>(
    (v) => `the guest has no place for a device at ${v.address}`,
    (v) => `Write ${v.wanted}, or leave it out; libvirt chooses one.`,
  ),
  'number-unfit': error<{ key: string; value: string; kind: string; wanted: string }>(
    (v) => `${v.key} cannot be ${v.value} with ${v.kind}`,
    (v) => `Write ${v.wanted}.`,
  ),
  'sysinfo-uuid-other': error<{ uuid: string; own: string }>(
    (v) => `the guest reads ${v.uuid} as its UUID, and it is ${v.own}`,
    'Take it out here, or write the same under uuid.',
  ),
  'boot-order-twice': error<{ order: number }>(
    (v) => `another device has boot_order: ${v.order}`,
    'Give each device a number of its own.',
  ),
  'boot-order-of-both': error(
    'boot.order goes by kinds of devices, and a device has a boot_order of its own',
    'Keep one of the two ways.',
  ),
  'secure-boot-impossible': error(
    'Secure Boot needs UEFI and the chipset q35',
    'Add boot.firmware: uefi, and take machine: pc out.',
  ),
  'secure-boot-without-keys': warning(
    'Alpine has no firmware with keys in it, so libvirt will find none for this guest',
    'Take enrolled_keys out and enroll them in the guest, or bring firmware of your own with boot.loader and nvram.template.',
  ),
  'disk-serial-twice': error<{ serial: string }>(
    (v) => `another disk of this guest has the serial number ${v.serial}`,
    'Give each disk its own, or leave it out.',
  ),
  'io-native-through-cache': error<{ cache: string }>(
    (v) => `io: native goes around the cache of the host, and cache is ${v.cache}`,
    'Add cache: none, or use io: threads.',
  ),
  'lun-of-a-file': error('a lun is a device of the host, and this is a file', 'Use block:, or device: disk.'),
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
  'volume-never-made': error<{ key: string; pool: string; type: string }>(
    (v) => `${v.key} would make a volume, and those of ${v.pool}, a pool of type ${v.type}, are never made`,
    'Make it yourself, and leave size and image out.',
  ),
};
