import type { Host } from '../../host/host.ts';
import { parseCpuList, parseSize } from '../../profile/units.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

type Guest = Host['vms'][string];

const features = ['vms', 'libvirt', 'agent', 'collected'];

/**
 * Adapts guests to run inside a guest: emulated without nested virtualisation, as small as the memory requires, and
 * unpinned.
 */
export function guests(host: Host, situation: Situation): Changed {
  const all = Object.entries(host.vms);
  if (all.length === 0) return unchanged(host);
  const huge = ({ memory_backing }: Guest) => Boolean(memory_backing?.hugepages);
  const started = all.filter(([, guest]) => guest.autostart && !(situation.hugepages && huge(guest)));
  const wanted = started.reduce((sum, [, { memory }]) => sum + mebibytes(memory), 0);
  const share = wanted > situation.memory ? Math.max(64, Math.floor(situation.memory / started.length)) : undefined;
  const steps: ((name: string, guest: Guest) => Step)[] = [
    (name, guest) => (situation.nested ? same(guest) : emulated(name, guest)),
    (name, guest) => (situation.hugepages && huge(guest) ? same(guest) : smaller(name, guest, share)),
    (name, guest) => unpinned(name, guest, situation.cpus),
    withoutOtherDevices,
  ];
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const vms = Object.fromEntries(
    all.map(([name, guest]) => {
      let current = guest;
      for (const step of steps) {
        const done = step(name, current);
        substitutions.push(...done.substitutions);
        untested.push(...(done.untested ?? []));
        current = done.guest;
      }
      return [name, current];
    }),
  );
  return { host: { ...host, vms }, substitutions, untested };
}

interface Step {
  guest: Guest;
  substitutions: Substitution[];
  untested?: Untested[];
}

const same = (guest: Guest): Step => ({ guest, substitutions: [] });
const mebibytes = (size: string) => Math.ceil(parseSize(size) / 2 ** 20);

function emulated(name: string, guest: Guest): Step {
  if (guest.type === 'qemu') return same(guest);
  const why = 'the virtual machine has no KVM';
  const { hyperv: _, kvm: __, ...rest } = guest.features;
  const at = ['vms', name];
  const { topology, numa } = guest.cpu;
  return {
    guest: {
      ...guest,
      type: 'qemu',
      cpu: { mode: 'default', features: {}, numa, ...(topology ? { topology } : {}) },
      features: { ...rest, hyperv: 'none' },
    },
    substitutions: [
      substitution([...at, 'type'], 'kvm', 'qemu', why, ...features),
      substitution([...at, 'cpu', 'mode'], guest.cpu.mode, 'default', why, ...features),
    ],
    untested: [{ what: `the processor of ${name}`, why, subject: name }],
  };
}

function smaller(name: string, guest: Guest, share: number | undefined): Step {
  const huge = Boolean(guest.memory_backing?.hugepages);
  if (share === undefined && !huge) return same(guest);
  const most = Math.min(mebibytes(guest.memory), share ?? Number.POSITIVE_INFINITY);
  const { max_memory: _, memory_backing, ...rest } = guest;
  const { hugepages: __, ...backing } = memory_backing ?? {};
  const why = 'this machine does not have enough free memory';
  const memory = `${most}MiB`;
  return {
    guest: {
      ...rest,
      memory,
      cpu: { ...guest.cpu, numa: [] },
      ...(memory_backing ? { memory_backing: (huge ? backing : memory_backing) as Guest['memory_backing'] } : {}),
    } as Guest,
    substitutions: [
      ...(memory === guest.memory
        ? []
        : [substitution(['vms', name, 'memory'], guest.memory, memory, why, ...features)]),
      ...(huge
        ? [
            substitution(
              ['vms', name, 'memory_backing', 'hugepages'],
              memory_backing?.hugepages,
              undefined,
              why,
              ...features,
            ),
          ]
        : []),
    ],
  };
}

/** All pins are removed if one of them names a processor that does not exist. */
function unpinned(name: string, guest: Guest, cpus: number): Step {
  const { cpuset, cputune, numatune, ...rest } = guest;
  const pins = [
    cpuset,
    cputune?.emulatorpin,
    ...Object.values(cputune?.vcpupin ?? {}),
    ...Object.values(cputune?.iothreadpin ?? {}),
  ].filter((pin) => pin !== undefined);
  const beyond = pins.some((pin) => parseCpuList(String(pin).replaceAll('^', '')).some((cpu) => cpu >= cpus));
  if (!beyond && !numatune) return same(guest);
  const why = beyond ? `the virtual machine has ${cpus} processors` : 'the virtual machine has one node';
  const key = beyond ? (cputune ? 'cputune' : 'cpuset') : 'numatune';
  const kept = beyond ? {} : { ...(cpuset === undefined ? {} : { cpuset }), ...(cputune ? { cputune } : {}) };
  return {
    guest: { ...rest, ...kept } as Guest,
    substitutions: [substitution(['vms', name, key], beyond ? pins : numatune, undefined, why, ...features)],
    untested: [{ what: `which processors ${name} runs on`, why, subject: name }],
  };
}

/** USB devices, mediated devices and ROM files exist only on the machine itself. */
function withoutOtherDevices(name: string, guest: Guest): Step {
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const why = 'it does not exist in the virtual machine';
  const attached = guest.attached.map((found, index) => {
    if (!found || 'pci' in found) return found;
    const what = 'usb' in found ? `the USB device ${found.usb}` : `the mediated device ${found.mdev}`;
    substitutions.push(substitution(['vms', name, 'hostdevs', index], what, undefined, why, ...features));
    untested.push({ what: `${what} in ${name}`, why, subject: name });
    return null;
  });
  const hostdevs = guest.hostdevs.map((device, index) => {
    if (typeof device === 'string' || !('rom' in device) || typeof device.rom !== 'object' || !device.rom.file)
      return device;
    substitutions.push(
      substitution(['vms', name, 'hostdevs', index, 'rom', 'file'], device.rom.file, undefined, why, ...features),
    );
    const { rom: _, ...rest } = device;
    return rest as typeof device;
  });
  return { guest: { ...guest, attached, hostdevs }, substitutions, untested };
}
