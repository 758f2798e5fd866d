import type { Problem } from '#src/findings/finding.ts';
import { problemAt } from '../codes.ts';
import { type Text, TextBuilder } from '../text.ts';
import { expansionAt } from './expansion.ts';

/** A simple command: its words, up to the end of the line or an operator. */
export type Words = Text[];

interface State {
  text: string;
  file: string;
  index: number;
  word: TextBuilder;
  words: Words;
  commands: Words[];
  problems: Problem[];
  expansions: Map<number, Problem>;
}

const blanks = new Set([' ', '\t', '\r']);
const operators = new Set(['\n', ';', '&', '|', '(', ')', '<', '>']);

/**
 * The simple commands of a text as a POSIX shell splits it (XCU 2.2 and 2.3); nothing is run or looked up. What only a
 * running shell knows stays in its word as it is, and is a problem of the command that it stands in.
 */
export function wordsOf(text: string, file: string, prompts = false): { commands: Words[]; problems: Problem[] } {
  const state: State = {
    text: prompts ? withoutPrompts(text) : text,
    file,
    index: text.startsWith('\uFEFF') ? 1 : 0,
    word: new TextBuilder(),
    words: [],
    commands: [],
    problems: [],
    expansions: new Map(),
  };
  while (state.index < text.length) step(state);
  endCommand(state);
  return { commands: state.commands, problems: state.problems };
}

/** Removes the prompts that manuals print before a command; a shell would read root's as a comment. */
function withoutPrompts(text: string): string {
  return text.replace(/^([ \t]*)[#$%]([ \t]+(?:sudo[ \t]+)?(?:\S*\/)?virt-install(?![\w.-]))/gm, '$1 $2');
}

function step(state: State): void {
  const { text, index, word } = state;
  const character = text[index]!;
  if (character === '\\') escaped(state);
  else if (character === "'") literal(state);
  else if (character === '"') quoted(state);
  else if (blanks.has(character)) {
    endWord(state);
    state.index += 1;
  } else if (operators.has(character)) operator(state, character);
  else if (character === '#' && !word.started) toEndOfLine(state);
  else if (!expansion(state)) {
    word.add(character, index);
    state.index += 1;
  }
}

function escaped(state: State): void {
  const { text, index, word } = state;
  const length = text.startsWith('\r\n', index + 1) ? 3 : 2;
  if (text[index + 1] === '\n' || length === 3) state.index += length;
  else if (index + 1 < text.length) {
    word.add(text[index + 1]!, index);
    state.index += 2;
  } else state.index += 1;
}

function literal(state: State): void {
  const { text, index, word, file } = state;
  const end = text.indexOf("'", index + 1);
  word.start(index);
  if (end < 0)
    state.problems.push(problemAt('import-quote-not-closed', { place: { file, offset: index } }, { quote: "'" }));
  const last = end < 0 ? text.length : end;
  for (let at = index + 1; at < last; at += 1) word.add(text[at]!, at);
  state.index = last + 1;
}

/** In double quotes a backslash escapes only `$`, a backquote, a quote, itself and the end of a line. */
function quoted(state: State): void {
  const { text, index, word, file } = state;
  word.start(index);
  state.index += 1;
  while (state.index < text.length) {
    const character = text[state.index]!;
    if (character === '"') {
      state.index += 1;
      return;
    }
    if (character === '\\' && /["$`\\\n\r]/.test(text[state.index + 1] ?? '')) escaped(state);
    else if (!expansion(state)) {
      word.add(character, state.index);
      state.index += 1;
    }
  }
  state.problems.push(problemAt('import-quote-not-closed', { place: { file, offset: index } }, { quote: '"' }));
}

function expansion(state: State): boolean {
  const { text, index, word, file } = state;
  const found = expansionAt(text, index, !word.started);
  if (!found) return false;
  state.expansions.set(
    index,
    problemAt('import-shell-expansion', { place: { file, offset: index } }, { text: found.text, what: found.what }),
  );
  for (const [at, character] of [...found.text].entries()) word.add(character, index + at);
  state.index += found.text.length;
  return true;
}

/** A redirection is not a word of the command. */
function operator(state: State, character: string): void {
  if (character === '<' || character === '>') {
    const descriptor = state.word.build().value;
    if (!state.word.started || !/^\d$/.test(descriptor)) endWord(state);
    state.word = new TextBuilder();
    const rest = /^[<>&|-]*[ \t]*[^\s;&|()<>]*/.exec(state.text.slice(state.index, state.index + 4096))?.[0] ?? '';
    state.index += Math.max(1, rest.length);
    return;
  }
  endCommand(state);
  state.index += 1;
}

function toEndOfLine(state: State): void {
  const end = state.text.indexOf('\n', state.index);
  state.index = end < 0 ? state.text.length : end;
}

function endWord(state: State): void {
  if (state.word.started) state.words.push(state.word.build());
  state.word = new TextBuilder();
}

function endCommand(state: State): void {
  endWord(state);
  if (state.words.length > 0) {
    state.commands.push(state.words);
    if (isVirtInstall(state.words)) state.problems.push(...state.expansions.values());
  }
  state.words = [];
  state.expansions.clear();
}

function isVirtInstall(words: Words): boolean {
  return words.some(({ value }) => /(^|\/)virt-install$/.test(value));
}
