import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isBase } from '../profile/load.ts';
import { compareBytes } from '../tree/entry.ts';

export interface Shard {
  /** From 1 to `total`. */
  index: number;
  total: number;
}

export interface Selected {
  /** Files, in their order. */
  profiles: string[];
  /** Those of the other shards. */
  elsewhere: string[];
  /** Profiles that only others extend; empty if there is nothing else. */
  bases: string[];
}

/**
 * The profiles that names on the command line mean: a folder stands for the profiles directly in it. Bases are left out
 * unless nothing else was named; a finding then says that there is no host. Files are counted for shards only then, so
 * that all runners count alike.
 */
export function selectProfiles(names: readonly string[], cwd: string, shard?: Shard): Selected {
  const files = withoutRepeats(names, cwd);
  const bases = files.map((file) => path.resolve(cwd, file)).filter((file) => isRegular(file) && isBase(file));
  const isHost = (file: string) => !bases.includes(path.resolve(cwd, file));
  const hosts = files.filter(isHost);
  const [wanted, left] = hosts.length === 0 ? [files, []] : [hosts, files.filter((file) => !isHost(file))];
  const isHere = (_: string, index: number) => !shard || index % shard.total === shard.index - 1;
  return {
    profiles: wanted.filter(isHere),
    elsewhere: wanted.filter((file, index) => !isHere(file, index)),
    bases: left,
  };
}

/** What a pipe holds can be read only once. */
function isRegular(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What is in a folder counts once, though it is named, too, or the folder is named twice. */
function withoutRepeats(names: readonly string[], cwd: string): string[] {
  const seen = new Set(names.map((name) => path.resolve(cwd, name)));
  return names.flatMap((name) =>
    filesIn(name, cwd).filter((file) => {
      const place = path.resolve(cwd, file);
      const first = file === name || !seen.has(place);
      seen.add(place);
      return first;
    }),
  );
}

/** A folder without profiles is returned itself, so that it is reported like a file that cannot be read. */
function filesIn(name: string, cwd: string): string[] {
  const folder = path.resolve(cwd, name);
  try {
    if (!statSync(folder).isDirectory()) return [name];
    const found = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => /^[^.].*\.ya?ml$/.test(entry.name) && !entry.isDirectory(),
    );
    return found.length === 0 ? [name] : found.map((entry) => path.join(name, entry.name)).sort(compareBytes);
  } catch {
    return [name];
  }
}
