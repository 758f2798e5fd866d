import type { Problem } from '../../findings/finding.ts';
import { type Element, textOf } from '../../xml/element.ts';
import { parseDocument } from '../../xml/parse.ts';
import type { Imported, Leftover, Read } from '../imported.ts';
import { networkKind } from './network/kind.ts';
import { poolKind } from './pool/kind.ts';
import { readGuest } from './read.ts';
import { readSection } from './section/read.ts';

const defined: Readonly<Record<string, string>> = { domain: 'guest', network: 'network', pool: 'pool' };

/**
 * The guests, networks and pools of the definitions in a text. Of two of one kind that have one name, such as
 * virt-install prints for the first start and for later, the last is what stays.
 */
export function readDefinitions(text: string, file: string): Read {
  const document = parseDocument(text.replace(/^\uFEFF/, ' '), file);
  if ('problems' in document) return document;
  const all: Imported = { vms: {}, restOfProfile: {}, leftovers: [] };
  const problems: Problem[] = [];
  for (const [index, root] of document.roots.entries()) {
    const again = document.roots.slice(index + 1).some((other) => isOf(other, root));
    if (again) all.leftovers.push(earlier(root));
    const read = again ? undefined : readRoot(root, file, all);
    problems.push(...(read?.problems ?? []));
    if (read?.imported) add(all, read.imported);
  }
  return problems.length > 0 ? { problems } : { imported: all };
}

function readRoot(root: Element, file: string, { vms, libvirt = {} }: Imported): Read {
  if (root.name === 'network') return readSection(networkKind, root, file, Object.keys(libvirt.networks ?? {}));
  if (root.name === 'pool') return readSection(poolKind, root, file, Object.keys(libvirt.pools ?? {}));
  return readGuest(root, file, Object.keys(vms));
}

function add(all: Imported, { vms, libvirt, restOfProfile, leftovers }: Imported): void {
  all.vms = { ...all.vms, ...vms };
  Object.assign(all.restOfProfile, restOfProfile);
  all.leftovers.push(...leftovers);
  if (!libvirt) return;
  const { pools = {}, networks = {} } = all.libvirt ?? {};
  const both = { pools: { ...pools, ...libvirt.pools }, networks: { ...networks, ...libvirt.networks } };
  all.libvirt = Object.fromEntries(Object.entries(both).filter(([, named]) => Object.keys(named).length > 0));
}

const isOf = (other: Element, root: Element) =>
  Object.hasOwn(defined, root.name) && other.name === root.name && textOf(other, 'name') === textOf(root, 'name');

function earlier(root: Element): Leftover {
  const why = `a later definition of the same ${defined[root.name]} is used instead`;
  return { kind: 'changed', where: root.name, value: textOf(root, 'name') ?? '', why, offset: root.start };
}
