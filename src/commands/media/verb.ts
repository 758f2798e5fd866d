import { Argument, type Command } from 'commander';
import { type MediumKind, mediumKinds } from '../../medium/make/options.ts';
import type { MediaFlags } from '../media.ts';
import { bundleKeyOption, factsOption, lockOption, mirrorOption, type Verb } from '../verb.ts';

export const mediaVerb: Verb = {
  name: 'media',
  description: "Make one bootable medium for one or more hosts from Alpine's own ISO.",
  example: 'media iso profiles/home-assistant.yaml',
  define: (command, start) =>
    command
      .addArgument(
        new Argument(
          '<kind>',
          'iso: for CD, USB stick and virtual media; usb: for a USB stick that can be written to; both for BIOS and UEFI',
        ).choices(mediumKinds),
      )
      .argument('<profile...>', 'YAML files, or folders of them')
      .option('--media <file>', "Alpine's ISO file; without it, the one of the lock, or the newest, is downloaded")
      .option(...mirrorOption)
      .option(
        '--out <file>',
        'the new file; by default out/HOST.iso or .img, or out/mkapkovl.iso or .img for several hosts',
      )
      .option(
        '--bundle',
        'add all packages and images that the lock names, so that no network is needed; requires --bundle-key',
      )
      .option(...bundleKeyOption)
      .option(...factsOption)
      .option(...lockOption)
      .option('--encrypt', 'encrypt the overlays; the passphrase comes from MKAPKOVL_PASSPHRASE, a file, or a prompt')
      .option('--passphrase-file <file>', 'with --encrypt: file with the passphrase as its only line')
      .action((kind: MediumKind, profiles: string[], flags: MediaFlags, command: Command) => {
        if (flags.passphraseFile !== undefined && !flags.encrypt)
          command.error("error: option '--passphrase-file <file>' requires --encrypt");
        // With the key anyone can sign what the hosts install: it is in no place that the user did not choose.
        if (flags.bundle && flags.bundleKey === undefined)
          command.error("error: option '--bundle' requires --bundle-key <file>, which is made if there is none");
        return start(async (context) => (await import('../media.ts')).media(kind, profiles, flags, context));
      }),
};
