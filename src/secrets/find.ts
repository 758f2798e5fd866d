import { addressKinds } from './addresses.ts';
import { kindsAt } from './files.ts';
import { withoutKeys } from './key-blocks.ts';
import { keyKinds } from './keys.ts';
import { type Found, type Kind, matches } from './kind.ts';
import { passwordKinds } from './passwords.ts';
import { assignmentKind, isValue, settingKinds } from './settings.ts';
import { tokenKinds } from './tokens.ts';

export type { Found };

/** Forms that are secrets in any context. */
const certain: readonly Kind[] = [...keyKinds, ...tokenKinds, ...addressKinds, ...passwordKinds];
const inFiles: readonly Kind[] = [...certain, ...settingKinds];
/** In a script, a word with a colon is not necessarily the name of a setting. */
const inScripts: readonly Kind[] = [...certain, assignmentKind];
/** Those that have no other meaning in a program. */
const unmistakable: readonly Kind[] = [...keyKinds, ...tokenKinds, ...addressKinds];

/** A variable that is expanded before the text is used, or a word for on or off. */
const expands = /^(?:[$<{`%].*|\(.*|(?:on|off|yes|no|true|false)|\*+)$/is;

/** The first secret in a value of a profile, which contains neither variables nor examples. */
export function literalIn(text: string): Found | undefined {
  return first(certain, text, (value) => !expands.test(value));
}

/** The first secret in a text whose values are searched one by one: it may also be in a comment. */
export function unmistakableIn(text: string): Found | undefined {
  return first(unmistakable, text, (value) => !expands.test(value));
}

/** The first secret in a script, or in another text that is no settings as a whole. */
export function scriptSecretIn(text: string): Found | undefined {
  return first(inScripts, text, isValue);
}

/** Every secret in a command. */
export function commandSecretsIn(text: string): Found[] {
  return every(certain, text, isValue);
}

/** The first secret in a file of the target; `path` has no leading slash. */
export function secretIn(text: string, path: string): Found | undefined {
  return first(inFiles, text, isValue) ?? first(kindsAt(path), text, isValue);
}

/** Every part of a text that looks like a secret, including nested ones. */
export function everySecretIn(text: string): Found[] {
  return [...every(certain, text, (value) => !expands.test(value)), ...every(settingKinds, text, isValue)];
}

/** A text for output, with secrets replaced by asterisks. */
export function withoutLiterals(whole: string): string {
  const text = withoutKeys(whole);
  const found = every(certain, text, (value) => !expands.test(value));
  let [shown, at] = ['', 0];
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    if (start >= at) shown += `${text.slice(at, start)}********`;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

function every(kinds: readonly Kind[], text: string, counts: (value: string) => boolean): Found[] {
  const lower = text.toLowerCase();
  return anyHint(kinds).test(lower) ? kinds.flatMap((kind) => [...matches(kind, text, lower, counts)]) : [];
}

function first(kinds: readonly Kind[], text: string, counts: (value: string) => boolean): Found | undefined {
  const lower = text.toLowerCase();
  if (!anyHint(kinds).test(lower)) return undefined;
  for (const kind of kinds) for (const found of matches(kind, text, lower, counts)) return found;
  return undefined;
}

const known = new WeakMap<readonly Kind[], RegExp>();

/** One pattern for the hints of several kinds: nearly all texts contain none and need no further search. */
function anyHint(kinds: readonly Kind[]): RegExp {
  const there = known.get(kinds);
  if (there) return there;
  const hints = [...new Set(kinds.flatMap((kind) => kind.hints))].map((hint) => hint.replace(/[$.{}|]/g, '\\$&'));
  const made = new RegExp(hints.join('|'));
  known.set(kinds, made);
  return made;
}
