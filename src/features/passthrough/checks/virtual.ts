import type { Path, Problem } from '#src/findings/finding.ts';
import { claimsOf } from '#src/host/claims.ts';
import type { Host } from '#src/host/host.ts';
import { madeAt } from '#src/host/virtual-functions.ts';
import { functionAt } from '#src/machine/by-address.ts';
import { problem as machineProblem } from '#src/machine/codes.ts';
import { groupOf } from '#src/machine/groups.ts';
import { problem } from '../codes.ts';

/** What the host makes of its devices for guests: virtual functions and mediated devices. */
export function checkVirtual(host: Host): Problem[] {
  return [
    ...parents(host).flatMap((parent) => parentProblems(parent, host)),
    ...numbers(host),
    ...settingsBeyond(host),
    ...macTwice(host),
    ...boundEarly(host),
    ...types(host),
    ...existing(host),
  ];
}

interface Parent {
  address: string;
  id: string | undefined;
  path: Path;
  /** Where the profile says the id. */
  at: Path;
}

const functionsAt = (address: string) => ['passthrough', 'virtual_functions', address];
const mediatedAt = (uuid: string) => ['passthrough', 'mediated_devices', uuid];

function parents({ passthrough: { virtual_functions, mediated_devices } }: Host): Parent[] {
  return [
    ...Object.entries(virtual_functions).map(([address, { id }]) => ({
      address,
      id,
      path: functionsAt(address),
      at: [...functionsAt(address), 'id'],
    })),
    ...Object.entries(mediated_devices).map(([uuid, { parent, id }]) => ({
      address: parent,
      id,
      path: [...mediatedAt(uuid), 'parent'],
      at: [...mediatedAt(uuid), 'id'],
    })),
  ];
}

/** The device must be there, be the one that is meant, and stay with the host, whose driver makes them. */
function parentProblems({ address, id, path, at }: Parent, host: Host): Problem[] {
  // Network cards of guests have rules of their own.
  const claims = claimsOf(host).filter((each) => each.path[2] !== 'networks');
  const claim = claims.find((each) => each.address === address);
  if (claim) {
    const related = [{ path: claim.path, message: 'it is passed through here' }];
    return [problem('parent-passed-through', path, { device: address }, { related })];
  }
  if (!host.machine?.pci || madeAt(host, address)) return [];
  const { number, members = [] } = groupOf(host.machine, address) ?? {};
  const other = claims.find((each) => members.some((fn) => fn.address === each.address));
  if (other && number !== undefined) {
    const related = [{ path: other.path, message: 'this is passed through' }];
    const values = { device: address, other: other.address, group: number };
    return [problem('parent-in-passed-group', path, values, { related })];
  }
  const there = functionAt(host.machine, address);
  if (!there) return [machineProblem('device-not-in-facts', path, { device: address })];
  return id && there.id && id !== there.id ? [problem('device-id-mismatch', at, { address, id, found: there.id })] : [];
}

/** A kernel that shows the number of some device shows it of every device that has virtual functions. */
function numbers({ passthrough: { virtual_functions }, machine }: Host): Problem[] {
  const shown = machine?.pci?.some(({ sriov_totalvfs }) => sriov_totalvfs !== null);
  return Object.entries(virtual_functions).flatMap(([address, { count }]) => {
    const there = machine && functionAt(machine, address);
    if (!there) return [];
    const total = there.sriov_totalvfs ?? (shown ? 0 : null);
    if (total === null) return [problem('virtual-functions-unknown', functionsAt(address), { device: address })];
    const at = [...functionsAt(address), 'count'];
    return count > total ? [problem('too-many-virtual-functions', at, { device: address, count, total })] : [];
  });
}

function settingsBeyond({ passthrough: { virtual_functions } }: Host): Problem[] {
  return Object.entries(virtual_functions).flatMap(([address, { count, functions }]) =>
    functions.length > count
      ? [
          problem('function-settings-beyond-count', [...functionsAt(address), 'functions', count], {
            count,
            described: functions.length,
          }),
        ]
      : [],
  );
}

function macTwice({ passthrough: { virtual_functions } }: Host): Problem[] {
  const all = Object.entries(virtual_functions).flatMap(([address, { functions }]) =>
    functions.flatMap(({ mac }, index) =>
      mac ? [{ mac: mac.toLowerCase(), path: [...functionsAt(address), 'functions', index, 'mac'] }] : [],
    ),
  );
  return all.flatMap(({ mac, path }, index) => {
    const other = all.slice(0, index).find((each) => each.mac === mac);
    if (!other) return [];
    const related = [{ path: other.path, message: 'the other one' }];
    return [problem('virtual-function-mac-twice', path, { mac }, { related })];
  });
}

/** At boot, when the devices of the list are bound, no virtual function is there yet. */
function boundEarly(host: Host): Problem[] {
  return host.passthrough.addresses.flatMap((found, index) =>
    (found ?? []).flatMap((address) => {
      const made = madeAt(host, address);
      return made
        ? [problem('virtual-function-bound-early', ['passthrough', 'devices', index], { device: address, ...made })]
        : [];
    }),
  );
}

function types({ passthrough: { mediated_devices }, machine }: Host): Problem[] {
  return Object.entries(mediated_devices).flatMap(([uuid, { parent, type }]) => {
    const there = machine && functionAt(machine, parent);
    if (!there) return [];
    const offered = there.mdev_types;
    if (offered === null) return [problem('mediated-types-unknown', [...mediatedAt(uuid), 'type'], { parent, type })];
    const values = { parent, type, offered: offered.join(', ') || 'none' };
    return offered.includes(type) ? [] : [problem('mediated-type-not-offered', [...mediatedAt(uuid), 'type'], values)];
  });
}

/** What was made before stays while somebody has it, and for good if it was not made for a profile. */
function existing({ passthrough: { mediated_devices }, machine }: Host): Problem[] {
  return (machine?.mediated_devices ?? []).flatMap((device) => {
    const uuid = Object.keys(mediated_devices).find((each) => each.toLowerCase() === device.uuid.toLowerCase());
    const wanted = uuid === undefined ? undefined : mediated_devices[uuid];
    if (!uuid || !wanted) return [];
    const parts = { type: device.type ?? wanted.type, parent: device.parent ?? wanted.parent };
    if (parts.type === wanted.type && parts.parent === wanted.parent) return [];
    return [
      problem('mediated-device-differs', mediatedAt(uuid), { uuid, there: nameOf(parts), wanted: nameOf(wanted) }),
    ];
  });
}

const nameOf = ({ type, parent }: { type: string; parent: string }) =>
  `of type ${type} of ${parent || 'no PCI device'}`;
