import type { ErrorCode } from 'yaml';
import { lineFault } from './yaml-lines.ts';

/** A YAML error explained for people who write profiles, with the best place to show it. */
export interface SyntaxFault {
  offset: number;
  end: number;
  reason: string;
  remedy: string;
  /** Whether the parser misread the rest because of it. */
  misleads: boolean;
}

type Words = [pattern: RegExp, reason: string, remedy: string, misleads?: 'misleads'];

/** Explanations by the beginning of the parser's message. None of them repeats a value, which may be a secret. */
const known: Words[] = [
  [
    /^(Nested mappings are not|Block collections are not)/,
    'there is a second ": " on this line',
    'If the colon belongs to the value, put the value in quotes. Write a map on lines of its own or in { }, with a comma between its keys.',
  ],
  [/^Implicit map keys need/, 'there is no ": " after this key', 'Write key: value, with a space after the colon.'],
  [
    /^Tabs are not/,
    'a tab indents this line',
    'Replace the tabs of this file by spaces: YAML allows none before a key.',
    'misleads',
  ],
  [
    /^All (mapping|sequence) items/,
    'this line is indented differently from those above it',
    'Indent all keys of one map equally.',
    'misleads',
  ],
  [
    /^(Implicit keys need|Implicit keys of)/,
    'a key extends over more than one line',
    'Look for a missing ": " or quote above.',
  ],
  [/^Unresolved tag/, 'profiles do not support YAML tags', 'Put the value in quotes if it begins with "!".'],
  [/^Plain value cannot start/, 'a value cannot begin with this character', 'Put the value in quotes.'],
  [/^Invalid escape sequence/, 'this escape sequence does not exist', 'Use single quotes, or double the backslash.'],
  [
    /^Comments must be separated/,
    'there is no space before the #',
    'Put a space before the # of a comment; if it belongs to the value, put the value in quotes.',
  ],
  [/^Block scalar header/, 'there is text after | or > on the same line', 'Begin the text on the next line.'],
];

/** Replaces parser messages that users would not understand, and points at the cause. */
export function syntaxFault(
  error: { code: ErrorCode; message: string; pos: [number, number] },
  text: string,
): SyntaxFault {
  const { message, pos } = error;
  const [offset, end] = pos;
  const quote = /^Missing closing (["'])/.exec(message)?.[1];
  if (quote) {
    const opening = text.lastIndexOf(quote, offset - 1);
    const reason = 'this quote is not closed';
    return {
      offset: opening,
      end: opening + 1,
      reason,
      remedy: `Close it with ${quote} on the same line.`,
      misleads: true,
    };
  }
  if (/^Flow (map|sequence)/.test(message)) {
    const opening = openBracket(text, offset);
    if (opening !== undefined) {
      const close = text[opening] === '{' ? '}' : ']';
      const remedy = `Close it with ${close}, and indent its content more than the key that it belongs to.`;
      return {
        offset: opening,
        end: opening + 1,
        reason: `this ${text[opening]} is not closed`,
        remedy,
        misleads: true,
      };
    }
  }
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 2);
  if (/^(Nested mappings are not|Implicit keys need)/.test(message) && isIndentedFurther(line)) {
    const reason = 'the next line is indented further, as if it belonged to the value of this key';
    const remedy = 'Indent both lines equally; or, if the next line belongs to this key, remove the value here.';
    return { offset, end, reason, remedy, misleads: true };
  }
  const onLine = lineFault(text, offset, /^Implicit (map )?keys/.test(message));
  if (onLine) return { ...onLine, misleads: true };
  const [, reason, remedy, misleads] = known.find(([pattern]) => pattern.test(message)) ?? [
    undefined,
    // After the colon the parser repeats the text at which it stopped.
    message.replace(/: ["'].*$/s, ''),
    'Correct the YAML here; quoting the value often helps.',
    undefined,
  ];
  return { offset, end, reason, remedy, misleads: misleads !== undefined };
}

/** Whether a line of a key with a value is followed by a key that is indented further. */
function isIndentedFurther([line = '', next = '']: string[]): boolean {
  const indentation = /^ *(- +)*/.exec(line)![0].length;
  const one = /^ *(- +)*[\w.-]+: +[^\s#'"[{|>&*!][^:#]*$/.test(line.trimEnd());
  return one && /^ *[\w.-]+:(\s|$)/.test(next) && /^ */.exec(next)![0].length > indentation;
}

/** The innermost unclosed bracket before `end`. Quoted text and comments are skipped. */
function openBracket(text: string, end: number): number | undefined {
  const open: number[] = [];
  const tokens = /(?<=^|[\s[{,:])("(?:[^"\\]|\\.)*"|'[^']*')|(?<=^|\s)#.*|[[\]{}]/gm;
  for (const { 0: token, index } of text.slice(0, end).matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(index);
    else if (token === '}' || token === ']') open.pop();
  }
  return open.at(-1);
}
