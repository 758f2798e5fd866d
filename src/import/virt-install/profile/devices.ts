import type { Path } from '#src/findings/finding.ts';
import { kinds } from '../../xml/device-kinds.ts';
import type { Building } from '../building.ts';
import { changed, type Mark } from '../marked.ts';
import type { Node } from '../tree.ts';
import { carry, complete, keepRest, keepVerbatim, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { quirksByElement } from './quirks-by-element.ts';
import type { Storage } from './storage.ts';

const lines = ['serial', 'parallel', 'console', 'channel'];

/** All devices in the order of the command; character devices come last, by kind. */
export function devices(domain: Node, draft: Draft, storage: Storage, building: Building): void {
  const all = (domain.find('devices')?.children ?? []).filter(({ name }) => name !== 'emulator');
  const others = all.filter(({ name }) => !lines.includes(name));
  const counts = new Map<string, number>();
  for (const node of [...others, ...lines.flatMap((name) => all.filter((each) => each.name === name))]) {
    const index = counts.get(node.name) ?? 0;
    if (device(node, index, draft, storage)) counts.set(node.name, index + 1);
  }
  emulator(domain, draft);
  for (const kind of building.without) disableDefault(kind, draft, domain.mark);
}

/** Imports one device as keys, or as XML if there are no keys for it; whether it has keys. */
function device(node: Node, index: number, draft: Draft, storage: Storage): boolean {
  const kind = kinds[node.name];
  if (!kind) {
    keepVerbatim(node, draft, ['xml', 'devices']);
    return false;
  }
  const {
    asXml,
    named,
    defaults,
    redundant = {},
    generated,
    before,
    after,
    shorten,
  } = quirksByElement[node.name] ?? {};
  if (asXml?.(node, draft)) return false;
  if (kind.single && index > 0) {
    draft.leftovers.push(changed(node.mark, `a guest can have only one ${node.name}; the last one is used`));
    draft.remove([kind.key]);
  }
  const base: Path = kind.single ? [kind.key] : [kind.key, index];
  draft.set(base, {}, named ? undefined : node.mark);
  if (defaults) complete(node, defaults(node));
  for (const [at, value] of Object.entries(redundant)) if (node.get(at)?.value === value) take(node, at);
  before?.(node, draft, base, storage);
  carry(node, kind.reader.keys, draft, base);
  after?.(node, draft, base);
  keepRest(node, draft, kind.acceptsXml ? [...base, 'xml'] : undefined, generated);
  shorten?.(draft, base, node);
  return true;
}

/** The guest always uses Alpine's QEMU. */
function emulator(domain: Node, draft: Draft): void {
  const given = take(domain, 'devices/emulator');
  if (given && !/^\/usr\/bin\/(qemu-system-x86_64|qemu-kvm|kvm)$|^\/usr\/libexec\/qemu-kvm$/.test(given.value))
    draft.leftovers.push(changed(given.mark, "Alpine's QEMU is /usr/bin/qemu-system-x86_64, and the guest uses that"));
}

/** Disables a default device for `none`; graphics and a TPM are no defaults. */
function disableDefault(kind: string, draft: Draft, mark: Mark): void {
  if (kind === 'redirdev') draft.set(['redirdevs'], 0, mark);
  else if (['sound', 'rng', 'console', 'channel'].includes(kind) && draft.get([kind]) === undefined)
    draft.set([kind], 'none', mark);
}
