import { type Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { buildVerb } from './build/verb.ts';
import { checkVerb } from './check/verb.ts';
import { completionVerb } from './completion/verb.ts';
import { devicesVerb } from './devices/verb.ts';
import { diffVerb } from './diff/verb.ts';
import { explainVerb } from './explain/verb.ts';
import { GuidedCommand } from './guided-command.ts';
import { importVerb } from './import/verb.ts';
import { initVerb } from './init/verb.ts';
import { inspectVerb } from './inspect/verb.ts';
import { lockVerb } from './lock/verb.ts';
import { manualVerb } from './manual/verb.ts';
import { mediaVerb } from './media/verb.ts';
import { probeVerb } from './probe/verb.ts';
import { reportVerb } from './report/verb.ts';
import { schemaVerb } from './schema/verb.ts';
import { type Context, type Environment, type Format, formats, type Streams } from './streams.ts';
import { tryVerb } from './try/verb.ts';
import { repeated, type Start, type Verb } from './verb.ts';

/** In the order of the help text. */
const verbs: Verb[] = [
  checkVerb,
  buildVerb,
  lockVerb,
  mediaVerb,
  inspectVerb,
  diffVerb,
  explainVerb,
  reportVerb,
  devicesVerb,
  probeVerb,
  initVerb,
  tryVerb,
  importVerb,
  schemaVerb,
  completionVerb,
  manualVerb((name) => verbs.find((verb) => verb.name === name)!.example),
];

/**
 * Runs the program with a command line. Resolves to the exit status: 0, 1 (errors of the profile), 2 (wrong usage), 3
 * (errors of the environment) or 70 (a bug).
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

function describe(streams: Streams, start: Start): Command {
  const program = new GuidedCommand('mkapkovl')
    .description('Render an Alpine apkovl overlay, answer file and manifest from one YAML profile.')
    .version(packageJson.version)
    .addOption(new Option('--format <form>', 'output format').choices([...formats, 'markdown']).default('text'))
    .option('--quiet', 'print only errors and results', false)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    });
  for (const { name, description, example, define, formats: own = [] } of verbs) {
    const command = program
      .command(name)
      .description(description)
      .addHelpText('after', `\nExample:\n  $ mkapkovl ${example}`)
      .exitOverride();
    define(command, start, streams);
    takeFlagsOf(program, command, [...formats, ...own]);
    refuseRepeats(command);
  }
  refuseRepeats(program);
  return program;
}

/** Of an option with one value, commander takes the last one, and the others would be lost without a word. */
function refuseRepeats(command: Command): void {
  const given = new Set<Option>();
  for (const option of command.options.filter(({ required, optional }) => required || optional)) {
    if (option.variadic || option.parseArg === repeated) continue;
    command.on(`option:${option.name()}`, () => {
      if (given.has(option)) command.error(`error: option '${option.flags}' is given twice, and takes one value`);
      given.add(option);
    });
  }
}

/** The program's two flags are accepted before the verb and after it. */
function takeFlagsOf(program: Command, command: Command, known: readonly Format[]): void {
  command.addOption(new Option('--format <form>').choices(known).hideHelp());
  command.addOption(new Option('--quiet').hideHelp());
  command.hook('preAction', (_, action) => {
    refuseEmptyNames(action);
    for (const name of ['format', 'quiet'] as const) {
      if (action.getOptionValue(name) !== undefined) program.setOptionValue(name, action.getOptionValue(name));
    }
    const format = program.getOptionValue('format');
    if (!known.includes(format))
      action.error(`error: ${action.name()} has no format ${format}; it has ${known.join(', ')}`);
  });
}

/** A name that is empty, as from --out=$UNSET, would be that of the working directory. */
function refuseEmptyNames(command: Command): void {
  for (const option of command.options.filter(({ flags }) => /<(file|dir|path|place|key|program)>/.test(flags))) {
    const values = [command.getOptionValue(option.attributeName())].flat();
    if (values.includes('')) command.error(`error: option '${option.flags}' needs a name, and its value is empty`);
  }
}
