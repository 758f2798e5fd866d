import { Option } from 'commander';
import type { LockFlags } from '../lock.ts';
import { factsOption, mirrorOption, type Verb } from '../verb.ts';

export const lockVerb: Verb = {
  name: 'lock',
  description:
    "Write down what profiles take from the network: Alpine's ISO, images, packages, keys, with their digests.",
  example: 'lock profiles/home-assistant.yaml',
  define: (command, start) =>
    command
      .argument('<profile...>', 'YAML files, or folders of them')
      .option('--out <file>', 'the lock file; by default mkapkovl.lock.json next to the profiles')
      .addOption(new Option('--lock <file>', 'the same as --out, as build and media name it').conflicts('out'))
      .option('--check', 'write nothing and ask no server: report what in the lock is stale')
      .option('--update [name...]', 'take again what is locked: all, or media, images, packages, an ISO, an image')
      .option('--apk <program>', 'the program that finds out what packages need; by default apk on PATH')
      .option('--packages', 'fail if there is no such program, in place of a warning')
      .option(...mirrorOption)
      .option(...factsOption)
      .action((profiles: string[], { lock, ...flags }: LockFlags & { lock?: string }) =>
        start(async (context) =>
          (await import('../lock.ts')).lock(profiles, lock === undefined ? flags : { ...flags, out: lock }, context),
        ),
      ),
};
