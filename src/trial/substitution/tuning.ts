import type { Host } from '../../host/host.ts';
import { parseCpuList } from '../../profile/units.ts';
import type { Substitution } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

const features = ['tuning', 'collected'];

/** Removes huge pages and processors that the virtual machine does not have. */
export function tuning(host: Host, { cpus, hugepages }: Situation): Changed {
  const { isolate_cpus, ...rest } = host.tuning;
  const substitutions: Substitution[] = [];
  let pages = rest.hugepages;
  if (pages.length > 0 && !hugepages) {
    const why = 'this machine does not have enough free memory';
    const words = pages.map(({ size, count }) => `${count} of ${size}`);
    substitutions.push(substitution(['tuning', 'hugepages'], words, undefined, why, ...features));
    pages = [];
  }
  let isolated = isolate_cpus;
  const list = isolated ? parseCpuList(isolated) : [];
  if (list.some((cpu) => cpu >= cpus) || list.length >= cpus) {
    const why = `the virtual machine has ${cpus} processors`;
    substitutions.push(substitution(['tuning', 'isolate_cpus'], isolated, undefined, why, ...features));
    isolated = undefined;
  }
  const changed = { ...rest, hugepages: pages, ...(isolated ? { isolate_cpus: isolated } : {}) };
  return { host: { ...host, tuning: changed }, substitutions, untested: [] };
}
