import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { parseCpuList } from '#src/profile/units.ts';
import { notAllowedFor } from '../../rules.ts';
import { problem } from './codes.ts';

export function checkCpu(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { type, cpu, vcpus, max_vcpus }]) => {
    const path: Path = ['vms', name];
    const problems: Problem[] = [];
    if (cpu.mode === 'custom' && !cpu.model) problems.push(problem('cpu-model-missing', [...path, 'cpu'], undefined));
    if (cpu.mode !== 'custom' && cpu.model)
      problems.push(problem('cpu-model-has-no-effect', [...path, 'cpu', 'model'], { mode: cpu.mode }));
    if (cpu.mode === 'host-passthrough' && type === 'qemu')
      problems.push(problem('cpu-mode-needs-kvm', [...path, 'cpu', 'mode'], undefined));
    const most = max_vcpus ?? vcpus;
    if (most < vcpus)
      problems.push(problem('maximum-below-initial', [...path, 'max_vcpus'], { key: 'vcpus', first: vcpus, most }));
    const { sockets, dies = 1, cores, threads } = cpu.topology ?? {};
    const counted = dies * (sockets ?? 1) * (cores ?? 1) * (threads ?? 1);
    const whole = sockets !== undefined && cores !== undefined && threads !== undefined;
    if (cpu.topology && (whole ? counted !== most : most % counted !== 0))
      problems.push(problem('topology-vcpus-mismatch', [...path, 'cpu', 'topology'], { counted, vcpus: most }));
    return problems;
  });
}

const hosts = ['host-passthrough', 'maximum'];

export function cpuTogether({ cpu: { mode, model, migratable, cache, features } }: Guest, at: Path): Problem[] {
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
      : [
          notAllowedFor([...path, 'cache'], said, 'QEMU', [
            'emulate with level: 3',
            'passthrough and disable without level',
          ]),
        ]),
    ...(mode === 'default' && !model && Object.keys(features).length > 0
      ? [notAllowedFor([...path, 'features'], 'features', 'mode default', ['other modes'])]
      : []),
  ];
}

/** Each CPU of the guest may be in only one node. */
export function cpusOfNodes({ cpu: { numa }, vcpus, max_vcpus }: Guest, at: Path): Problem[] {
  const last = (max_vcpus ?? vcpus) - 1;
  const seen = new Map<number, number>();
  return numa.flatMap(({ cpus }, node) => {
    const path = [...at, 'cpu', 'numa', node, 'cpus'];
    const numbers = parseCpuList(cpus);
    const absent = numbers.find((number) => number > last);
    const twice = numbers.find((number) => seen.has(number));
    for (const number of numbers) if (!seen.has(number)) seen.set(number, node);
    if (absent !== undefined) return [problem('vcpu-absent', path, { number: String(absent), last })];
    return twice === undefined ? [] : [problem('vcpu-in-two-nodes', path, { number: twice, node: seen.get(twice)! })];
  });
}
