import type { Host } from '../../host/host.ts';
import type { Contribution } from '../feature.ts';

export function contribute({ boot }: Host): Contribution {
  return {
    kernelOptions: boot.options.map((option, index) => ({ option, paths: [['boot', 'options', index]] })),
    modules: boot.modules.map((module, index) => ({ module, paths: [['boot', 'modules', index]] })),
  };
}
