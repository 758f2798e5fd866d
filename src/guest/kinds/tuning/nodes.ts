import type { Path, Problem } from '#src/findings/finding.ts';
import { claimsOf } from '#src/host/claims.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { functionAt } from '#src/machine/by-address.ts';
import type { Facts } from '#src/machine/schema.ts';
import { parseCpuList } from '#src/profile/units.ts';
import { problem } from './codes.ts';

/** Where a guest is kept, and by which key. */
interface Kept {
  what: 'CPUs' | 'memory';
  nodes: number[];
  path: Path;
}

/** Devices at a NUMA node to which their guest is not kept, though it is kept to others. */
export function checkNodes(host: Host): Problem[] {
  const { machine } = host;
  if (!machine) return [];
  const seen = new Set<string>();
  return claimsOf(host).flatMap(({ address, path, guest: name }) => {
    const node = functionAt(machine, address)?.numa_node ?? -1;
    if (name === undefined || node < 0) return [];
    return [cpusOf(host.vms[name]!, name, machine), memoryOf(host.vms[name]!, name)].flatMap((kept) => {
      if (!kept || kept.nodes.includes(node)) return [];
      // Several functions of a card are one device.
      const place = JSON.stringify([path, kept.what, node]);
      if (seen.has(place)) return [];
      seen.add(place);
      const processors = machine.numa?.find((each) => each.node === node)?.processors ?? undefined;
      const values = { device: address, node, what: kept.what, where: kept.nodes.join(', '), processors };
      const related = [{ path: kept.path, message: `its guest is kept to node ${values.where} here` }];
      return [problem('device-on-another-node', path, values, { related })];
    });
  });
}

/** The nodes of all CPUs that the guest can run on; undefined if it may run anywhere, or if a CPU's node is unknown. */
function cpusOf({ vcpus, max_vcpus, cpuset, cputune }: Guest, name: string, { numa }: Facts): Kept | undefined {
  const pins = cputune?.vcpupin ?? {};
  const lists = Array.from({ length: max_vcpus ?? vcpus }, (_, number) => pins[number] ?? cpuset);
  const nodes = new Set<number>();
  for (const list of lists) {
    if (list === undefined) return undefined;
    for (const cpu of parseCpuList(String(list))) {
      const at = numa?.find(({ processors }) => processors && parseCpuList(processors).includes(cpu));
      if (!at) return undefined;
      nodes.add(at.node);
    }
  }
  const path = ['vms', name, ...(Object.keys(pins).length > 0 ? ['cputune', 'vcpupin'] : ['cpuset'])];
  return { what: 'CPUs', nodes: [...nodes].sort((a, b) => a - b), path };
}

/** Other modes than strict may take memory of further nodes. */
function memoryOf({ numatune }: Guest, name: string): Kept | undefined {
  const { mode = 'strict', nodeset } = numatune?.memory ?? {};
  if (nodeset === undefined || mode !== 'strict') return undefined;
  return { what: 'memory', nodes: parseCpuList(String(nodeset)), path: ['vms', name, 'numatune', 'memory'] };
}
