import type { Verb } from '../verb.ts';

export const inspectVerb: Verb = {
  name: 'inspect',
  description: 'List the contents of an artifact, or print one entry; secrets stay hidden.',
  example: 'inspect out/home-assistant.apkovl.tar.gz etc/modules',
  define: (command, start) =>
    command
      .argument('<file>', 'overlay (also encrypted), answer file, manifest, or medium of mkapkovl media')
      .argument('[path]', 'entry of an overlay')
      .option('--passphrase-file <file>', 'file with the passphrase of an encrypted overlay')
      .action((file: string, entry: string | undefined, flags: { passphraseFile?: string }) =>
        start(async (context) => (await import('../inspect.ts')).inspect(file, entry, flags, context)),
      ),
};
