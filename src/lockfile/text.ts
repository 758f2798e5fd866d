import type { Lock, PackageGroup } from './schema.ts';

/**
 * A lock as text: sorted, with each medium, image and package on a line of its own, so that a diff shows what changed and
 * two branches seldom clash.
 */
export function lockText(lock: Lock): string {
  return `${textOf(inOrder(lock), '')}\n`;
}

function inOrder({ schema, hosts, media, images, packages, keys }: Lock): Lock {
  const groups = packages.map(({ release, arch, repositories, world, closure }) => ({
    ...{ release, arch, repositories, world },
    closure: closure && byName(closure),
  }));
  return {
    schema,
    ...{ hosts: byName(hosts), media: byName(media), images: byName(images) },
    packages: groups.sort((a, b) => (groupName(a) < groupName(b) ? -1 : 1)),
    keys: byName(keys),
  };
}

/** Hosts share what is locked of packages if this is equal. */
export function groupName({
  release,
  arch,
  repositories,
}: Pick<PackageGroup, 'release' | 'arch'> & { repositories: { url: string }[] }): string {
  return [release, arch, ...repositories.map(({ url }) => url)].join(' ');
}

function byName<Value>(map: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textOf(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => textOf(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${JSON.stringify(name)}: ${textOf(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  if (isLine(value)) return `${open} ${parts.join(', ')} ${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** An object of plain values names one thing; a map of keys has one on each line. */
function isLine(value: object): boolean {
  if (Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item !== 'object' && !String(item).includes('\n'));
}
