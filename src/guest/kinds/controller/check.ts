import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { problem } from '../../codes.ts';
import { isQ35 } from '../../machine-type.ts';
import {
  asList,
  type Entry,
  keysWithoutEffect,
  notAllowedFor,
  type Owners,
  outOfRange,
  required,
} from '../../rules.ts';
import { typesOfModel } from './models.ts';

const withModel = ['usb', 'scsi', 'ide', 'pci', 'virtio-serial'];
/** For each key of a controller, the types that have it. */
const controllers: Owners = {
  model: withModel,
  ports: ['usb', 'virtio-serial'],
  vectors: ['virtio-serial'],
  queues: ['scsi'],
  iothread: ['scsi'],
};

const controllersOf = (guest: Guest, at: Path) => asList(guest.controllers, [...at, 'controllers']);

export function controllerKeys(guest: Guest, at: Path): Problem[] {
  return controllersOf(guest, at).flatMap(([path, each]) => [
    ...keysWithoutEffect(path, each, String(each.type), controllers),
    ...modelOfType(path, each),
    ...(each.type === 'pci' ? required(path, each, 'a pci controller', 'model') : []),
  ]);
}

function modelOfType(path: Path, { type, model }: Entry): Problem[] {
  const kinds = typeof model === 'string' ? (typesOfModel[model] ?? []) : undefined;
  if (!kinds || !withModel.includes(String(type))) return [];
  return kinds.includes(String(type)) ? [] : [notAllowedFor([...path, 'model'], `model ${model}`, String(type), kinds)];
}

export function controllerTogether(guest: Guest, at: Path): Problem[] {
  const q35 = isQ35(guest.machine);
  return controllersOf(guest, at).flatMap(([path, each]) => {
    const { type, model, ports, index } = each;
    const problems = keysOfVirtioScsi(path, each);
    if (model === 'qemu-xhci' && Number(ports) > 15)
      problems.push(outOfRange([...path, 'ports'], 'ports', ports, 'qemu-xhci', 'at most 15'));
    if (type === 'ide' && q35) problems.push(problem('ide-needs-pc', [...path, 'type'], undefined));
    const first = firstModel(guest);
    if (type === 'pci' && index === 0 && model !== first)
      problems.push(notAllowedFor([...path, 'index'], 'index 0', String(model), [first]));
    return problems;
  });
}

function keysOfVirtioScsi(path: Path, { type, model, ...each }: Entry): Problem[] {
  const virtio = String(model).startsWith('virtio');
  return ['queues', 'iothread'].flatMap((key) =>
    type === 'scsi' && each[key] !== undefined && !virtio
      ? [notAllowedFor([...path, key], key, `a scsi controller ${model ?? 'without a model'}`, ['virtio-scsi'])]
      : [],
  );
}

/** The first PCI controller is the chipset's. */
export function firstOfPci(guest: Guest, at: Path): Problem[] {
  const first = firstModel(guest);
  const all = controllersOf(guest, at).filter(([, { type }]) => type === 'pci');
  const without = all.find(([, { index }]) => index === undefined);
  return without?.[1].model !== undefined && all.every(([, { model, index }]) => model !== first && index !== 0)
    ? [notAllowedFor([...without[0], 'model'], 'place without index', `the first ${without[1].model}`, [first])]
    : [];
}

const firstModel = ({ machine }: Guest) => (isQ35(machine) ? 'pcie-root' : 'pci-root');
