import type { Problem } from '../../findings/finding.ts';
import { runlevels } from '../../target/runlevels.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';

/** OpenRC's rules: links are in a known runlevel and point to /etc/init.d, scripts are executable. */
export function lintServices(tree: Tree): Problem[] {
  return [
    ...(tree.has('etc/.default_boot_services')
      ? []
      : [problemAt('default-services-missing', { path: ['alpine'] }, undefined)]),
    ...sortedEntries(tree).flatMap((entry) => [...runlevelLink(entry), ...executable(entry)]),
    ...localLinked(tree),
  ];
}

const at = (entry: TreeEntry) => ({ path: entry.origin.paths[0] ?? [] });

function runlevelLink(entry: TreeEntry): Problem[] {
  if (!entry.path.startsWith('etc/runlevels/') || entry.type === 'directory') return [];
  const reason = wrongLink(entry);
  return reason
    ? [problemAt('runlevel-link-invalid', at(entry), { path: `/${entry.path}`, reason }, { target: entry.path })]
    : [];
}

function wrongLink(entry: TreeEntry): string | undefined {
  const [level = '', service, ...rest] = entry.path.split('/').slice(2);
  const known = (runlevels as readonly string[]).includes(level);
  if (service === undefined) return 'is in no runlevel, so it is ignored';
  if (!known) return `is in ${level}, which is not a runlevel of Alpine`;
  if (entry.type !== 'link' || rest.length > 0) return 'is not a symbolic link';
  const good = [`/etc/init.d/${service}`, `../../init.d/${service}`].includes(entry.target);
  return good ? undefined : `points to ${entry.target}`;
}

function executable(entry: TreeEntry): Problem[] {
  const script = /^etc\/(init\.d\/[^/]+|local\.d\/[^/]+\.(start|stop))$/.test(entry.path);
  if (!script || entry.type !== 'file' || (entry.mode & 0o111) === 0o111) return [];
  return [problemAt('script-not-executable', at(entry), { path: `/${entry.path}` }, { target: entry.path })];
}

function localLinked(tree: Tree): Problem[] {
  const script = sortedEntries(tree).find(({ path }) => /^etc\/local\.d\/[^/]+\.(start|stop)$/.test(path));
  const linked = runlevels.some((level) => tree.has(`etc/runlevels/${level}/local`));
  return script && !linked
    ? [problemAt('local-service-not-enabled', at(script), undefined, { target: script.path })]
    : [];
}
