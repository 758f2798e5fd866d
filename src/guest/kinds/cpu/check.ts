import type { Path, Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { problem } from './codes.ts';

export function checkCpu(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { type, cpu, vcpus, max_vcpus }]) => {
    const path: Path = ['vms', name];
    const problems: Problem[] = [];
    if (cpu.mode === 'custom' && !cpu.model) problems.push(problem('cpu-model-missing', [...path, 'cpu'], undefined));
    if (cpu.mode !== 'custom' && cpu.model)
      problems.push(problem('cpu-model-idle', [...path, 'cpu', 'model'], { mode: cpu.mode }));
    if (cpu.mode === 'host-passthrough' && type === 'qemu')
      problems.push(problem('cpu-mode-needs-kvm', [...path, 'cpu', 'mode'], undefined));
    const most = max_vcpus ?? vcpus;
    if (most < vcpus)
      problems.push(problem('most-below-first', [...path, 'max_vcpus'], { key: 'vcpus', first: vcpus, most }));
    const { sockets, dies = 1, cores, threads } = cpu.topology ?? {};
    const counted = dies * (sockets ?? 1) * (cores ?? 1) * (threads ?? 1);
    const whole = sockets !== undefined && cores !== undefined && threads !== undefined;
    if (cpu.topology && (whole ? counted !== most : most % counted !== 0))
      problems.push(problem('topology-of-other-count', [...path, 'cpu', 'topology'], { counted, vcpus: most }));
    return problems;
  });
}
