import { parse } from 'yaml';
import * as z from 'zod';
import type { Downloads } from '../download/downloads.ts';
import type { Problem } from '../findings/finding.ts';
import type { LockedMedium } from '../lockfile/schema.ts';
import { problemAt } from './codes.ts';

export interface WantedMedium {
  release: string;
  arch: string;
  kernel: string;
  mirror: string;
}

/** For each release Alpine provides a medium per kernel flavour (aports, scripts/mkimg.standard.sh and mkimg.virt.sh). */
const flavourOf = ({ kernel }: Pick<WantedMedium, 'kernel'>) => (kernel === 'virt' ? 'virt' : 'standard');

/** The name of a medium in a lock: that of the ISO without the point release. */
export function mediumName(wanted: Pick<WantedMedium, 'release' | 'arch' | 'kernel'>): string {
  return `alpine-${flavourOf(wanted)}-${wanted.release}-${wanted.arch}`;
}

const listed = z.array(
  z.object({
    flavor: z.string(),
    version: z.string(),
    iso: z.string().optional(),
    file: z.string().optional(),
    size: z.int().nonnegative().optional(),
    sha256: z.string().optional(),
  }),
);

/** Bytes that such texts may have, far above what Alpine's have. */
const most = 2 ** 20;

/**
 * The newest point release of a medium, as the mirror's latest-releases.yaml says, with the digest of the .sha256 file
 * next to the ISO. Both are of the same server, and neither is signed: only the mirror vouches for them.
 */
export async function newestMedium(wanted: WantedMedium, downloads: Downloads): Promise<LockedMedium | Problem> {
  const { release, arch, mirror } = wanted;
  const folder = `${mirror.replace(/\/+$/, '')}/v${release}/releases/${arch}`;
  const list = `${folder}/latest-releases.yaml`;
  const text = await downloads.bytes(list, most);
  if ('code' in text) return text;
  const refused = (reason: string) =>
    problemAt('mirror-without-medium', { place: { file: '' } }, { url: list, name: mediumName(wanted), reason });
  const entry = entryOf(text.toString('utf8'), flavourOf(wanted));
  if (!entry) return refused('it lists none');
  const name = entry.iso ?? entry.file ?? '';
  const version = nameOf(wanted).exec(name)?.[1];
  if (version === undefined) return refused(`it lists ${JSON.stringify(name.slice(0, 80))}`);
  const published = await downloads.bytes(`${folder}/${name}.sha256`, most);
  if ('code' in published) return published;
  const [, sha256] = /^([0-9a-f]{64})\s/.exec(published.toString('utf8')) ?? [];
  if (sha256 === undefined) return refused(`${name}.sha256 contains no digest`);
  if (entry.sha256 !== undefined && entry.sha256 !== sha256)
    return refused(`its digest of ${name} is not that of ${name}.sha256`);
  const size = entry.size ?? (await downloads.size(`${folder}/${name}`));
  return { version, url: `${folder}/${name}`, size, sha256 };
}

function entryOf(text: string, flavour: string) {
  try {
    const { data } = listed.safeParse(parse(text));
    return data?.find(({ flavor }) => flavor === `alpine-${flavour}`);
  } catch {
    return undefined;
  }
}

/** Only a plain name of the release: the mirror says it, and it becomes part of an address. */
function nameOf(wanted: WantedMedium): RegExp {
  const release = wanted.release.replaceAll('.', '\\.');
  return new RegExp(`^alpine-${flavourOf(wanted)}-(${release}\\.\\d+)-${wanted.arch}\\.iso$`);
}
