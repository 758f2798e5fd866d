import type { Host } from '../../host/host.ts';
import type { Contribution } from '../feature.ts';

export function contribute({ services }: Host): Contribution {
  return {
    services: Object.entries(services).map(([name, runlevel]) => ({ name, runlevel, paths: [['services', name]] })),
  };
}
