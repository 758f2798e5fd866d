import { printable } from '../../findings/excerpt.ts';
import type { BuiltHost } from '../../pipeline/build.ts';
import { shellWord } from '../shell-word.ts';

/** What to do with what was built, after what to know of each host. */
export function nextSteps(
  hosts: readonly Pick<BuiltHost, 'overlay'>[],
  profiles: readonly string[],
  notes: readonly string[] = [],
): string {
  const overlay = hosts.length === 1 ? shellWord(hosts[0]!.overlay) : 'HOST.apkovl.tar.gz';
  const lines = [
    ...notes.map((note) => `Note: ${printable(note)}`),
    'Next, one of these:',
    `  mkapkovl media iso ${profiles.map(shellWord).join(' ')}   (makes a file that starts machines and has the overlay)`,
    `  copy ${overlay} to the top of a stick with Alpine, and start the machine from it`,
    `  on a host that runs already: mkapkovl-host apply ${overlay}`,
  ];
  return `${lines.join('\n')}\n`;
}
