import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { runlevels } from '../../target/runlevels.ts';
import { knownServices } from '../../target/services.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';

/** OpenRC's rules: links are in a known runlevel and point to a script in /etc/init.d. */
export function lintServices(tree: Tree, host: Host): Problem[] {
  return [
    ...(tree.has('etc/.default_boot_services')
      ? []
      : [problemAt('default-services-missing', { path: ['alpine'] }, undefined)]),
    ...sortedEntries(tree).flatMap((entry) => [...runlevelLink(entry), ...service(entry, tree, host)]),
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

function localLinked(tree: Tree): Problem[] {
  const script = sortedEntries(tree).find(({ path }) => /^etc\/local\.d\/[^/]+\.(start|stop)$/.test(path));
  const linked = runlevels.some((level) => tree.has(`etc/runlevels/${level}/local`));
  return script && !linked
    ? [problemAt('local-service-not-enabled', at(script), undefined, { target: script.path })]
    : [];
}

/** OpenRC silently ignores a link to a missing script, so a typing error would go unnoticed. */
function service(entry: TreeEntry, tree: Tree, { packages }: Host): Problem[] {
  const [top, folder, , name, ...rest] = entry.path.split('/');
  const [from = []] = entry.origin.paths;
  const users = from[0] === 'services' || from[0] === 'overlays';
  if (
    `${top}/${folder}` !== 'etc/runlevels' ||
    entry.type !== 'link' ||
    name === undefined ||
    rest.length > 0 ||
    !users
  )
    return [];
  const target = { target: entry.path };
  const missing = missingScript(name, tree, packages);
  if (missing === undefined) return [];
  const where = { path: from, key: from[0] === 'services' };
  if (missing === name && name.includes('.'))
    return [problemAt('service-instance-missing', where, { name, script: name.slice(0, name.indexOf('.')) }, target)];
  const suggestion = closest(missing, Object.keys(knownServices));
  return [problemAt('service-unknown', where, { name: missing, suggestion }, target)];
}

/** The name of the script that is missing, after the links that the tree has. */
function missingScript(name: string, tree: Tree, packages: readonly string[], seen: string[] = []): string | undefined {
  const script = tree.get(`etc/init.d/${name}`);
  if (script?.type === 'link' && !seen.includes(name)) {
    const next = /^(?:\/etc\/init\.d\/|\.\/)?([^/]+)$/.exec(script.target)?.[1];
    return next === undefined ? undefined : missingScript(next, tree, packages, [...seen, name]);
  }
  const known = script?.type === 'file' || Object.hasOwn(knownServices, name);
  return known || packages.some((wanted) => wanted.startsWith(name)) ? undefined : name;
}
