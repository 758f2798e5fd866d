import { erasing, identity } from '../../features/summary/words.ts';
import { printable } from '../../findings/excerpt.ts';
import type { Description } from '../../medium/make/description.ts';
import { bundleText, networkText } from './bundle-text.ts';

/** A medium for people: Alpine's release, then for each host its machine, disk, guests and overlay. */
export function mediumText({ tool, alpine, encrypted, bundle, images, hosts }: Description): string {
  const lines = [
    `Medium of mkapkovl ${tool}: Alpine ${alpine.version} for ${alpine.arch}, overlays ${encrypted ? 'encrypted' : 'not encrypted'}`,
    bundle ? `bundle: ${bundleText(bundle)}` : `network: ${networkText(images)}`,
    ...hosts.flatMap(({ hostname, build_id, release, mode, match, disk, guests, overlay }) => [
      `${hostname}: Alpine ${release}, mode ${mode}`,
      `  machine: ${listed(match) || (hosts.length > 1 ? 'only by its boot entry' : 'any')}`,
      `  disk:    ${disk ? diskText(disk) : 'none'}`,
      `  guests:  ${guests.join(', ') || 'none'}`,
      `  overlay: ${overlay.size} bytes, sha256 ${overlay.sha256}, build ${build_id}`,
    ]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** The disk of an installation, and what may happen to what is on it. */
export function diskText({ wipe, ...disk }: NonNullable<Description['hosts'][number]['disk']>): string {
  const erased =
    wipe === undefined ? '; this medium does not say whether it may be erased' : `, ${erasing({ ...disk, wipe })}`;
  return `${identity(disk)}${erased}`;
}

const listed = (values: Record<string, string | undefined>) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
