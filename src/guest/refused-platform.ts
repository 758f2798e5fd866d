import type { Path, Problem } from '../findings/finding.ts';
import type { Guest } from '../host/guest.ts';
import { parseCpuList } from '../profile/units.ts';
import { problem } from './codes.ts';
import { secureBoot } from './kinds/boot/secure.ts';
import { isQ35 } from './machine-type.ts';
import { asList, notAllowedFor } from './rules.ts';

/** What a guest says of its machine, each part being right, and libvirt refuses together (qemu_validate.c). */
export function platformRefused(guest: Guest, at: Path): Problem[] {
  return [...platform(guest, at), ...cpu(guest, at), ...nodes(guest, at)];
}

function platform(guest: Guest, at: Path): Problem[] {
  const { boot, features, sysinfo, uuid, clock, memory_backing, numatune } = guest;
  const problems: Problem[] = [];
  const lacks = (path: Path, kind: string, key: string) =>
    problems.push(problem('key-needed-by-kind', [...at, ...path], { kind, key }));
  const other = (path: Path, key: string, kind: string, kinds: string[]) =>
    problems.push(notAllowedFor([...at, ...path], key, kind, kinds));
  if (boot.nvram && boot.firmware === 'bios' && boot.loader === undefined)
    lacks(['boot', 'nvram'], 'nvram of a BIOS', 'loader');
  if (boot.firmware === 'uefi' && !features.acpi) lacks(['features', 'acpi'], 'uefi', 'acpi: true');
  if (typeof boot.nvram === 'object' && boot.nvram.template && boot.firmware === 'uefi' && boot.loader === undefined)
    lacks(['boot', 'nvram', 'template'], 'a template', 'boot.loader');
  const secure = secureBoot(guest) || (typeof boot.loader === 'object' && boot.loader.secure);
  if (secure && !(features.smm ?? secureBoot(guest))) lacks(['features', 'smm'], 'Secure Boot', 'smm: true');
  if (typeof features.smm === 'object' && !isQ35(guest.machine)) other(['features', 'smm'], 'tseg', 'pc', ['q35']);
  const given = typeof sysinfo === 'object' ? sysinfo.system?.uuid : undefined;
  if (given && given.toLowerCase() !== uuid.toLowerCase())
    problems.push(problem('sysinfo-uuid-other', [...at, 'sysinfo', 'system', 'uuid'], { uuid: given, own: uuid }));
  if (clock.offset === 'timezone' && !clock.timezone) lacks(['clock'], 'offset timezone', 'timezone');
  if (guest.on_crash === 'rename-restart') other(['on_crash'], 'rename-restart', 'QEMU', ['Xen']);
  const { rtc, pit } = clock.timers ?? {};
  for (const [name, timer, ticks] of [
    ['rtc', rtc, ['merge', 'discard']],
    ['pit', pit, ['merge']],
  ] as const)
    if (timer?.tickpolicy && (ticks as readonly string[]).includes(timer.tickpolicy))
      other(['clock', 'timers', name, 'tickpolicy'], `tickpolicy ${timer.tickpolicy}`, `the ${name} of QEMU`, ['Xen']);
  if (rtc?.track && ['boot', 'realtime'].includes(rtc.track))
    other(['clock', 'timers', 'rtc', 'track'], `track ${rtc.track}`, 'the rtc of QEMU', ['Xen']);
  if (memory_backing?.hugepages && memory_backing.allocation === 'ondemand')
    other(['memory_backing', 'allocation'], 'allocation ondemand', 'memory of huge pages', ['memory without']);
  if (numatune?.memory && numatune.memory.placement !== 'auto' && numatune.memory.nodeset === undefined)
    lacks(['numatune', 'memory'], 'memory of a fixed place', 'nodeset');
  if (numatune && Object.keys(numatune.memnode).length > 0 && guest.cpu.numa.length === 0)
    lacks(['numatune', 'memnode'], 'memnode', 'cpu.numa');
  const cells = guest.cpu.numa.length;
  for (const [path, { nodeset }] of asList(memory_backing?.hugepages, [...at, 'memory_backing', 'hugepages']))
    if (typeof nodeset === 'string' && parseCpuList(nodeset).some((node) => node >= cells))
      problems.push(
        problem('number-unfit', [...path, 'nodeset'], {
          key: 'nodeset',
          value: nodeset,
          kind: 'hugepages',
          wanted: 'nodes that are under cpu.numa, from 0',
        }),
      );
  return problems;
}

const hosts = ['host-passthrough', 'maximum'];

function cpu({ cpu: { mode, model, migratable, cache, features } }: Guest, at: Path): Problem[] {
  const path = [...at, 'cpu'];
  const { mode: how, level } = typeof cache === 'string' ? { mode: cache, level: undefined } : (cache ?? {});
  const said = `cache ${how}${level ? ` of level ${level}` : ''}`;
  const fits = how === undefined || (how === 'emulate' ? level === 3 : level === undefined);
  return [
    ...(migratable === undefined || hosts.includes(mode)
      ? []
      : [notAllowedFor([...path, 'migratable'], 'migratable', `mode ${mode}`, hosts)]),
    ...(how === 'passthrough' && !hosts.includes(mode)
      ? [notAllowedFor([...path, 'cache'], said, `mode ${mode}`, hosts)]
      : []),
    ...(fits
      ? []
      : [notAllowedFor([...path, 'cache'], said, 'QEMU', ['emulate with level: 3; passthrough and disable without'])]),
    ...(mode === 'default' && !model && Object.keys(features).length > 0
      ? [notAllowedFor([...path, 'features'], 'features', 'mode default', ['other modes'])]
      : []),
  ];
}

/** Each CPU of the guest is in one of its nodes. */
function nodes({ cpu: { numa }, vcpus, max_vcpus }: Guest, at: Path): Problem[] {
  const last = (max_vcpus ?? vcpus) - 1;
  const seen = new Map<number, number>();
  return numa.flatMap(({ cpus }, node) => {
    const path = [...at, 'cpu', 'numa', node, 'cpus'];
    const numbers = parseCpuList(cpus);
    const absent = numbers.find((number) => number > last);
    const twice = numbers.find((number) => seen.has(number));
    for (const number of numbers) if (!seen.has(number)) seen.set(number, node);
    if (absent !== undefined) return [problem('vcpu-absent', path, { number: String(absent), last })];
    return twice === undefined ? [] : [problem('vcpu-of-two-nodes', path, { number: twice, node: seen.get(twice)! })];
  });
}
