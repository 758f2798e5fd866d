import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { knownServices } from '../../target/services.ts';
import { problemAt } from './codes.ts';

/** OpenRC silently ignores a link to a missing script, so a typing error would go unnoticed. */
export function check({ services, packages, overlays, files }: Host): Problem[] {
  return Object.keys(services).flatMap((name) => {
    const brought =
      packages.some((wanted) => wanted.startsWith(name)) || files[`/etc/init.d/${name}`] || overlays.length > 0;
    if (Object.hasOwn(knownServices, name) || brought) return [];
    const suggestion = closest(name, Object.keys(knownServices));
    return [problemAt('service-unknown', { path: ['services', name], key: true }, { name, suggestion })];
  });
}
