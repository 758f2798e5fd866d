import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { parseCpuList } from '#src/profile/units.ts';
import { refusedBy } from '../../libvirt-version.ts';
import { notAllowedFor, requiredFor } from '../../rules.ts';
import { problem as cpuProblem } from '../cpu/codes.ts';
import { problem } from './codes.ts';
import { checkNodes } from './nodes.ts';

export function checkTuning(host: Host): Problem[] {
  return [
    ...numbersThatAreNot(host),
    ...cpusOfTheHost(host),
    ...pinnedTwice(host),
    ...restrictiveAlone(host),
    ...checkNodes(host),
  ];
}

/** CPU and thread numbers must exist in the guest. */
function numbersThatAreNot({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const path: Path = ['vms', name];
    const { vcpupin = {}, iothreadpin = {} } = guest.cputune ?? {};
    const most = guest.max_vcpus ?? guest.vcpus;
    const threads = guest.iothreads ?? 0;
    const noThread = (at: Path, number: number) => problem('iothread-absent', at, { number, threads });
    return [
      ...Object.keys(vcpupin).flatMap((number) =>
        Number(number) < most
          ? []
          : [cpuProblem('vcpu-absent', [...path, 'cputune', 'vcpupin', number], { number, last: most - 1 })],
      ),
      ...Object.keys(iothreadpin).flatMap((number) =>
        Number(number) >= 1 && Number(number) <= threads
          ? []
          : [noThread([...path, 'cputune', 'iothreadpin', number], Number(number))],
      ),
      ...(['disks', 'controllers'] as const).flatMap((kind) =>
        guest[kind].flatMap(({ iothread }, index) =>
          iothread !== undefined && iothread > threads ? [noThread([...path, kind, index, 'iothread'], iothread)] : [],
        ),
      ),
    ];
  });
}

function cpusOfTheHost({ vms, machine }: Host): Problem[] {
  const there = machine?.cpu.processors ? parseCpuList(machine.cpu.processors) : undefined;
  if (!there) return [];
  return Object.entries(vms).flatMap(([name, { cpuset, cputune }]) => {
    const { vcpupin = {}, iothreadpin = {}, emulatorpin } = cputune ?? {};
    const at = (...keys: string[]): Path => ['vms', name, ...keys];
    const named: [Path, string | number | undefined][] = [
      [at('cpuset'), cpuset],
      [at('cputune', 'emulatorpin'), emulatorpin],
      ...Object.entries(vcpupin).map(([key, cpus]): [Path, string | number] => [at('cputune', 'vcpupin', key), cpus]),
      ...Object.entries(iothreadpin).map(([key, cpus]): [Path, string | number] => [
        at('cputune', 'iothreadpin', key),
        cpus,
      ]),
    ];
    return named.flatMap(([path, cpus]) => {
      const missing = cpus === undefined ? undefined : parseCpuList(String(cpus)).find((cpu) => !there.includes(cpu));
      return missing === undefined
        ? []
        : [problem('host-cpu-absent', path, { cpu: missing, there: machine?.cpu.processors ?? '' })];
    });
  });
}

interface Pin {
  guest: string;
  path: Path;
  cpu: number;
}

/** A CPU of the guest that is pinned to one CPU of the host. */
function pinsOf(guest: string, { cputune }: Guest): Pin[] {
  return Object.entries(cputune?.vcpupin ?? {}).flatMap(([number, cpus]) => {
    const list = parseCpuList(String(cpus));
    return list.length === 1 ? [{ guest, path: ['vms', guest, 'cputune', 'vcpupin', number], cpu: list[0]! }] : [];
  });
}

/** Guests that do not both start with the host may run in turn. */
function pinnedTwice({ vms }: Host): Problem[] {
  const pins = Object.entries(vms).flatMap(([name, guest]) => pinsOf(name, guest));
  const together = (a: string, b: string) => a === b || (vms[a]!.autostart && vms[b]!.autostart);
  return pins.flatMap(({ guest, path, cpu }, index) => {
    const other = pins.slice(0, index).find((pin) => pin.cpu === cpu && together(pin.guest, guest));
    if (!other) return [];
    const details = { related: [{ path: other.path, message: `${other.guest} has it here` }] };
    return [problem('cpu-pinned-twice', path, { cpu, guest: other.guest }, details)];
  });
}

/** Nodes of the guest cannot be moved between cgroups if the rest of its memory is bound otherwise (numa_conf.c). */
function restrictiveAlone(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { numatune }]) =>
    Object.entries(numatune?.memnode ?? {}).flatMap(([node, { mode }]) => {
      const whole = numatune?.memory?.mode ?? 'strict';
      if ((mode === 'restrictive') === (whole === 'restrictive') || (!numatune?.memory && mode !== 'restrictive'))
        return [];
      return refusedBy(host, ['vms', name, 'numatune', 'memnode', node, 'mode'], {
        accepted: '9.0',
        refused: '11.3',
        what: `mode: ${mode} for a node when the memory as a whole has mode: ${whole}`,
        remedy: 'Write mode: restrictive for both, or for neither.',
      });
    }),
  );
}

export function nodesetOfAuto({ numatune }: Guest, at: Path): Problem[] {
  return numatune?.memory?.placement === 'auto' && numatune.memory.nodeset !== undefined
    ? [notAllowedFor([...at, 'numatune', 'memory', 'nodeset'], 'nodeset', 'auto', ['static'])]
    : [];
}

export function nodesNeeded({ numatune, cpu }: Guest, at: Path): Problem[] {
  const memory = numatune?.memory;
  return [
    ...(memory && memory.placement !== 'auto' && memory.nodeset === undefined
      ? [requiredFor([...at, 'numatune', 'memory'], 'placement: static', 'nodeset')]
      : []),
    ...(numatune && Object.keys(numatune.memnode).length > 0 && cpu.numa.length === 0
      ? [requiredFor([...at, 'numatune', 'memnode'], 'memnode', 'cpu.numa')]
      : []),
  ];
}
