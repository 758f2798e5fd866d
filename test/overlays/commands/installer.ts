import { readFileSync } from 'node:fs';
import { ash } from '../../support/ash.ts';
import { folderWith } from '../../support/run.ts';
import { parsedScripts } from './programs.ts';
import type { Machine } from './tables/packaged.ts';

/** Packages that the installer adds to the live system of a machine: what its `apk add` names, and loader_packages. */
export function installerPackages({ firmware, loader, encrypted }: Machine): string[] {
  const install = parsedScripts().get('agent/etc/mkapkovl/agent/install.sh')!;
  const adding = install.calls.filter(({ words, within }) => words[0] === 'apk' && within === 'set_up_alpine');
  const named = adding
    .flatMap(({ words }) => words.slice(1))
    .filter((word) => /^[a-z0-9.-]+$/.test(word) && word !== 'add');
  return [...named.filter((word) => !word.startsWith('-')), ...loaderPackages(firmware, loader, encrypted)];
}

function loaderPackages(firmware: string, loader: string, encrypted: boolean): string[] {
  const preflight = readFileSync('overlays/agent/etc/mkapkovl/agent/preflight.sh', 'utf8');
  const cwd = folderWith({ 'preflight.sh': preflight });
  const said = ash(
    `. ./preflight.sh
    setting() { echo ${encrypted ? 'prompt' : 'none'}; }
    firmware=${firmware} loader=${loader}
    printf '%s\\0' $(loader_packages)`,
    cwd,
  );
  return said;
}
