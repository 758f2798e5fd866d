import type { Guest } from '#src/host/guest.ts';
import { parseSize } from '#src/profile/units.ts';
import { attributes, onOff } from '../../attributes.ts';

/** Template values of the CPUs: their number, model, features and topology. */
export function cpuView({ cpu, vcpus, max_vcpus, cpuset, xml }: Guest): object {
  const { mode, match, check, migratable, model, fallback, cache, features, numa } = cpu;
  const view = {
    attributes: { mode: mode === 'default' ? undefined : mode, match, check, migratable: onOff(migratable) },
    model: model && { name: model, attributes: { fallback } },
    topology: cpu.topology && topologyView(cpu.topology, max_vcpus ?? vcpus),
    cache: cache && (typeof cache === 'string' ? { mode: cache } : attributes({ ...cache })),
    features: Object.entries(features).map(([name, policy]) => ({ policy, name })),
    numa: numa.map(({ cpus, memory, access }, id) => ({
      id,
      cpus,
      memory: Math.ceil(parseSize(memory) / 1024),
      unit: 'KiB',
      memAccess: access,
    })),
  };
  const inner = [view.model, view.topology, view.cache, xml.cpu, view.features.length, numa.length].some(Boolean);
  return {
    ...view,
    inner,
    vcpus: max_vcpus ?? vcpus,
    vcpuAttributes: { cpuset, current: max_vcpus === undefined ? undefined : vcpus },
  };
}

/**
 * As virt-install counts (virtinst/domain/cpu.py, set_defaults_from_vcpus): cores are preferred over sockets and
 * threads.
 */
function topologyView(given: NonNullable<Guest['cpu']['topology']>, vcpus: number): object {
  const { sockets = 1, dies = 1, cores = 1, threads = 1 } = given;
  const counted = { sockets, dies, cores, threads };
  const rest = () =>
    Math.max(1, Math.floor(vcpus / (counted.sockets * counted.dies * counted.cores * counted.threads)));
  for (const key of ['cores', 'sockets', 'threads'] as const) if (given[key] === undefined) counted[key] = rest();
  return counted;
}
