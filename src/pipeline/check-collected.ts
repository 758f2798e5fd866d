import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { lacks } from '../target/packages.ts';
import { problemAt } from './codes.ts';
import type { Collection } from './collect.ts';

/** Rules over the contributions of all features together. */
export function checkCollected(host: Host, collection: Collection): Problem[] {
  return [
    ...lackingPackages(host, collection),
    ...refusedPackages(collection),
    ...(host.install.mode === 'diskless' ? diskless(host, collection) : []),
  ];
}

function lackingPackages({ alpine: { release } }: Host, { packages }: Collection): Problem[] {
  return packages
    .filter(({ value }) => lacks(release, value))
    .map(({ value, paths }) => problemAt('package-lacking', { path: paths[0] ?? [] }, { name: value, release }));
}

/** apk takes "!name" for a conflict, and solves nothing if something else needs that package. */
function refusedPackages({ packages }: Collection): Problem[] {
  return packages.flatMap(({ value, paths }) => {
    const name = /^!([^<>=~]+)$/.exec(value)?.[1];
    const needed = packages.find((each) => each.value === name || /^[^!<>=~]+/.exec(each.value)?.[0] === name);
    if (name === undefined || !needed) return [];
    const related = needed.paths[0] ? [{ path: needed.paths[0], message: `${name} is needed here` }] : [];
    return [problemAt('package-refused', { path: paths[0] ?? [] }, { name }, { related })];
  });
}

/** An overlay cannot change the medium's kernel command line or the drivers of its initramfs. */
function diskless(host: Host, { kernelOptions }: Collection): Problem[] {
  const [first] = kernelOptions;
  const options = kernelOptions.map(({ value }) => value).join(' ');
  const device = host.passthrough.devices[0];
  return [
    ...(first ? [problemAt('kernel-options-diskless', { path: first.paths[0] ?? [] }, { options })] : []),
    ...(device
      ? [problemAt('initramfs-driver-diskless', { path: ['passthrough', 'devices', 0] }, { device: nameOf(device) })]
      : []),
  ];
}

function nameOf(device: Host['passthrough']['devices'][number]): string {
  return typeof device === 'string' ? device : String(Object.values(device)[0] ?? '');
}
