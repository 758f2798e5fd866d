import { InvalidArgumentError } from 'commander';
import type { TryFlags } from '../try.ts';
import { factsOption, type Verb } from '../verb.ts';

export const tryVerb: Verb = {
  name: 'try',
  description: 'Boot what a profile builds in a virtual machine, and say which of its promises held there.',
  example: 'try profiles/home-assistant.yaml --media alpine-standard-3.23.0-x86_64.iso',
  define: (command, start) =>
    command
      .argument('<profile>', 'YAML file')
      .option(
        '--media <path>',
        "Alpine's ISO file, or a folder laid out like one; without it, the one that fits is named",
      )
      .option(...factsOption)
      .option('--install', 'install to an empty disk and start from it, instead of only starting from the medium')
      .option('--uefi', 'with UEFI instead of a BIOS')
      .option('--offline', 'without network: packages are those that the medium has')
      .option('--keep', 'keep the disks, and a script that starts the machine again')
      .option('--timeout <seconds>', 'for all of it; an emulated installation takes ten minutes', seconds, 1800)
      .option('--out <dir>', 'folder for the record of the times and the log of the console', 'out')
      .action((profile: string, flags: TryFlags) =>
        start(async (context) => (await import('../try.ts')).tryProfile(profile, flags, context)),
      ),
};

function seconds(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0) throw new InvalidArgumentError('Write whole seconds, such as 900.');
  return number;
}
