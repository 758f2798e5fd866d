import type { ImportFlags } from '../import.ts';
import type { Verb } from '../verb.ts';

export const importVerb: Verb = {
  name: 'import',
  description: 'Print the section for an existing guest, network or pool, and report what could not be imported.',
  example: 'import docs/examples/guest.xml --as-profile',
  define: (command, start) =>
    command
      .argument(
        '<file>',
        'XML (virsh dumpxml GUEST, net-dumpxml NETWORK, pool-dumpxml POOL) or a virt-install command line; - reads standard input',
      )
      .option('--as-profile', 'print a complete profile around the guest, with placeholders to fill in')
      .action((file: string, flags: ImportFlags) =>
        start(async (context) => (await import('../import.ts')).importGuest(file, flags, context)),
      ),
};
