import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsBySchema, privateLibvirt } from '../support/libvirt.ts';
import { leastProfile } from '../support/run.ts';
import { definitions, filesFrom } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

const bus = optional(fc.constantFrom('scsi', 'sata', 'usb', 'ide', 'virtio'));
const file = fc.constantFrom('/srv/a+b.qcow2', '/srv/c@d,e=f.img', '/srv/g_h', '/dev/sdx');
const disk = fc.record({
  source: fc.oneof(
    fc.record({ path: file }),
    fc.record({ block: fc.constant('/dev/disk/by-id/ata-X:1-part2') }),
    fc.record({ volume: fc.constant('default/root.qcow2') }),
  ),
  bus,
  format: optional(fc.constantFrom('qcow2', 'raw')),
  cache: optional(fc.constantFrom('none', 'writeback', 'directsync', 'unsafe')),
  io: optional(fc.constantFrom('threads', 'native')),
  discard: optional(fc.constantFrom('unmap', 'ignore')),
  serial: optional(fc.uuid()),
  xml: optional(fc.constant('<iotune><total_iops_sec>100</total_iops_sec></iotune>')),
});
const cdrom = fc.record({
  device: fc.constant('cdrom'),
  bus: optional(fc.constantFrom('sata', 'scsi', 'usb')),
  path: optional(fc.constant('/srv/a.iso')),
});
const card = fc.record({
  model: optional(fc.constantFrom('virtio', 'e1000e', 'e1000', 'rtl8139')),
  network: fc.constant('default'),
  queues: optional(fc.constantFrom(1, 4)),
  mtu: optional(fc.constantFrom(1400, 9000)),
  link_state: optional(fc.constantFrom('up', 'down')),
});

const line = fc.oneof(
  fc.constantFrom('none', 'pty'),
  fc.array(
    fc.oneof(
      fc.constant({ type: 'pty', log: '/var/log/a.log' }),
      fc.constant({ type: 'file', path: '/var/log/b.log', append: true }),
      fc.constant({ type: 'tcp', host: '127.0.0.1', port: 2222, protocol: 'telnet' }),
      fc.constant({ type: 'unix', path: '/run/c.sock', mode: 'connect' }),
    ),
    { maxLength: 2 },
  ),
);
const on = optional(fc.boolean());
const features = fc.record({
  acpi: fc.constant(true),
  pae: fc.boolean(),
  pmu: on,
  vmcoreinfo: on,
  ioapic: optional(fc.constantFrom('kvm', 'qemu')),
  kvm: optional(fc.record({ hidden: fc.boolean() })),
  hyperv: optional(
    fc.oneof(
      fc.constant('none'),
      fc.record({
        relaxed: fc.boolean(),
        spinlocks: fc.constantFrom(8191, false),
        vpindex: fc.constant(true),
        synic: fc.constant(true),
        stimer: fc.constantFrom(true, { direct: true }),
        vendor_id: fc.constant('a <b> & c'),
      }),
    ),
  ),
});

/** What a guest may have in addition to disks and cards. */
const devices = {
  features: optional(features),
  clock: optional(
    fc.record({
      offset: fc.constantFrom('utc', 'localtime', 'variable'),
      timers: optional(fc.constant({ rtc: { tickpolicy: 'catchup', track: 'guest' }, hpet: { present: true } })),
    }),
  ),
  cputune: optional(fc.constant({ vcpupin: { 0: 1 }, emulatorpin: '0-1', shares: 512 })),
  memory_backing: optional(
    fc.record({ locked: fc.boolean(), nosharepages: fc.boolean(), source: fc.constantFrom('memfd', 'file') }),
  ),
  filesystems: fc.array(fc.constant({ source: '/srv/a', target: 'a & b', driver: '9p' }), { maxLength: 1 }),
  video: optional(fc.constantFrom('none', 'virtio', 'qxl', 'vga', 'cirrus')),
  sound: optional(fc.constantFrom('none', 'ich9', 'ac97')),
  input: optional(fc.constantFrom('none', 'tablet', [{ type: 'keyboard', bus: 'virtio' }, { type: 'mouse' }])),
  rng: optional(fc.constantFrom('none', '/dev/random', { backend: 'builtin', rate: { bytes: 1024, period: 1000 } })),
  watchdog: optional(fc.constantFrom('none', 'i6300esb', { model: 'ib700', action: 'pause' })),
  vsock: optional(fc.constantFrom('none', 'auto', { cid: 33 })),
  panic: optional(fc.constantFrom('none', 'isa', 'hyperv')),
  serial: optional(line),
  parallel: optional(line),
  channel: optional(
    fc.constantFrom('none', 'guest_agent', ['guest_agent', { type: 'pty', target: { name: 'org.example' } }]),
  ),
  xml: optional(fc.constant({ devices: "<hub type='usb'/>" })),
  qemu_commandline: optional(fc.constant(['-name', "a 'b' <c>"])),
};

/** A guest of any kind that the schema knows, as the profile says it. */
const guest = fc.record({
  title: optional(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })),
  vcpus: optional(fc.integer({ min: 1, max: 64 })),
  memory: fc.constantFrom('1GiB', '1GB', '1536MiB', '64GiB'),
  machine: optional(fc.constantFrom('q35', 'pc')),
  os_variant: optional(fc.constantFrom('alpinelinux3.14', 'linux2022', 'win10')),
  cpu: optional(
    fc.oneof(
      fc.record({ mode: fc.constantFrom('host-model', 'host-passthrough', 'maximum') }),
      fc.constant({ mode: 'custom', model: 'Skylake-Client' }),
    ),
  ),
  boot: optional(
    fc.record({
      firmware: fc.constantFrom('bios', 'uefi'),
      order: fc.shuffledSubarray(['hd', 'cdrom', 'network'], { minLength: 1 }),
    }),
  ),
  ...devices,
  sysinfo: optional(fc.constantFrom('host', 'none', { system: { product: 'a < b' }, oem_strings: ['c'] })),
  disks: fc.tuple(fc.array(disk, { maxLength: 3 }), fc.array(cdrom, { maxLength: 2 })),
  networks: fc.array(card, { maxLength: 3 }),
  hostdevs: fc.uniqueArray(
    fc.oneof(
      hex(2).map((slot) => `0000:${slot}:1f.7`),
      hex(4).map((id) => ({ usb: `1a2b:${id}` })),
    ),
    { maxLength: 3, selector: (device) => JSON.stringify(device) },
  ),
  graphics: optional(fc.constantFrom('none', 'vnc', 'spice')),
  tpm: optional(fc.constantFrom('none', 'emulated', { model: 'tpm-tis', version: '2.0' })),
  memballoon: optional(fc.constantFrom('virtio', 'none', { autodeflate: true, stats_period: 5 })),
});

/** The timers of Hyper-V need its clock. */
const withHypervClock = (clock: { timers?: object | undefined } | undefined) => ({
  ...clock,
  timers: { ...clock?.timers, hypervclock: { present: true } },
});

const host = `${leastProfile}libvirt:
  pools: { default: { type: dir, path: /var/lib/libvirt/images } }
  networks: { default: { address: 192.168.122.1/24 } }
`;
const seed = 20240501;

/** The domains of the guests that pass \`check\`: at least half, or this would no longer be what people write. */
async function accepted(guests: object[], write: (name: string, text: string) => string): Promise<string[]> {
  const domains: string[] = [];
  const refused: string[] = [];
  for (const each of guests) {
    const file = write('profile.yaml', `${host}vms: ${JSON.stringify({ guest: each })}\n`);
    const files = await filesFrom(file).catch((error) => void refused.push(error.message));
    if (files) domains.push(Object.values(definitions(files, 'domains'))[0]!);
  }
  expect(domains.length, refused.join('\n')).toBeGreaterThanOrEqual(guests.length / 2);
  return domains;
}

describeWith(
  ['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'xmllint'],
  'any guest that passes check',
  () => {
    const libvirt = privateLibvirt();

    test(`is one that libvirt defines, by its schema and by its rules (seed ${seed})`, async () => {
      const samples = fc.sample(guest, { seed, numRuns: 80 }).map(({ disks: [disks, drives], ...rest }) => ({
        ...rest,
        clock: typeof rest.features?.hyperv === 'object' ? withHypervClock(rest.clock) : rest.clock,
        disks: [...disks.map(({ source, ...disk }) => ({ ...source, ...disk })), ...drives],
      }));
      const domains = await accepted(samples, (name, text) => libvirt.write(name, text));
      const files = domains.map((xml, index) =>
        libvirt.write(`${index}.xml`, xml.replace("type='kvm'", "type='qemu'")),
      );
      expect(faultsBySchema('domain', files).filter(Boolean)).toEqual([]);
      const { output } = libvirt.virsh(files.map((file) => `define ${file}; undefine --nvram guest`).join('; '));
      const refused = [...output.matchAll(/^error: Failed to define domain from .*\/(\d+)\.xml\n(.*)$/gm)];
      expect(refused.map(([, index, reason]) => `${reason}\n${domains[Number(index)]}`)).toEqual([]);
      expect(output).toBe('');
    }, 180_000);
  },
);
