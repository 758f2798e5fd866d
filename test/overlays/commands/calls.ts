import { type Call, holesIn, parseScript, type Script } from './shell.ts';
import { takesCommand, wrappers } from './tables/wrappers.ts';

/** A call as it runs: without what stands before the command, with where that puts it. */
export interface Running extends Call {
  /** Inside the installed system, by chroot. */
  inTarget?: boolean;
}

/** Every command that a call runs: its own, that of its wrapper, those in texts that are handed to a shell. */
function runBy(call: Running): Running[] {
  const [command = '', ...rest] = call.words;
  const own = { ...call, words: [baseName(command), ...rest] };
  const inner = (words: string[], more: Partial<Running> = {}) =>
    words.length === 0 ? [] : runBy({ ...call, ...more, words });
  const skip = takesCommand[command];
  if (skip !== undefined) return [own, ...inner(rest.slice(skip))];
  const wrapper = wrappers[own.words[0]!];
  if (!wrapper) return [own];
  const { command: words = [], scripts = [], inTarget, replaces } = wrapper(rest);
  return [
    ...(replaces ? [] : [own]),
    ...inner(words, inTarget ? { inTarget } : {}),
    ...scripts.flatMap((text) => inText(text, call)),
  ];
}

/** The commands of a text that a shell gets. What the shell that writes it fills in is a variable for the inner one. */
function inText(text: string, { file, line, within }: Call): Running[] {
  const plain = text.replace(/⟨([^⟩]*)⟩/g, (_, name: string) => (name === '' ? '${computed}' : `\${${name}}`));
  return parseScript(`${file}:${line}`, plain).calls.flatMap((call) => runBy({ ...call, file, line, within }));
}

const known = new WeakMap<Script, Running[]>();

/** All that a script runs, with the scripts that it writes into other files. */
export function allRun(script: Script): Running[] {
  const all = known.get(script) ?? foundIn(script);
  known.set(script, all);
  return all;
}

function foundIn({ file, calls, documents }: Script): Running[] {
  const written = documents.filter(({ text }) => text.trimStart().startsWith('#!'));
  return [
    ...calls.flatMap(runBy),
    ...written.flatMap(({ text, line }) => inText(text.replace(/^\t+/gm, ''), { words: [], file, line })),
  ];
}

/** Programs of the usual folders are called by their names here. */
function baseName(command: string): string {
  return holesIn(command).length > 0 ? command : command.replace(/^(\/usr(\/local)?)?\/s?bin\/(?=[^/]+$)/, '');
}
