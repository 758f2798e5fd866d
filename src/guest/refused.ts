import type { Path, Problem } from '../findings/finding.ts';
import type { Disk, Guest } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { problem } from './codes.ts';
import { hasSpice, screensOf } from './kinds/graphics/screens.ts';
import { cardsOf } from './kinds/video/view.ts';
import { isQ35 } from './machine-type.ts';
import { platformRefused } from './refused-platform.ts';
import { asList, type Entry, notAllowedFor, outOfRange, type Rule, required } from './rules.ts';

/** What each part of a guest says fits it, and libvirt refuses together (qemu_validate.c, domain_validate.c). */
export function checkRefused({ vms }: Host): Problem[] {
  const rules: Rule[] = [
    disks,
    controllers,
    firstOfPci,
    cards,
    screens,
    lines,
    channels,
    throughSpice,
    inputs,
    platformRefused,
  ];
  return Object.entries(vms).flatMap(([name, guest]) => rules.flatMap((rule) => rule(guest, ['vms', name])));
}

/** By key of a disk: who has it. */
const diskRules: [keyof Disk, (disk: Disk) => boolean, string[]][] = [
  ['queues', ({ bus }) => bus === 'virtio', ['disks on virtio']],
  ['iothread', ({ bus }) => bus === 'virtio', ['disks on virtio']],
  ['wwn', ({ bus, device }) => (bus === 'ide' || bus === 'scsi') && device !== 'lun', ['disks on ide and scsi']],
  ['removable', ({ bus }) => bus === 'usb', ['disks on usb']],
  [
    'rotation_rate',
    ({ bus, device }) => device === 'disk' && ['ide', 'scsi', 'sata'].includes(bus),
    ['disks on ide, scsi and sata'],
  ],
];

function disks(guest: Guest, at: Path): Problem[] {
  return guest.disks.flatMap((disk, index) => {
    const path = [...at, 'disks', index];
    const { bus, device, format } = disk;
    const kind = `a ${device} on ${bus}`;
    const problems = diskRules.flatMap(([key, has, kinds]) =>
      disk[key] === undefined || has(disk) ? [] : [notAllowedFor([...path, key], key, kind, kinds)],
    );
    if ((device === 'floppy') !== (bus === 'fdc'))
      problems.push(
        notAllowedFor([...path, 'bus'], `bus ${bus}`, `a ${device}`, device === 'floppy' ? ['disks'] : ['floppies']),
      );
    if (device === 'lun' && !['virtio', 'scsi'].includes(bus))
      problems.push(notAllowedFor([...path, 'bus'], `bus ${bus}`, 'a lun', ['disks']));
    if (disk.startup_policy === 'requisite' && !['cdrom', 'floppy'].includes(device))
      problems.push(notAllowedFor([...path, 'startup_policy'], 'startup_policy: requisite', kind, ['cdrom', 'floppy']));
    for (const needsRaw of [device === 'lun' && 'device: lun', disk.shareable && 'shareable'])
      if (needsRaw && format !== 'raw')
        problems.push(
          notAllowedFor([...path, 'format'], `format ${format}`, `a disk with ${needsRaw}`, ['other disks']),
        );
    return problems;
  });
}

function controllers(guest: Guest, at: Path): Problem[] {
  return asList(guest.controllers, [...at, 'controllers']).flatMap(([path, { type, model, ports, index, ...each }]) => {
    const virtio = String(model).startsWith('virtio');
    const problems = (['queues', 'iothread'] as const).flatMap((key) =>
      type === 'scsi' && each[key] !== undefined && !virtio
        ? [notAllowedFor([...path, key], key, `a scsi controller ${model ?? 'without model'}`, ['virtio-scsi'])]
        : [],
    );
    if (model === 'qemu-xhci' && Number(ports) > 15)
      problems.push(outOfRange([...path, 'ports'], 'ports', ports, 'qemu-xhci', 'at most 15'));
    if (type === 'ide' && isQ35(guest.machine)) problems.push(problem('ide-needs-pc', [...path, 'type'], undefined));
    const first = isQ35(guest.machine) ? 'pcie-root' : 'pci-root';
    if (type === 'pci' && index === 0 && model !== first)
      problems.push(notAllowedFor([...path, 'index'], 'index 0', String(model), [first]));
    return problems;
  });
}

/** The first PCI controller is that of the chipset. */
function firstOfPci(guest: Guest, at: Path): Problem[] {
  const first = isQ35(guest.machine) ? 'pcie-root' : 'pci-root';
  const all = asList(guest.controllers, [...at, 'controllers']).filter(([, { type }]) => type === 'pci');
  const without = all.find(([, { index }]) => index === undefined);
  return without?.[1].model !== undefined && all.every(([, { model, index }]) => model !== first && index !== 0)
    ? [notAllowedFor([...without[0], 'model'], 'place without index', `the first ${without[1].model}`, [first])]
    : [];
}

function cards(guest: Guest, at: Path): Problem[] {
  return guest.networks.flatMap(({ mtu, direct, user }, index) => {
    const kind = direct === undefined ? user && 'user' : 'direct';
    return mtu !== undefined && kind
      ? [notAllowedFor([...at, 'networks', index, 'mtu'], 'mtu', kind, ['bridge', 'network'])]
      : [];
  });
}

function screens(guest: Guest, at: Path): Problem[] {
  const primary = Math.max(
    0,
    cardsOf(guest).findIndex((card) => card.primary),
  );
  const drawn = asList(guest.video, [...at, 'video']).flatMap(([path, { heads, vgamem, accel3d }], index) => {
    const { model } = cardsOf(guest)[index]!;
    const second = index !== primary && ['vga', 'cirrus', 'vmvga'].includes(model);
    const size = Number(vgamem ?? 1024);
    return [
      ...(second ? [notAllowedFor([...path, 'model'], model, 'a card that is not the first', ['the first'])] : []),
      ...(accel3d && model !== 'virtio' ? [notAllowedFor([...path, 'accel3d'], 'accel3d', model, ['virtio'])] : []),
      ...(Number(heads ?? 1) > 1 && !['virtio', 'qxl'].includes(model)
        ? [notAllowedFor([...path, 'heads'], 'several heads', model, ['virtio', 'qxl'])]
        : []),
      ...(size < 1024 || !Number.isInteger(Math.log2(size))
        ? [outOfRange([...path, 'vgamem'], 'vgamem', vgamem, model, 'a power of two, 1024 (KiB) or more')]
        : []),
    ];
  });
  const shown = guest.hostdevs.flatMap((device, index) =>
    typeof device === 'object' && 'display' in device && device.display && screensOf(guest).length === 0
      ? [
          problem('key-needed-by-kind', [...at, 'hostdevs', index, 'display'], {
            key: 'graphics',
            kind: 'the screen of a device',
          }),
        ]
      : [],
  );
  return [...drawn, ...shown];
}

/** What the host's side of a line cannot do without. */
const hostSide: Record<string, string[]> = {
  tcp: ['host', 'port'],
  udp: ['port'],
  unix: ['path'],
  spiceport: ['channel'],
};

function lines(guest: Guest, at: Path): Problem[] {
  const all = (['serial', 'parallel', 'console', 'channel'] as const).flatMap((key) =>
    asList(guest[key], [...at, key]).flatMap(([path, each]) => {
      const type = String(each.type);
      const wanted = type === 'unix' && key === 'channel' && each.mode !== 'connect' ? [] : (hostSide[type] ?? []);
      return [
        ...wanted.flatMap((name) => required(path, each, type, name)),
        ...(key !== 'channel' && ['spicevmc', 'qemu-vdagent'].includes(type)
          ? [notAllowedFor([...path, 'type'], `type ${type}`, `a ${key}`, ['channel'])]
          : []),
      ];
    }),
  );
  const target = ({ target: seen }: Entry) => (seen as Entry | undefined)?.type;
  const isa = asList(guest.serial, [...at, 'serial']).filter(([, each]) =>
    [undefined, 'isa-serial'].includes(target(each) as undefined),
  );
  const onSerial = asList(guest.console, [...at, 'console']).filter(
    ([path, each]) => path.at(-1) !== 0 && target(each) !== 'virtio' && path.length > at.length + 1,
  );
  return [
    ...all,
    ...isa.flatMap(([path, { target: seen }]) => {
      const { port } = (seen ?? {}) as Entry;
      return Number(port) > 3 ? [outOfRange([...path, 'target', 'port'], 'port', port, 'ISA', 'at most 3')] : [];
    }),
    ...isa
      .slice(4)
      .map(([path]) =>
        outOfRange(path, 'serial ports', isa.length, 'ISA', 'at most 4, or target: { type: pci-serial }'),
      ),
    ...onSerial.map(([path]) =>
      notAllowedFor(path, 'target serial', 'a console that is not the first', [
        'the first; others have target: { type: virtio }',
      ]),
    ),
  ];
}

/** What goes through spice is nothing without it. */
function throughSpice(guest: Guest, at: Path): Problem[] {
  if (hasSpice(guest)) return [];
  const without = (path: Path, what: string) => notAllowedFor(path, what, 'a guest without spice', ['graphics: spice']);
  const ports = (['serial', 'parallel', 'console'] as const).flatMap((key) =>
    asList(guest[key], [...at, key]).flatMap(([path, { type }]) =>
      type === 'spiceport' ? [without([...path, 'type'], 'spiceport')] : [],
    ),
  );
  return guest.redirdevs ? [...ports, without([...at, 'redirdevs'], 'redirdevs')] : ports;
}

function channels(guest: Guest, at: Path): Problem[] {
  const given = guest.channel === undefined || guest.channel === 'none' ? [] : [guest.channel].flat();
  return hasSpice(guest)
    ? []
    : given.flatMap((each, index) => {
        const path = [...at, 'channel', ...(Array.isArray(guest.channel) ? [index] : [])];
        const type = typeof each === 'string' ? each : each.type;
        return type === 'spicevmc' || type === 'spiceport'
          ? [notAllowedFor(path, type, 'a guest without spice', ['graphics: spice'])]
          : [];
      });
}

function inputs(guest: Guest, at: Path): Problem[] {
  return asList(guest.input, [...at, 'input']).flatMap(([path, { type, bus, model }]) => {
    const onVirtio = bus === 'virtio' || (type === 'passthrough' && bus === undefined);
    if (model !== undefined && !onVirtio)
      return [notAllowedFor([...path, 'model'], `model ${model}`, `bus ${bus ?? 'of its own'}`, ['virtio'])];
    if (model !== undefined && model !== 'virtio' && type === 'passthrough')
      return [notAllowedFor([...path, 'model'], `model ${model}`, 'passthrough', ['tablet', 'keyboard', 'mouse'])];
    return type === 'tablet' && bus === 'ps2'
      ? [notAllowedFor([...path, 'bus'], 'bus ps2', 'tablet', ['keyboard', 'mouse'])]
      : [];
  });
}
