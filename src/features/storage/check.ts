import { type Problem, problemAt } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';

export function check({ storage: { mounts } }: Host): Problem[] {
  return Object.keys(mounts).flatMap((folder) =>
    systemFolder.test(folder)
      ? [problemAt('mount-over-system', { path: ['storage', 'mounts', folder], key: true }, { folder })]
      : [],
  );
}

/** Mounting over these hides the system, or is undone by it at boot. */
const systemFolder = /^\/(bin|boot|dev|etc|lib|proc|run|sbin|sys|usr|root)(\/|$)/;
