import { beforeAll } from 'vitest';
import type { Answer, Pair, PrivateLibvirt } from './libvirt.ts';

/** What libvirt refuses to who is not root: libvirt's test driver reads these, which fills in fewer defaults. */
export const asRoot = new Set(['shared-folders']);

/**
 * What libvirt says to the pair of each case. All are compared before the first test, by one program, which takes longer
 * to start than to compare. A case whose pair cannot be made fails by itself.
 */
export function compared(
  libvirt: PrivateLibvirt,
  cases: readonly string[],
  pairOf: (name: string) => Promise<Pair>,
  ...flags: string[]
): (name: string) => Answer {
  const answers = new Map<string, Answer>();
  const faults = new Map<string, unknown>();
  beforeAll(async () => {
    const pairs = new Map<string, Pair>();
    for (const name of cases) {
      const pair = await pairOf(name).catch((fault) => void faults.set(name, fault));
      if (pair) pairs.set(name, pair);
    }
    const ask = (names: string[], uri: string, ...more: string[]) => {
      const said =
        names.length > 0
          ? libvirt.compareDomains(
              names.map((name) => pairs.get(name)!),
              uri,
              ...more,
            )
          : [];
      for (const [index, name] of names.entries()) answers.set(name, said[index]!);
    };
    const names = [...pairs.keys()];
    ask(
      names.filter((name) => !asRoot.has(name)),
      libvirt.uri,
      ...flags,
    );
    ask(
      names.filter((name) => asRoot.has(name)),
      'test:///default',
    );
  }, 300_000);
  return (name) => {
    if (faults.has(name)) throw faults.get(name);
    return answers.get(name)!;
  };
}
