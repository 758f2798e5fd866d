import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Picked } from '../machine/report/pick.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { parseSelector, selectorForms } from './devices/selector.ts';
import { inspect } from './inspect.ts';
import { probe } from './probe.ts';
import { schema } from './schema.ts';
import type { Context, Environment, Streams } from './streams.ts';

/**
 * Runs the program as the command line says. Resolves to the exit status: 0, 1 (errors of the profile), 2 (wrong usage),
 * 3 (errors of the surroundings) or 70 (a bug).
 */
export async function run(
  argv: readonly string[],
  streams: Streams,
  environment: Environment,
  cwd = process.cwd(),
): Promise<number> {
  let status = 0;
  const program = describe(streams, async (command) => {
    const flags = program.opts<{ format: Context['format']; quiet: boolean }>();
    status = await command({ streams, environment, cwd, version: packageJson.version, ...flags });
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    if ((thrown as NodeJS.ErrnoException).code === 'EPIPE') return 141;
    const detail = environment.MKAPKOVL_DEBUG ? `\n${(thrown as Error).stack}` : '';
    streams.stderr.write(
      `internal-error: ${(thrown as Error).message}\nThis is a bug in mkapkovl ${packageJson.version}; please report it with the profile. MKAPKOVL_DEBUG=1 shows where it happened.${detail}\n`,
    );
    return 70;
  }
}

type Start = (command: (context: Context) => Promise<number> | number) => Promise<void>;

function describe(streams: Streams, start: Start): Command {
  const program = new Command('mkapkovl')
    .description('Renders an Alpine apkovl overlay, answer file and manifest from one YAML profile.')
    .version(packageJson.version)
    .addOption(new Option('--format <form>', 'how results are printed').choices(['text', 'json']).default('text'))
    .option('--quiet', 'errors and results only', false)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    });
  const verb = (name: string, description: string, example: string) =>
    program
      .command(name)
      .description(description)
      .addHelpText('after', `\nExample:\n  $ mkapkovl ${example}`)
      .exitOverride();

  verb('check', 'Say what is wrong with profiles; write nothing.', 'check profiles/home-assistant.yaml')
    .argument('<profile...>', 'YAML files')
    .option('--facts <file>', 'facts about the machine, instead of those that the profile names')
    .option('--lock <file>', 'digests of what the network provides')
    .action((profiles, flags) => start(async (context) => check(profiles, flags, context)));

  verb(
    'build',
    'Build overlay, answer file and manifest of each profile: all or none.',
    'build profiles/home-assistant.yaml',
  )
    .argument('<profile...>', 'YAML files')
    .option('--out <dir>', 'folder for the artifacts', 'out')
    .option('--facts <file>', 'facts about the machine, instead of those that the profile names')
    .option('--lock <file>', 'digests of what the network provides')
    .option('--encrypt', 'encrypt the overlay; the passphrase is in MKAPKOVL_PASSPHRASE, a file, or asked for')
    .option('--passphrase-file <file>', 'with --encrypt: file whose one line is the passphrase')
    .option('--dry-run', 'only say what would be written; read no secret')
    .addOption(new Option('--shard <i/n>', 'build only every n-th profile, beginning with the i-th').argParser(shard))
    .action((profiles, flags, command: Command) => {
      // Without this the overlay would be plain, and whoever wrote the option believes the opposite.
      if (flags.passphraseFile !== undefined && !flags.encrypt) {
        command.error("error: option '--passphrase-file <file>' is for --encrypt, which is not given");
      }
      return start(async (context) => build(profiles, flags, context));
    });

  verb(
    'inspect',
    'List what is in an artifact, or print one entry; secrets stay hidden.',
    'inspect out/home-assistant.apkovl.tar.gz etc/modules',
  )
    .argument('<file>', 'overlay (also encrypted), answer file or manifest')
    .argument('[path]', 'entry of an overlay')
    .option('--passphrase-file <file>', 'file with the passphrase of an encrypted overlay')
    .action((file, entry, flags) => start(async (context) => inspect(file, entry, flags, context)));

  verb(
    'devices',
    'Show a machine by IOMMU groups and what hangs where, or the lines of a profile for what a guest is to have.',
    'devices docs/examples/ich10.txt --pick usb:10c4:ea60',
  )
    .argument('<facts...>', 'facts, or files of pasted listings: lspci -nnk, IOMMU groups, lsusb')
    .addOption(new Option('--usb', 'only what has to do with USB').conflicts('pci'))
    .addOption(new Option('--pci', 'leave out what is plugged into USB'))
    .option(
      '--pick <selector...>',
      'what a guest is to have: address, vendor:device, usb:…, usb_port:…, slot:…',
      picked,
    )
    .action((files, flags) => start(async (context) => (await import('./devices.ts')).devices(files, flags, context)));

  verb('probe', 'Measure a machine: print facts about this one, or save those of another.', 'probe --script > probe.sh')
    .argument('[user@host]', 'machine that ssh reaches; without it, this one', host)
    .option('--out <file>', 'where to save the facts (default: facts/NAME.json for another machine)')
    .option('--script', 'only print the script, to be run on the machine: sh probe.sh > facts.json')
    .action((name, flags, command: Command) => {
      if (flags.script && (name !== undefined || flags.out !== undefined)) {
        command.error("error: option '--script' only prints; it goes with neither a machine nor --out");
      }
      return start(async (context) => probe(name, flags, context));
    });

  verb(
    'init',
    'Write a first profile: from facts about the machine, or by questions on a terminal.',
    'init --facts docs/examples/ich10.txt',
  )
    .option('--facts <file>', 'facts about the machine (mkapkovl probe), or what was pasted from it')
    .option('--out <file>', 'a new file to write it to, instead of printing it')
    .action((flags, command: Command) => {
      if (flags.facts === undefined && (!streams.stdin.isTTY || !streams.stderr.isTTY)) {
        command.error(
          'error: without a terminal to ask on, give facts: mkapkovl init --facts FILE (mkapkovl probe takes them)',
        );
      }
      return start(async (context) => (await import('./init.ts')).init(flags, context));
    });

  verb(
    'try',
    'Boot what a profile builds in a virtual machine, and say which of its promises held there.',
    'try profiles/home-assistant.yaml --media alpine-standard-3.23.0-x86_64.iso',
  )
    .argument('<profile>', 'YAML file')
    .option(
      '--media <path>',
      "Alpine's ISO file, or a folder laid out like one; without it, the one that fits is named",
    )
    .option('--facts <file>', 'facts about the machine, instead of those that the profile names')
    .option('--install', 'install to an empty disk and start from it, instead of only starting from the medium')
    .option('--uefi', 'with UEFI instead of a BIOS')
    .option('--offline', 'without network: packages are those that the medium has')
    .option('--keep', 'keep the disks, and a script that starts the machine again')
    .option('--timeout <seconds>', 'for all of it; an emulated installation takes ten minutes', seconds, 1800)
    .option('--out <dir>', 'folder for the record of the times and the log of the console', 'out')
    .action((profile, flags) =>
      start(async (context) => (await import('./try.ts')).tryProfile(profile, flags, context)),
    );

  verb(
    'import',
    'Print the vms: section for a guest that is defined elsewhere, and say what it could not take from there.',
    'import docs/examples/guest.xml --as-profile',
  )
    .argument('<file>', 'XML (virsh dumpxml GUEST) or a virt-install command line; - reads standard input')
    .option('--as-profile', 'a whole profile around the guest, with placeholders to fill in')
    .action((file, flags) => start(async (context) => (await import('./import.ts')).importGuest(file, flags, context)));

  verb('schema', 'Print the JSON schema of profiles.', 'schema > profile.schema.json').action(() =>
    start((context) => schema(context)),
  );
  for (const command of program.commands) {
    command.addOption(new Option('--format <form>').choices(['text', 'json']).hideHelp());
    command.addOption(new Option('--quiet').hideHelp());
    command.hook('preAction', (_, action) => {
      // The two flags are meant everywhere: before the verb and after it.
      for (const name of ['format', 'quiet'] as const) {
        if (action.getOptionValue(name) !== undefined) program.setOptionValue(name, action.getOptionValue(name));
      }
    });
  }
  return program;
}

/** Nothing that ssh would take for an option. */
function host(text: string): string {
  if (!/^[^\s-]\S*$/.test(text)) throw new InvalidArgumentError('Write USER@HOST, or a name that ssh knows.');
  return text;
}

function picked(asked: string, before: Picked[] | undefined): Picked[] {
  const selector = parseSelector(asked);
  if (!selector) throw new InvalidArgumentError(selectorForms);
  return [...(before ?? []), { asked, selector }];
}

function seconds(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0) throw new InvalidArgumentError('Write whole seconds, such as 900.');
  return number;
}

function shard(text: string): { index: number; total: number } {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text);
  const [index, total] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index > total) throw new InvalidArgumentError('Write I/N, such as 1/4.');
  return { index, total };
}
