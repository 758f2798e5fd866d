import type { Path, Problem } from '../findings/finding.ts';
import type { Guest } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { emulated } from './kinds/tpm/view.ts';
import { cardsOf } from './kinds/video/view.ts';
import { asList, type Entry, keysWithoutEffect, notAllowedFor, type Owners, required } from './rules.ts';

const listening = ['vnc', 'spice'];
const screens: Owners = {
  port: listening,
  autoport: listening,
  listen: listening,
  keymap: listening,
  websocket: ['vnc'],
  image_compression: ['spice'],
  clipboard: ['spice'],
  filetransfer: ['spice'],
  mouse: ['spice'],
  streaming: ['spice'],
  gl: ['spice', 'sdl', 'egl-headless'],
  display: ['sdl'],
};
const cards: Owners = { ram: ['qxl'], vgamem: ['qxl'] };
const plugged = ['tablet', 'keyboard', 'mouse', 'passthrough'];
const inputs: Owners = {
  bus: plugged,
  model: plugged,
  source: ['passthrough', 'evdev'],
  grab: ['evdev'],
  repeat: ['evdev'],
};
const controllers: Owners = {
  model: ['usb', 'scsi', 'ide', 'pci', 'virtio-serial'],
  ports: ['usb', 'virtio-serial'],
  vectors: ['virtio-serial'],
  queues: ['scsi'],
  iothread: ['scsi'],
};
/** Models by the type of the controller. */
const models: Owners = Object.fromEntries(
  Object.entries({
    usb: 'piix3-uhci piix4-uhci ehci ich9-ehci1 ich9-uhci1 ich9-uhci2 ich9-uhci3 vt82c686b-uhci pci-ohci nec-xhci qemu-xhci none',
    scsi: 'auto buslogic lsilogic lsisas1068 lsisas1078 vmpvscsi virtio-scsi ncr53c90 dc390 am53c974',
    ide: 'piix3 piix4 ich6',
    pci: 'pci-root pcie-root pci-bridge dmi-to-pci-bridge pcie-to-pci-bridge pcie-root-port pcie-switch-upstream-port pcie-switch-downstream-port pci-expander-bus pcie-expander-bus',
    'virtio-serial': 'virtio',
  }).flatMap(([type, names]) => names.split(' ').map((name) => [name, [type]])),
);
/** These are models of both. */
for (const name of ['virtio-transitional', 'virtio-non-transitional'])
  Object.assign(models, { [name]: ['scsi', 'virtio-serial'] });
const folders: Owners = { queue: ['virtiofs'], binary: ['virtiofs'] };
const tpms: Owners = { version: ['emulator'], persistent_state: ['emulator'], path: ['passthrough'] };
const clocks: Owners = { timezone: ['timezone'], adjustment: ['utc', 'localtime', 'variable'], basis: ['variable'] };
const hypervisors: Owners = Object.fromEntries(
  ['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id', 'frequencies']
    .concat(['reenlightenment', 'tlbflush', 'ipi', 'evmcs', 'avic'])
    .map((name) => [name, ['custom']]),
);
/** Keys that a device of this kind does not have, which libvirt refuses, and those that it cannot do without. */
export function checkKinds({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => problemsOf(['vms', name], guest));
}

function problemsOf(at: Path, guest: Guest): Problem[] {
  const { clock, features, tpm, input } = guest;
  const memory = guest.numatune?.memory;
  const hyperv = typeof features.hyperv === 'object' ? features.hyperv : {};
  return [
    ...asList(guest.graphics, [...at, 'graphics']).flatMap(([path, each]) =>
      keysWithoutEffect(path, each, String(each.type), screens),
    ),
    ...asList(guest.graphics, [...at, 'graphics']).flatMap(([path, { type, gl }]) =>
      type === 'sdl' && typeof gl === 'object'
        ? [notAllowedFor([...path, 'gl'], 'rendernode', 'sdl', ['spice', 'egl-headless'])]
        : [],
    ),
    ...guest.networks.flatMap(({ user, virtualport }, index) =>
      user && virtualport
        ? [
            notAllowedFor([...at, 'networks', index, 'virtualport'], 'virtualport', 'user', [
              'bridge',
              'network',
              'direct',
            ]),
          ]
        : [],
    ),
    ...asList(guest.video, [...at, 'video']).flatMap(([path, each], index) =>
      keysWithoutEffect(path, each, cardsOf(guest)[index]!.model, cards),
    ),
    ...asList(input, [...at, 'input']).flatMap(([path, each]) => [
      ...keysWithoutEffect(path, each, String(each.type), inputs),
      ...(each.type === 'passthrough' && each.bus !== undefined && each.bus !== 'virtio'
        ? [notAllowedFor([...path, 'bus'], `bus ${each.bus}`, 'passthrough', ['tablet', 'keyboard', 'mouse'])]
        : []),
      ...(inputs.source!.includes(String(each.type)) ? required(path, each, String(each.type), 'source') : []),
    ]),
    ...asList(guest.controllers, [...at, 'controllers']).flatMap(([path, each]) => [
      ...keysWithoutEffect(path, each, String(each.type), controllers),
      ...modelOf(path, each),
      ...(each.type === 'pci' ? required(path, each, 'a pci controller', 'model') : []),
    ]),
    ...asList(guest.filesystems, [...at, 'filesystems']).flatMap(([path, each]) => [
      ...keysWithoutEffect(path, each, String(each.driver), folders),
      ...(each.driver === 'virtiofs' && (each.accessmode ?? 'passthrough') !== 'passthrough'
        ? [notAllowedFor([...path, 'accessmode'], `accessmode ${each.accessmode}`, 'virtiofs', ['9p'])]
        : []),
    ]),
    ...(typeof tpm === 'object'
      ? keysWithoutEffect([...at, 'tpm'], tpm, emulated(guest) ? 'emulator' : 'passthrough', tpms)
      : []),
    ...(clock.adjustment === 'reset' && clock.offset === 'variable'
      ? [notAllowedFor([...at, 'clock', 'adjustment'], 'adjustment reset', 'variable', ['utc', 'localtime'])]
      : []),
    ...(memory?.placement === 'auto' && memory.nodeset !== undefined
      ? [notAllowedFor([...at, 'numatune', 'memory', 'nodeset'], 'nodeset', 'auto', ['static'])]
      : []),
    ...asList(guest.memory_backing?.hugepages, [...at, 'memory_backing', 'hugepages']).flatMap(([path, each]) =>
      each.nodeset === undefined ? [] : required(path, each, 'a nodeset of pages', 'size'),
    ),
    ...keysWithoutEffect([...at, 'clock'], clock, clock.offset ?? 'utc', clocks),
    ...keysWithoutEffect([...at, 'features', 'hyperv'], hyperv, hyperv.mode ?? 'custom', hypervisors),
    ...(['serial', 'parallel', 'console', 'channel'] as const).flatMap((line) =>
      asList(guest[line], [...at, line]).flatMap(([path, each]) =>
        ['file', 'pipe', 'dev'].includes(String(each.type)) ? required(path, each, String(each.type), 'path') : [],
      ),
    ),
  ];
}

function modelOf(path: Path, { type, model }: Entry): Problem[] {
  const kinds = typeof model === 'string' ? (models[model] ?? []) : undefined;
  if (!kinds || !controllers.model!.includes(String(type))) return [];
  return kinds.includes(String(type)) ? [] : [notAllowedFor([...path, 'model'], `model ${model}`, String(type), kinds)];
}
