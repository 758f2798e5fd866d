import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { runlevels } from '../../target/runlevels.ts';
import { mayBring, packagesWith, serviceNames } from '../../target/services.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';
import { at, packagesIn } from './entries.ts';

/** OpenRC's rules: links are in a known runlevel and point to a script in /etc/init.d. */
export function lintServices(tree: Tree, host: Host): Problem[] {
  const installed = packagesIn(tree);
  return [
    ...(tree.has('etc/.default_boot_services')
      ? []
      : [problemAt('default-services-missing', { path: ['alpine'] }, undefined)]),
    ...sortedEntries(tree).flatMap((entry) => [
      ...runlevelLink(entry),
      ...service(entry, tree, host.packages, installed),
    ]),
    ...localLinked(tree),
  ];
}

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
  return good ? undefined : `points to ${entry.target}, not to /etc/init.d/${service}`;
}

function localLinked(tree: Tree): Problem[] {
  const script = sortedEntries(tree).find(({ path }) => /^etc\/local\.d\/[^/]+\.(start|stop)$/.test(path));
  const linked = runlevels.some((level) => tree.has(`etc/runlevels/${level}/local`));
  return script && !linked
    ? [problemAt('local-service-not-enabled', at(script), undefined, { target: script.path })]
    : [];
}

/** OpenRC silently ignores a link to a missing script, so a typing error would go unnoticed. */
function service(entry: TreeEntry, tree: Tree, packages: readonly string[], installed: readonly string[]): Problem[] {
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
  const missing = missingScript(name, tree);
  if (missing === undefined) return [];
  // systemd's name of a service.
  const plain = /^(.+)\.service$/.exec(name)?.[1];
  if (plain !== undefined && missing === name) {
    const suggestion = serviceNames.includes(plain) ? plain : closest(plain, serviceNames);
    return [problemAt('service-unknown', { path: from, key: from[0] === 'services' }, { name, suggestion }, target)];
  }
  // Some scripts have a dot in their name, such as rpc.statd.
  const instance = missing === name && name.includes('.') && !serviceNames.includes(name);
  const brought = packages.some((each) => (instance ? each.startsWith(missing) : mayBring(each, missing)));
  const where = { path: from, key: from[0] === 'services' };
  if (instance && !brought)
    return [problemAt('service-instance-missing', where, { name, script: name.slice(0, name.indexOf('.')) }, target)];
  const needed = packagesWith(missing);
  if (brought || needed?.length === 0 || installed.some((each) => needed?.includes(each))) return [];
  return needed
    ? [
        problemAt(
          'service-without-package',
          where,
          { name: missing, packages: needed.slice(0, 3).join(' or ') },
          target,
        ),
      ]
    : [
        problemAt(
          'service-unknown',
          where,
          { name: missing, link: missing === name ? undefined : name, suggestion: closest(missing, serviceNames) },
          target,
        ),
      ];
}

/** The name of the script that has to come from a package, after the links that the tree has; undefined for none. */
function missingScript(name: string, tree: Tree, seen: string[] = []): string | undefined {
  const script = tree.get(`etc/init.d/${name}`);
  if (script?.type === 'link' && !seen.includes(name)) {
    const next = /^(?:\/etc\/init\.d\/|\.\/)?([^/]+)$/.exec(script.target)?.[1];
    return next === undefined ? undefined : missingScript(next, tree, [...seen, name]);
  }
  return script?.type === 'file' ? undefined : name;
}
