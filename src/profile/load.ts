import path from 'node:path';
import type * as z from 'zod';
import type { Problem, Where } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import { problemAt } from './codes.ts';
import { mergeSourced, toData, withoutDuplicates } from './merge.ts';
import { parseProfile } from './parse.ts';
import { displayName, readProfile } from './read.ts';
import { placeOf, type Sourced, type SourceFile } from './sourced.ts';
import { found } from './words.ts';

type AnySchema = z.core.$ZodType;

/** A merged, not yet validated profile: data, and where each of its values was written. */
export interface Loaded {
  /** Undefined if it could not be read. */
  data: unknown;
  origins: Places;
  problems: Problem[];
  /** Whether an extended profile could not be read, so that missing keys must not be reported. */
  incomplete: boolean;
}

interface Parsed {
  file?: SourceFile;
  root?: Sourced;
  problems: Problem[];
}

/** Extended profiles parsed so far, by name and place: a fleet's common base is read and parsed once. */
export type ParsedFiles = Map<string, Parsed>;

/** The name of a profile that is read from standard input. */
export const fromInput = { asked: '-', shown: 'standard input' };

/** What people read as the name of a profile. */
export const shownName = (asked: string, input: Uint8Array | undefined): string =>
  asked === fromInput.asked && input ? fromInput.shown : asked;

/** Whether a file says that it is only extended by others; false if it cannot be read. */
export function isBase(absolute: string): boolean {
  const { file } = readProfile(absolute, absolute);
  // Most files do not have the word at all, and parsing takes far longer than looking for it.
  if (!file?.text.includes('abstract')) return false;
  const { root } = parseProfile(file);
  const value = root?.kind === 'map' ? root.entries.get('abstract') : undefined;
  return value?.kind === 'scalar' && value.value === true;
}

/** Loads a profile with everything it extends; `schema` directs the merge. What a user can get wrong is a problem. */
export function loadProfile(
  asked: string,
  schema: AnySchema,
  cwd: string,
  shared: ParsedFiles,
  input?: Uint8Array,
): Loaded {
  const name = shownName(asked, input);
  const absolute = path.resolve(cwd, name);
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  const keep = ({ file, problems: found, root }: Parsed): Sourced | undefined => {
    if (file) texts.set(file.name, file.text);
    problems.push(...found);
    return root;
  };

  /** Each extended file is laid out once, however many others name it: a few layers of them would be millions. */
  const flattened = new Map<string, Sourced>();
  /** A parsed file with all that it extends laid below it; `chain` leads from the profile to here. */
  const flatten = (root: Sourced, chain: string[]): Sourced => {
    let merged: Sourced | undefined;
    for (const { item, value } of extendedBy(root, problems)) {
      const display = displayName(item.file, value);
      const target = path.resolve(path.dirname(item.file.absolute), value);
      const where = { place: { file: item.file.name, offset: item.start, length: item.end - item.start } };
      if (chain.includes(target)) {
        const loop = [...chain.slice(chain.indexOf(target)), target].map((file) => path.basename(file)).join(' → ');
        problems.push(problemAt('extends-cycle', where, { file: display, chain: loop }));
        continue;
      }
      const base = keep(parseShared(display, target, where, shared));
      if (!base) continue;
      const whole = flattened.get(target) ?? flatten(base, [...chain, target]);
      flattened.set(target, whole);
      merged = merged ? mergeSourced(merged, whole, schema) : whole;
    }
    // Whether a profile is only a base is not inherited.
    const own = without(root, chain.length === 1 ? ['extends'] : ['extends', 'abstract']);
    return merged ? mergeSourced(merged, own, schema) : own;
  };

  const root = keep(
    name === asked ? readAndParse(name, absolute) : parsed(readProfile(name, absolute, { given: input })),
  );
  const whole = root && withoutDuplicates(flatten(root, [absolute]), schema);
  const origins: Places = {
    find: (at, key) => (whole ? placeOf(whole, at, key) : { file: name, offset: 0 }),
    text: (file) => texts.get(file),
  };
  if (!whole) return { data: undefined, origins, problems, incomplete: true };
  const { data, problems: refused } = toData(whole, schema);
  const incomplete = problems.length > 0;
  const reported = refused.filter(({ code }) => !incomplete || code !== 'null-value');
  return { data, origins, problems: [...problems, ...reported], incomplete };
}

function readAndParse(name: string, absolute: string, namedAt?: Where): Parsed {
  return parsed(readProfile(name, absolute, { namedAt }));
}

function parsed({ file, problems }: ReturnType<typeof readProfile>): Parsed {
  return file ? { file, ...parseProfile(file) } : { problems };
}

function parseShared(name: string, absolute: string, namedAt: Where, shared: ParsedFiles): Parsed {
  const key = `${name}\n${absolute}`;
  const known = shared.get(key);
  if (known?.root) return known;
  const parsed = readAndParse(name, absolute, namedAt);
  shared.set(key, parsed);
  return parsed;
}

/** The items of a profile's own `extends`; of anything but a list of file names, a problem. */
function extendedBy(root: Sourced, problems: Problem[]): { item: Sourced; value: string }[] {
  const list = root.kind === 'map' ? root.entries.get('extends') : undefined;
  if (!list) return [];
  const refuse = (node: Sourced, expected: string) => {
    const place = { file: node.file.name, offset: node.start, length: node.end - node.start };
    const shown = node.kind === 'scalar' ? found(node.value, false) : `a ${node.kind}`;
    const values = { expected, found: shown, remedy: 'Write extends: [base.yaml].' };
    problems.push(problemAt('wrong-type', { place, path: ['extends'] }, values));
    return [];
  };
  if (list.kind !== 'list') return refuse(list, 'a list of profiles');
  return list.items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' && /^[^\x00-\x1f\x7f]+$/.test(item.value)
      ? [{ item, value: item.value }]
      : refuse(item, "a profile's file name"),
  );
}

/** What is resolved here; later stages do not see it. */
function without(root: Sourced, keys: string[]): Sourced {
  if (root.kind !== 'map' || !keys.some((key) => root.entries.has(key))) return root;
  return { ...root, entries: new Map([...root.entries].filter(([key]) => !keys.includes(key))) };
}
