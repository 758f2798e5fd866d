import type { Host } from '../../host/host.ts';
import type { Contribution } from '../feature.ts';

export function contribute({ packages }: Host): Contribution {
  return { packages: packages.map((name, index) => ({ name, paths: [['packages', index]] })) };
}
