import type { Downloads } from '../download/downloads.ts';
import { closestOnes } from '../findings/closest.ts';
import { type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import type { LockedPackage, PackageGroup } from '../lockfile/schema.ts';
import { packageOf } from '../pipeline/render.ts';
import { alpineKeys } from '../target/apk-keys.ts';
import { problemAt } from './codes.ts';
import type { Group } from './groups.ts';
import { type RepositoryIndex, readIndex } from './read-index.ts';
import { type Apk, type Solved, solve } from './run-apk.ts';

export interface LockedGroup {
  group?: PackageGroup;
  /** Keys of the group's indexes, with their contents. */
  keys: Record<string, string>;
  findings: Finding[];
}

/** The keys that the hosts have; none of theirs takes the place of Alpine's. */
export function trustedKeys({ hosts }: Group): Record<string, string> {
  return { ...Object.assign({}, ...hosts.map(({ keys }) => keys)), ...alpineKeys };
}

/** Locks what the hosts of one group install: indexes, names, and with apk the whole closure. */
export async function lockPackages(
  group: Group,
  apk: Apk & { named: boolean },
  downloads: Downloads,
): Promise<LockedGroup> {
  const trusted = trustedKeys(group);
  const read = await Promise.all(group.repositories.map(({ url }) => readIndex(url, group.arch, trusted, downloads)));
  const indexes = read.filter((index) => !('code' in index)) as RepositoryIndex[];
  const { places } = group.hosts[0]!;
  const findings = locate(
    [
      ...read.filter((index): index is Problem => 'code' in index),
      ...group.onTarget.map((repository) =>
        problemAt('lock-repository-on-target', { path: ['alpine', 'repositories'] }, { repository }),
      ),
    ],
    places,
  );
  const keys = Object.fromEntries(indexes.map(({ key }) => [key, trusted[key] as string]));
  if (!hasErrors(findings)) findings.push(...unknownNames(group, indexes));
  if (hasErrors(findings)) return { keys, findings };
  const solved = indexes.length === 0 ? { closure: {} } : await closureOf(group, indexes, keys, apk);
  if ('findings' in solved) return { keys, findings: [...findings, ...solved.findings] };
  const repositories = indexes.map(({ line, sha256, key }) => ({ url: line, sha256, key }));
  const { release, arch, world } = group;
  return { group: { release, arch, repositories, world, closure: solved.closure }, keys, findings };
}

/** Names that no index has; what a folder of the target has is unknown. */
function unknownNames(group: Group, indexes: readonly RepositoryIndex[]): Finding[] {
  if (group.onTarget.length > 0) return [];
  const all = indexes.flatMap(({ packages }) => packages);
  const names = [...new Set(all.map(({ name }) => name))];
  const known = new Set([...names, ...all.flatMap(({ provides }) => provides)]);
  return group.hosts.flatMap(({ packages, places, release }) => {
    const unknown = packages.filter(({ entry }) => !entry.startsWith('!') && !known.has(packageOf(entry)));
    const problems = unknown.map(({ entry, path }) => {
      const name = packageOf(entry);
      return problemAt('package-unknown', { path }, { name, release, near: nearOf(name, names) });
    });
    return locate(problems, places);
  });
}

/** Names that differ by a typing error, and those of which it is a part. */
function nearOf(name: string, names: readonly string[]): string[] {
  const parts = names.filter((each) => each.split(/[-_.]/).includes(name)).sort((a, b) => a.length - b.length);
  return [...new Set([...closestOnes(name, names, 3), ...parts])].slice(0, 4);
}

type Closure = { closure: PackageGroup['closure'] } | { findings: Finding[] };

/** The union of what the hosts need; each is solved alone, because one may refuse what another wants. */
async function closureOf(
  { hosts, arch }: Group,
  indexes: readonly RepositoryIndex[],
  keys: Record<string, string>,
  apk: Apk & { named: boolean },
): Promise<Closure> {
  const closure: Record<string, LockedPackage> = {};
  const solved = new Map<string, Solved>();
  for (const { packages, places } of hosts) {
    const world = packages.map(({ entry }) => entry);
    const known = solved.get(world.join(' '));
    if (known) continue;
    const result = await solve(world, arch, indexes, keys, apk);
    solved.set(world.join(' '), result);
    if ('failed' in result) {
      if (result.failed === 'no-program' && !apk.named) return { closure: null };
      return { findings: locate([failure(result, apk)], places) };
    }
    for (const { name, version } of result.packages) {
      const found = recordOf(name, version, indexes);
      if (!found) {
        const reason = `it chose ${name} ${version}, which no index has`;
        return { findings: locate([failure({ failed: 'other', reason }, apk)], nowhere) };
      }
      closure[name] = found;
    }
  }
  return { closure };
}

function failure({ failed, reason }: Extract<Solved, { failed: string }>, { program }: Apk): Problem {
  const where = { place: { file: '' } };
  if (failed === 'no-program') return problemAt('lock-no-apk', where, { program });
  if (failed === 'unsolvable') return problemAt('packages-unsolvable', { path: ['packages'] }, { reason });
  return problemAt('lock-apk-failed', where, { program, reason });
}

function recordOf(name: string, version: string, indexes: readonly RepositoryIndex[]): LockedPackage | undefined {
  for (const { line, packages } of indexes) {
    const found = packages.find((each) => each.name === name && each.version === version);
    if (found) return { version, checksum: found.checksum, size: found.size, repository: line };
  }
  return undefined;
}
