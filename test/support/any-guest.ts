import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { PlainProfile } from './accepted-profiles.ts';
import type { Wishes } from './from-schema.ts';

/** The host that any guest is put on, with what guests name; as files, of which profile.yaml lacks the guest. */
export const anyHost = `hostname: any
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } } }
install: { disk: { serial: S45PNA0M000001 } }
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
tuning: { hugepages: [{ size: 2MiB, count: 4096 }, { size: 1GiB, count: 72 }] }
libvirt:
  pools:
    default: { type: dir, path: /var/lib/libvirt/images }
    group: { type: logical, source: { name: vg0 }, path: /dev/vg0 }
  networks: { default: { address: 192.168.122.1/24 } }
`;
export const besides: Record<string, string> = {
  user_data: '#cloud-config\nusers: []\n',
  meta_data: 'instance-id: a\n',
  network_config: 'version: 2\n',
  'facts.json': facts(),
};

/** Devices that are known only from facts: those of a recorded machine. */
export const factsOf = 'facts.json';

/** A stick in the place of what belongs to the machine's management controller, which no guest may have. */
function facts(): string {
  const machine = JSON.parse(readFileSync('test/machines/twin-gpus/facts.json', 'utf8'));
  for (const device of machine.usb) {
    if (device.id === '0557:7000') device.id = '1a40:0101';
    if (device.id === '0557:2419') Object.assign(device, { id: '10c4:ea60', class: 'ff', driver: 'cp210x' });
  }
  return JSON.stringify(machine);
}
export const needsFacts = (guest: PlainProfile) =>
  (guest.hostdevs ?? []).some((each: PlainProfile) => each.id ?? each.slot ?? each.usb_port);
export const passed = 'passthrough: { devices: [0000:04:00.0, 0000:65:00.0, 0000:65:00.1] }\n';

const sizes = fc.constantFrom('512MiB', '1GiB', '1536MiB', '2GB', '64GiB');
const cpus = fc.constantFrom('0', '0-1', '2-7', '1,3-5');
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
/** A path of any letters that there may be in one, blanks and those beyond ASCII included. */
const guestFile = fc
  .array(fc.stringMatching(/^[A-Za-z0-9._+@%=,:~-][A-Za-z0-9._+@%=,:~ ('&ü-]{0,10}[A-Za-z0-9._-]$/), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map((part) => `/${part}`).join(''))
  .filter((each) => !/(^|\/)\.{1,2}(\/|$)/.test(each));
const device = fc.uuid().map((id) => `<alias name='ua-${id}'/>`);

/** Where a guest of either chipset has a place. */
const places = fc.constantFrom('0000:00:10.0', '0000:00:11.0', '0000:01:00.0', '0000:00:12.0');

/** Names and numbers of what there is, and XML of the place where it is put: a schema cannot know those. */
export const wishes: Wishes = [
  [/^memory$/, fc.constantFrom('256MiB', '512MiB')],
  [/^(max_memory|cpu\.numa\[\]\.memory|disks\[\]\.size)$/, sizes],
  [/hugepages(\[\])?\.size$/, fc.constantFrom('2MiB', '1GiB')],
  [/^features\.smm\.tseg$/, fc.constantFrom('1MiB', '16MiB')],
  [/^vcpus$/, fc.integer({ min: 1, max: 64 })],
  [/^max_vcpus$/, fc.constantFrom(64, 128)],
  [/(cpuset|nodeset|emulatorpin|pin\.\*|\.cpus)$/, cpus],
  [/^cputune\.vcpupin\{\}$/, fc.constant('0')],
  [/^cputune\.iothreadpin\{\}$/, fc.constantFrom('1', '2')],
  [/^iothreads$/, fc.constantFrom(2, 3)],
  [/\.iothread$/, fc.constantFrom(1, 2)],
  [/^machine$/, fc.constantFrom('q35', 'pc', 'pc-q35-7.2', 'pc-i440fx-6.0')],
  [/^os_variant$/, fc.constantFrom('alpinelinux3.14', 'linux2022', 'win10', 'win11', 'debian11', 'winxp')],
  [/^cpu\.topology\.\w+$/, fc.integer({ min: 1, max: 4 })],
  [/^cpu\.model$/, fc.constantFrom('Skylake-Client', 'EPYC', 'qemu64')],
  [/^cpu\.features\{\}$/, fc.constantFrom('vmx', 'svm', 'pdpe1gb', 'hypervisor')],
  [/\.bridge$/, fc.constant('br0')],
  [/^networks\[\]\.network$/, fc.constant('default')],
  [/\.volume$/, fc.constantFrom('default/a.qcow2', 'default/b+1.raw', 'group/c')],
  [/\.mac$/, hex(6).map((tail) => `52:54:00:${tail.match(/../g)!.join(':')}`)],
  [/^(hostdevs|networks|disks)\[\]\.boot_order$/, fc.integer({ min: 1, max: 9 })],
  [/^hostdevs\[\]\.id$/, fc.constant('1d6a:07b1')],
  [/^hostdevs\[\]\.slot$/, fc.constant('0000:65:00')],
  [/^hostdevs\[\]\.usb_port$/, fc.constant('1-7.1')],
  [/^cloud_init\.(user|vendor)_data\.file$/, fc.constant('user_data')],
  [/^cloud_init\.meta_data\.file$/, fc.constant('meta_data')],
  [/^cloud_init\.network_config\.file$/, fc.constant('network_config')],
  [/^controllers\[\]\.model$/, fc.constantFrom('virtio-scsi', 'qemu-xhci', 'pcie-root-port', 'virtio', 'ich6')],
  [
    /(disks|filesystems|controllers|hostdevs|video|sound|input|memballoon|rng|watchdog|vsock|serial|networks)(\[\])?\.address$/,
    places,
  ],
  [/^cpu\.cache\.level$/, fc.constant(3)],
  [/^numatune\.memnode\{\}$/, fc.constant('0')],
  [/^video(\[\])?\.vgamem$/, fc.constantFrom(8192, 16384)],
  [/^serial(\[\])?\.target\.port$/, fc.integer({ min: 0, max: 3 })],
  [/^controllers\[\]\.ports$/, fc.integer({ min: 1, max: 15 })],
  [/^xml\.domain$/, fc.constant('<resource><partition>/machine</partition></resource>')],
  [/^xml\.os$/, fc.constant("<acpi><table type='slic'>/srv/slic.dat</table></acpi>")],
  [/^xml\.features$/, fc.constant('<privnet/>')],
  [/^xml\.cpu$/, fc.constant("<maxphysaddr mode='emulate' bits='42'/>")],
  [/^xml\.clock$/, fc.constant("<timer name='tsc' present='yes'/>")],
  [/^xml\.cputune$/, fc.constant("<vcpusched vcpus='0' scheduler='batch'/>")],
  [/^xml\.memoryBacking$/, fc.constant('<nosharepages/>')],
  [/^xml\.devices$/, fc.constant("<hub type='usb'/>")],
  [/\.xml$/, device],
  [/^tpm\.path$/, fc.constant('/dev/tpm0')],
  [
    /(\.path|\.log|\.block|\.kernel|\.initrd|\.template|(filesystems|input)(\[\])?\.source|\.socket|\.rendernode|rom\.file|boot\.loader|boot\.nvram)$/,
    guestFile,
  ],
];

const typeOf: Record<string, string> = {
  'virtio-scsi': 'scsi',
  'qemu-xhci': 'usb',
  'pcie-root-port': 'pci',
  virtio: 'virtio-serial',
  ich6: 'ide',
};

/** The kind that a device must be of to have a key. */
const kindsOf: [RegExp, string, string][] = [
  [
    /^graphics(\[\])?\.(clipboard|filetransfer|mouse|streaming|image_compression|gl|port|keymap|password)/,
    'type',
    'spice',
  ],
  [/^graphics(\[\])?\.websocket$/, 'type', 'vnc'],
  [/^graphics(\[\])?\.display$/, 'type', 'sdl'],
  [/^video(\[\])?\.(ram|vgamem)$/, 'model', 'qxl'],
  [/^input(\[\])?\.(source|grab|repeat)$/, 'type', 'evdev'],
  [/^controllers\[\]\.(queues|iothread)$/, 'type', 'scsi'],
  [/^controllers\[\]\.(queues|iothread)$/, 'model', 'virtio-scsi'],
  [/^controllers\[\]\.(ports|vectors)$/, 'type', 'virtio-serial'],
  [/^input(\[\])?\.model$/, 'bus', 'virtio'],
  [/^disks\[\]\.(wwn|rotation_rate)$/, 'bus', 'scsi'],
  [/^disks\[\]\.removable$/, 'bus', 'usb'],
  [/^clock\.timezone$/, 'offset', 'timezone'],
  [/^clock\.basis$/, 'offset', 'variable'],
];

/** Makes a drawn guest keep to rules between keys that people keep to; what the key in question says stays. */
export function kept(drawn: unknown, key: string): PlainProfile {
  const guest = structuredClone(drawn) as PlainProfile;
  for (const [pattern, name, kind] of kindsOf)
    if (pattern.test(key)) {
      const section = guest[key.split(/[.[]/)[0]!];
      for (const each of Array.isArray(section) ? section : [section]) each[name] = kind;
    }
  if (guest.cpu?.cache?.level) guest.cpu.cache = { mode: 'emulate', level: 3 };
  if (/^serial.*address$/.test(key)) for (const each of [guest.serial].flat()) each.target = { type: 'pci-serial' };
  if (key.startsWith('numatune.memnode') || /hugepages.*nodeset/.test(key))
    guest.cpu = { ...guest.cpu, numa: Array.from({ length: 8 }, (_, cpu) => ({ cpus: `${cpu}`, memory: '64MiB' })) };
  if (key.startsWith('numatune.memnode') || /hugepages.*nodeset/.test(key))
    Object.assign(guest, { vcpus: 8, max_vcpus: undefined });
  if (key === 'boot.nvram.template') guest.boot.loader = '/srv/loader.fd';
  if (/hugepages.nodeset$/.test(key)) guest.memory_backing.hugepages.size = '2MiB';
  if (key.startsWith('cloud_init.secrets')) {
    const [secret] = Object.keys(guest.cloud_init.secrets);
    guest.cloud_init.user_data = { users: [{ name: 'ana', hashed_passwd: { secret } }] };
  }
  if (key.startsWith('cloud_init.network_config') && !guest.cloud_init.network_config.file)
    guest.cloud_init.network_config = { version: 2 };
  const { hyperv } = guest.features ?? {};
  if (typeof hyperv === 'object') {
    if (key.includes('hyperv') && key !== 'features.hyperv.mode') delete hyperv.mode;
    const needs = ['synic', 'stimer', 'tlbflush', 'ipi', 'evmcs'].some((name) => hyperv[name]);
    if (needs) Object.assign(hyperv, { vpindex: true, synic: true, vapic: true });
    if (hyperv.stimer)
      guest.clock = { ...guest.clock, timers: { ...guest.clock?.timers, hypervclock: { present: true } } };
  }
  if (guest.boot?.loader?.readonly === false && key.startsWith('boot.nvram')) delete guest.boot.loader.readonly;
  if (guest.sysinfo?.system?.uuid) guest.uuid = guest.sysinfo.system.uuid;
  for (const line of ['serial', 'parallel', 'console', 'channel'])
    for (const each of [guest[line]].flat())
      if (['file', 'pipe', 'dev'].includes(each?.type)) each.path ??= '/srv/line';
  for (const each of [guest.input].flat())
    if (['passthrough', 'evdev'].includes(each?.type)) each.source ??= '/dev/input/a';
  // What is there by a key cannot be there by XML again.
  if (guest.xml?.memoryBacking && !key.startsWith('memory_backing')) delete guest.memory_backing;
  const says = (path: string) => key === path || key.startsWith(`${path}.`);
  const one = (entry: PlainProfile, list: string, names: string[], usual: PlainProfile) => {
    const wanted = names.find((name) => says(`${list}[].${name}`) && entry[name] !== undefined);
    const first = wanted ?? names.find((name) => entry[name] !== undefined);
    if (!first) return Object.assign(entry, usual);
    for (const name of names) if (name !== first) delete entry[name];
  };
  for (const [index, disk] of (guest.disks ?? []).entries()) {
    if (says('disks[].size') || says('disks[].image')) {
      disk.volume ??= `default/${index}.qcow2`;
      delete disk.path;
      delete disk.block;
    }
    one(disk, 'disks', ['volume', 'path', 'block'], { path: `/srv/${index}` });
    if (!disk.volume) for (const name of ['size', 'image']) delete disk[name];
  }
  for (const card of guest.networks ?? [])
    one(card, 'networks', ['bridge', 'network', 'direct', 'user'], { bridge: 'br0' });
  if (JSON.stringify(guest).includes('iothread')) guest.iothreads = 3;
  if (guest.boot?.secure_boot) {
    guest.boot.firmware = 'uefi';
    delete guest.machine;
  }
  if (guest.cpu?.model) guest.cpu.mode = 'custom';
  else if (guest.cpu?.mode === 'custom') guest.cpu.mode = 'maximum';
  if (guest.cpu?.topology) {
    const { sockets = 1, dies = 1, cores = 1, threads = 1 } = guest.cpu.topology;
    Object.assign(guest, { vcpus: sockets * dies * cores * threads, max_vcpus: undefined });
  }
  // Younger than the libvirt of Debian 12, whose schema does not know them.
  for (const [device, young, old] of [
    ['watchdog', 'itco', 'i6300esb'],
    ['panic', 'pvpanic', 'isa'],
  ] as const) {
    if (guest[device] === young) guest[device] = old;
    if (guest[device]?.model === young) guest[device].model = old;
  }
  for (const each of guest.controllers ?? []) if (each.model) each.type = typeOf[each.model];
  if (guest.boot?.order) guest.boot.order = [...new Set(guest.boot.order)];
  if (guest.filesystems?.length) guest.memory_backing = { ...guest.memory_backing, access: 'shared' };
  if (guest.boot?.order)
    for (const list of ['disks', 'networks', 'hostdevs']) for (const each of guest[list] ?? []) delete each.boot_order;
  return guest;
}

/**
 * Takes out of a value what findings point at, unless that is the key in question; whether there was anything.
 *
 * @param pointers Places of the profile, `/vms/guest/disks/0`; those outside `above` are left alone.
 */
export function corrected(value: PlainProfile, key: string, pointers: (string | undefined)[], above = ''): boolean {
  const places = pointers.flatMap((each) =>
    each?.startsWith(`${above}/`)
      ? [
          each
            .slice(above.length + 1)
            .split('/')
            .map(unescaped),
        ]
      : [],
  );
  const before = JSON.stringify(value);
  // From the end, for what is taken out of a list changes the numbers behind it.
  for (const path of places.filter((each) => !leadsTo(each, key)).reverse()) remove(value, path);
  return JSON.stringify(value) !== before;
}

/** RFC 6901, section 4. */
const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** Whether a key is at a place, or below it. */
function leadsTo(path: string[], key: string): boolean {
  const parts = key.replaceAll('[]', '.[]').split('.');
  return path.every((part, index) => [part, '*', /^\d+$/.test(part) ? '[]' : part].includes(parts[index]!));
}

function remove(from: PlainProfile, [first, ...rest]: string[]): void {
  const inner = from[first!];
  if (inner === undefined) return;
  if (rest.length > 0) remove(inner, rest);
  else if (Array.isArray(from)) from.splice(Number(first), 1);
  else delete from[first!];
}
