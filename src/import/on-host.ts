import type { Imported } from './imported.ts';
import { merged } from './merged.ts';
import { yamlText } from './print.ts';
import { bridgesOf } from './rest-of-profile/bridges.ts';
import { hostAround, type Section } from './rest-of-profile/host.ts';
import { folderOf, inPools } from './rest-of-profile/volumes.ts';

/** What a host's own definitions become in a profile of the same host. */
export interface OnHost {
  /** Bridges of the host that its guests are connected to. */
  bridges: string[];
  /** Whether a guest has a PCI device of the host. */
  passthrough: boolean;
  /** The sections tuning, passthrough, libvirt and vms, as YAML. */
  text: string;
}

type Named = Record<string, Section>;

/** The rest of the host is known from its facts, so only what concerns libvirt is printed. */
export function sectionsOnHost(imported: Imported): OnHost {
  const { libvirt = {}, restOfProfile } = imported;
  const vms = isUsual(libvirt.pools?.default) ? inPools(imported.vms) : imported.vms;
  const around = merged(hostAround(vms), restOfProfile);
  const sections: Section = {
    ...(around.tuning ? { tuning: around.tuning } : {}),
    ...(around.passthrough ? { passthrough: around.passthrough } : {}),
    libvirt: withDefinitions(around.libvirt as Record<string, Named>, libvirt as Record<string, Named>),
    ...(Object.keys(vms).length > 0 ? { vms } : {}),
  };
  const bridges = Object.entries(bridgesOf(vms)).flatMap(([name, value]) =>
    Object.hasOwn(value as object, 'bridge') ? [name] : [],
  );
  return { bridges, passthrough: sections.passthrough !== undefined, text: yamlText(sections) };
}

/** What the host defines is in the place of what its guests let one guess; a network also by the name of its bridge. */
function withDefinitions(guessed: Record<string, Named>, defined: Record<string, Named>): Record<string, Named> {
  const all = { ...guessed };
  for (const [kind, named] of Object.entries(defined)) {
    const bridges = new Set(Object.values(named).map(({ bridge }) => bridge));
    const others = Object.entries(guessed[kind] ?? {}).filter(
      ([, { bridge }]) => bridge === undefined || !bridges.has(bridge),
    );
    all[kind] = { ...Object.fromEntries(others), ...named };
  }
  return all;
}

/** Whether files in libvirt's usual folder are volumes of the pool `default`. */
const isUsual = (pool: Section | undefined): boolean =>
  pool === undefined || pool.path === undefined || pool.path === folderOf('default');
