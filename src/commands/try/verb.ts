import { InvalidArgumentError } from 'commander';
import type { TryFlags } from '../try.ts';
import { factsOption, type Verb } from '../verb.ts';

export const tryVerb: Verb = {
  name: 'try',
  description: 'Boot the result of a profile in a virtual machine, and report what of the profile took effect.',
  example: 'try profiles/home-assistant.yaml --media alpine-standard-3.23.0-x86_64.iso',
  define: (command, start) =>
    command
      .argument('<profile>', 'YAML file')
      .option(
        '--media <path>',
        'Alpine ISO file, or a folder with the same layout; without it, the matching medium is named',
      )
      .option(...factsOption)
      .option('--install', 'install to an empty disk and boot from it, instead of only booting from the medium')
      .option('--uefi', 'use UEFI instead of BIOS')
      .option('--offline', 'no network: only the packages on the medium')
      .option('--keep', 'keep the disks and a script that starts the virtual machine again')
      .option(
        '--timeout <seconds>',
        'time limit for the whole trial; an emulated installation needs ten minutes',
        seconds,
        1800,
      )
      .option('--out <dir>', 'folder for the report and the console log', 'out')
      .action((profile: string, flags: TryFlags) =>
        start(async (context) => (await import('../try.ts')).tryProfile(profile, flags, context)),
      ),
};

function seconds(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0)
    throw new InvalidArgumentError('Write a whole number of seconds, such as 900.');
  return number;
}
