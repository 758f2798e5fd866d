import type { Contribution, Feature } from '../features/feature.ts';
import type { Path } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import type { Runlevel } from '../target/runlevels.ts';
import { compareBytes } from '../tree/entry.ts';
import type { FileRequest } from '../tree/request.ts';

/** An item, with the features and profile paths that asked for it. */
export interface Collected<Value> {
  value: Value;
  features: string[];
  paths: Path[];
}

/** The union of all contributions. */
export interface Collection {
  packages: Collected<string>[];
  services: Collected<{ name: string; runlevel: Runlevel }>[];
  kernelOptions: Collected<string>[];
  modules: Collected<string>[];
  initramfsFeatures: Collected<string>[];
  initramfsModules: Collected<string>[];
  files: { feature: string; request: FileRequest }[];
}

/** Unites what the features contribute: sets sorted by byte value, kernel options and modules in order, no duplicates. */
export function collect(host: Host, features: readonly Feature[]): Collection {
  const all = features.map((feature) => ({ feature: feature.name, contribution: feature.contribute(host) }));

  const gather = <Item extends { paths: Path[] }, Value>(
    pick: (contribution: Contribution) => Item[] | undefined,
    what: (item: Item) => Value,
  ): Collected<Value>[] => {
    const found = new Map<string, Collected<Value>>();
    for (const { feature, contribution } of all) {
      for (const item of pick(contribution) ?? []) {
        const value = what(item);
        const known = found.get(JSON.stringify(value));
        if (!known) found.set(JSON.stringify(value), { value, features: [feature], paths: [...item.paths] });
        else {
          if (!known.features.includes(feature)) known.features.push(feature);
          known.paths.push(...item.paths);
        }
      }
    }
    return [...found.values()];
  };

  return {
    packages: sorted(
      gather(
        (c) => c.packages,
        (item) => item.name,
      ),
    ),
    services: sorted(
      gather(
        (c) => c.services,
        ({ name, runlevel }) => ({ name, runlevel }),
      ),
    ),
    // hugepages= belongs to the preceding hugepagesz=, so these keep their order and are not deduplicated.
    kernelOptions: all.flatMap(({ feature, contribution }) =>
      (contribution.kernelOptions ?? []).map(({ option, paths }) => ({ value: option, features: [feature], paths })),
    ),
    modules: gather(
      (c) => c.modules,
      (item) => item.module,
    ),
    initramfsFeatures: sorted(
      gather(
        (c) => c.initramfsFeatures,
        (item) => item.feature,
      ),
    ),
    initramfsModules: gather(
      (c) => c.initramfsModules,
      (item) => item.module,
    ),
    files: all.flatMap(({ feature, contribution }) =>
      (contribution.files ?? []).map((request) => ({ feature, request })),
    ),
  };
}

function sorted<Value>(items: Collected<Value>[]): Collected<Value>[] {
  const key = (value: Value) => (typeof value === 'string' ? value : Object.values(value as object).join(' '));
  return items.sort((a, b) => compareBytes(key(a.value), key(b.value)));
}
