import { probeScript } from '#src/commands/probe/script.ts';
import { filesScript } from '#src/remote/files/script.ts';
import { overlayFile } from '#src/tree/templates.ts';
import { overlayFiles } from '../../support/overlays.ts';
import { allRun, type Running } from './calls.ts';
import { holesIn, parseScripts, type Script } from './shell.ts';
import { computed } from './tables/computed.ts';
import { folders, words } from './tables/variables.ts';

/** A script that is started, with everything that it may source. */
export interface Program {
  file: string;
  scripts: Script[];
  functions: Set<string>;
  /** What it can come to run: outside of functions, and in functions that are called. */
  runs: Running[];
}

/** Every shell file below overlays/: all that goes onto the target byte for byte. */
export function shellFiles(files = overlayFiles()): Map<string, string> {
  return new Map([...files].filter(([name]) => !name.endsWith('.hbs')));
}

export function parsedScripts(files = shellFiles()): Map<string, Script> {
  return parseScripts(files);
}

let own: Program[] | undefined;

/** The programs of overlays/ as they are. */
export function ownPrograms(): Program[] {
  own ??= programs(shellFiles());
  return own;
}

/**
 * What is started by itself: by its first line, by OpenRC, over ssh with a call behind it, or as the probe, whose parts are
 * sent as one script.
 */
export function programs(texts: Map<string, string>): Program[] {
  const called = (file: string, text: string) =>
    file === 'remote/files.sh' ? filesScript([]).replace(overlayFile(file).text, text) : text;
  const scripts = parsedScripts(new Map([...texts].map(([file, text]) => [file, called(file, text)])));
  const sent = probeScript();
  const parts = [...texts].filter(([, text]) => sent.includes(text)).map(([file]) => file);
  const starting = [...texts]
    .filter(([file, text]) => file.startsWith('remote/') || (text.startsWith('#!') && !file.startsWith('probe/')))
    .map(([file]) => file);
  return [
    ...starting.map((file) => programOf(file, sourcedBy(file, scripts), scripts)),
    ...(parts.length > 0 ? [programOf('probe', parts, scripts)] : []),
  ];
}

function programOf(file: string, files: string[], parsed: Map<string, Script>): Program {
  const scripts = files.map((each) => parsed.get(each)!);
  const functions = new Set(scripts.flatMap((script) => [...script.functions]));
  return { file, scripts, functions, runs: reached(scripts.flatMap(allRun), functions, file.includes('/init.d/')) };
}

/** openrc-run calls these of a service's functions. */
const calledByOpenrc = ['depend', 'start', 'stop', 'start_pre', 'start_post', 'stop_pre', 'stop_post', 'status'];

function reached(all: Running[], functions: Set<string>, isService: boolean): Running[] {
  const called = new Set<string | undefined>([undefined, ...(isService ? calledByOpenrc : [])]);
  for (const name of called) {
    for (const call of all.filter(({ within }) => within === name)) {
      for (const next of named(call)) if (functions.has(next)) called.add(next);
    }
  }
  return all.filter(({ within }) => called.has(within));
}

function named({ words: [name = ''], file }: Running): string[] {
  return [
    name,
    ...computed.filter((row) => row.file === file && row.word === name).flatMap((row) => row.functions ?? []),
  ];
}

/** The script itself and, again and again, what it sources. */
function sourcedBy(file: string, scripts: Map<string, Script>, seen: string[] = []): string[] {
  if (seen.includes(file)) return seen;
  const script = scripts.get(file)!;
  let found = [...seen, file];
  for (const { words: given, line } of script.calls.filter((call) => call.words[0] === '.')) {
    const targets = expanded(given[1] ?? '', script).filter((target) => scripts.has(target));
    if (targets.length === 0) throw new Error(`${file}:${line} sources ${given[1]}, which is no file below overlays/`);
    for (const target of targets) found = sourcedBy(target, scripts, found);
  }
  return found;
}

/** The files below overlays/ that a sourced path may mean: with every value of its variables. */
function expanded(path: string, script: Script): string[] {
  const [name] = holesIn(path);
  if (name === undefined) return [`agent/${path.replace(/^\//, '')}`];
  const folder = folders[name];
  const values = folder === undefined ? (script.loops.get(name) ?? words[name]) : [folder];
  if (!values) throw new Error(`${script.file} sources ${path}, and nothing says what ${name} may be`);
  return values.flatMap((value) =>
    expandedValue(value, name).flatMap((each) => expanded(path.replace(`⟨${name}⟩`, each), script)),
  );
}

/** A loop over a variable goes over its words. */
function expandedValue(value: string, loop: string): string[] {
  const [name] = holesIn(value);
  if (name === undefined) return [value];
  return name === loop || name === '' ? [] : (words[name] ?? []);
}
