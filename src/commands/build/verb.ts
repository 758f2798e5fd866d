import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BuildFlags } from '../build.ts';
import { shardOption } from '../shard.ts';
import { bundleKeyOption, factsOption, lockOption, type Verb } from '../verb.ts';

export const buildVerb: Verb = {
  name: 'build',
  description: 'Build the overlay, answer file and manifest of each profile; if one fails, write none.',
  example: 'build profiles/home-assistant.yaml',
  define: (command, start) =>
    command
      .argument('<profile...>', 'YAML files, or folders of them')
      .option('--out <dir>', 'folder for the artifacts', 'out')
      .option(...factsOption)
      .option(...lockOption)
      .option('--encrypt', 'encrypt the overlay; the passphrase comes from MKAPKOVL_PASSPHRASE, a file, or a prompt')
      .option('--passphrase-file <file>', 'with --encrypt: file with the passphrase as its only line')
      .option('--sign <key>', 'sign the overlay with this SSH key: its private file, or its .pub file with an agent')
      .addOption(
        new Option('--serial <n>', "with --sign: serial number of the overlay, instead of the profile's").argParser(
          serial,
        ),
      )
      .option(...bundleKeyOption)
      .option('--dry-run', 'only list what would be written; read no secrets')
      .addOption(shardOption('build'))
      .action((profiles: string[], flags: BuildFlags, command: Command) => {
        // Otherwise the overlay would be written unencrypted, contrary to what the option suggests.
        if (flags.passphraseFile !== undefined && !flags.encrypt) {
          command.error("error: option '--passphrase-file <file>' requires --encrypt");
        }
        // It would be in an overlay that no signature vouches for.
        if (flags.serial !== undefined && flags.sign === undefined) {
          command.error("error: option '--serial <n>' requires --sign");
        }
        return start(async (context) => (await import('../build.ts')).build(profiles, flags, context));
      }),
};

function serial(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999999999999.');
  return Number(text);
}
