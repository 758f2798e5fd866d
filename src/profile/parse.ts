import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import type { Problem } from '../findings/finding.ts';
import { isNestedTooDeeply } from '../findings/nesting.ts';
import { problemAt } from './codes.ts';
import type { Scalar, Sourced, SourceFile } from './sourced.ts';
import { templateFault } from './yaml-lines.ts';
import { syntaxFault } from './yaml-words.ts';

/** More values than any real profile has; aliases that expand beyond this are an attack or an accident. */
const valueLimit = 100_000;
const depthLimit = 64;
/** Tags that have no effect on the values of a profile. */
const plainTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Where the tag of a value begins: the range of a value that is not a scalar begins after its tag. */
function tagBefore(text: string, offset: number): number {
  return /!\S*\s+(?:&\S+\s+)?$/.exec(text.slice(0, offset))?.index ?? offset;
}

/** Thrown to end a conversion at a limit; contains the problem. */
class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Reads YAML 1.2 (core schema) into values with their places. With problems there is no root. Merge keys, several
 * documents, tags of other types, cycles and exploding aliases are refused.
 */
export function parseProfile(file: SourceFile): { root?: Sourced; problems: Problem[] } {
  const at = (offset: number, end = offset + 1) => ({
    place: { file: file.name, offset, length: Math.max(1, end - offset) },
  });
  const documents = compose(file.text);
  if (!documents || documents[0]?.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return { problems: [problemAt('yaml-too-deep', at(tooDeepAt(file.text)), { limit: depthLimit })] };
  }
  const [document, second] = documents;
  const problems: Problem[] = [];
  for (const error of document ? [...document.errors, ...document.warnings] : []) {
    const { offset, end, reason, remedy, misleads } = syntaxFault(error, file.text);
    problems.push(problemAt('yaml-syntax', at(offset, end), { reason, remedy }));
    if (misleads) return { problems };
  }
  if (second) problems.push(problemAt('yaml-several-documents', at(second.range[0]), undefined));
  if (problems.length > 0) return { problems };
  if (!document?.contents) {
    return { root: { kind: 'map', entries: new Map(), file, start: 0, end: 1 }, problems: [] };
  }
  try {
    const root = convert(document.contents as Node, file, problems);
    return problems.length > 0 ? { problems } : { root, problems };
  } catch (refused) {
    if (refused instanceof Refused) return { problems: [refused.problem] };
    throw refused;
  }
}

/** What one needs to know to join two values of a key. */
function twice(key: string, [first, second]: readonly [Sourced, Sourced], nodes: readonly unknown[]) {
  const [style, other] = nodes.map(styleOf);
  const both = { key, style: style === other ? style : undefined };
  if (first.kind === 'map' && second.kind === 'map') {
    const shared = [...first.entries.keys()].filter((name) => second.entries.has(name));
    return { ...both, kind: first.kind, shared };
  }
  return { ...both, kind: first.kind === 'list' && second.kind === 'list' ? first.kind : undefined, shared: [] };
}

/** The aliases that a merge key names. */
const aliasesIn = (value: unknown): string[] =>
  isAlias(value) ? [value.source] : isSeq(value) ? value.items.flatMap(aliasesIn) : [];

/** An alias has neither style: what it stands for is written elsewhere. */
const styleOf = (node: unknown): 'flow' | 'block' | undefined =>
  isMap(node) ? (node.flow ? 'flow' : 'block') : undefined;

/** The place at which brackets or dashes exceed the maximum depth. */
function tooDeepAt(text: string): number {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth > depthLimit) return index;
  }
  return new RegExp(`([?-][ \t]+){${depthLimit}}`).exec(text)?.index ?? 0;
}

/**
 * The documents of a text; undefined if it is nested too deeply for the parser.
 * Keys are compared later: the parser compares each with each, which takes minutes for a file of a megabyte.
 */
function compose(text: string): Document.Parsed[] | undefined {
  if (isNestedTooDeeply(text)) return undefined;
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'error', uniqueKeys: false });
  return Array.isArray(documents) ? documents : [];
}

/** Throws Refused at what cannot be converted; adds duplicate keys to `problems`. */
function convert(contents: Node, file: SourceFile, problems: Problem[]): Sourced {
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let values = 0;

  const refuse = (problem: Problem): never => {
    throw new Refused(problem);
  };
  const place = (node: Node, end = node.range?.[1] ?? 0) => {
    const offset = node.range?.[0] ?? 0;
    return { place: { file: file.name, offset, length: Math.max(1, end - offset) } };
  };

  const at = ({ start, end }: { start: number; end: number }) => ({
    place: { file: file.name, offset: start, length: Math.max(1, end - start) },
  });

  const keyOf = (key: unknown, value: unknown): { name: string; start: number; end: number } => {
    const node = key as Node;
    const [start = 0, end = 0] = node?.range ?? [];
    if (isScalar(node) && node.value !== null) {
      if (node.value === '<<' && node.type === 'PLAIN')
        refuse(
          problemAt('yaml-merge-key', place(node), { missing: aliasesIn(value).find((name) => !anchors.has(name)) }),
        );
      return { name: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)), start, end };
    }
    const fault = isMap(node) ? templateFault(file.text, start) : undefined;
    if (fault) refuse(problemAt('yaml-syntax', at({ start: fault.offset, end: fault.end }), fault));
    return refuse(
      problemAt('yaml-syntax', node?.range ? place(node) : place(contents), {
        reason: 'a key must be text',
        remedy: 'Write a word before the colon.',
      }),
    );
  };

  const follow = (node: Alias): Node => {
    const target = anchors.get(node.source);
    if (!target)
      return refuse(
        problemAt('yaml-syntax', place(node), {
          reason: 'there is no anchor (&) with this name above',
          remedy:
            'Put the anchor before the value that this one repeats, further up: networks: &name [ … ], then networks: *name. If the value itself begins with "*", put it in quotes.',
        }),
      );
    if (open.has(target)) return refuse(problemAt('yaml-alias-cycle', place(node), { alias: node.source }));
    return target;
  };

  /** The alias that is being followed: problems in its expansion are reported at the alias. */
  let followed: Node | undefined;
  const walk = (node: Node | null, depth: number, from?: { start: number; end: number }): Sourced => {
    const here = followed ?? node ?? contents;
    if (++values > valueLimit) refuse(problemAt('yaml-alias-limit', place(here), { limit: valueLimit }));
    if (depth > depthLimit) refuse(problemAt('yaml-too-deep', place(here), { limit: depthLimit }));
    const [start, end] = from ? [from.start, from.end] : [node?.range?.[0] ?? 0, node?.range?.[1] ?? 0];
    const base = { file, start, end };
    if (isAlias(node)) {
      const outer = followed;
      followed ??= node;
      const value = walk(follow(node), depth + 1, { start, end });
      followed = outer;
      return value;
    }
    if (node?.tag && !plainTag.test(node.tag)) {
      const remedy = 'Remove the tag, or put the value in quotes if it begins with "!".';
      const tagged = problemAt('yaml-syntax', at({ start: tagBefore(file.text, start), end }), {
        reason: 'profiles do not support YAML tags',
        remedy,
      });
      refuse(tagged);
    }
    if (node && 'anchor' in node && node.anchor) anchors.set(node.anchor, node);
    if (isMap(node)) {
      open.add(node);
      const entries = new Map<string, Sourced>();
      const nodes = new Map<string, unknown>();
      for (const pair of node.items) {
        const key = keyOf(pair.key, pair.value);
        const unusable = unusableKey(key.name) ?? unusableText(key.name);
        if (unusable) problems.push(problemAt('yaml-syntax', at(key), unusable));
        const value = walk((pair.value as Node | null) ?? null, depth + 1, pair.value ? undefined : key);
        const first = entries.get(key.name);
        if (first) {
          const both = twice(key.name, [first, value], [nodes.get(key.name), pair.value]);
          problems.push(problemAt('yaml-duplicate-key', at(key), both));
        }
        nodes.set(key.name, pair.value);
        entries.set(key.name, { ...value, key });
      }
      open.delete(node);
      return { ...base, kind: 'map', entries };
    }
    if (isSeq(node)) {
      open.add(node);
      const items = node.items.map((item) => walk(item as Node, depth + 1));
      open.delete(node);
      return { ...base, kind: 'list', items };
    }
    if (!node || isScalar(node)) {
      const value = (node?.value ?? null) as Scalar;
      const unusable = typeof value === 'string' ? unusableText(value) : undefined;
      if (unusable) problems.push(problemAt('yaml-syntax', place(here), unusable));
      return { ...base, kind: 'scalar', value, source: node?.source ?? String(value) };
    }
    return refuse(
      problemAt('yaml-syntax', place(node), {
        reason: 'profiles do not support this kind of YAML value',
        remedy: 'Write a map, a list or a plain value.',
      }),
    );
  };
  return walk(contents, 0);
}

/** JavaScript's objects have a property of this name, and zod leaves such a key of a map out without a word. */
function unusableKey(name: string) {
  if (name !== '__proto__') return undefined;
  return { reason: '"__proto__" cannot be a key', remedy: 'Choose another name.' };
}

/** What is no text: XML 1.0, 2.2 refuses it, so libvirt would, and UTF-8 has no form for half a surrogate pair. */
function unusableText(text: string) {
  const found = /[\ufffe\uffff\p{Cs}]/u.exec(text)?.[0];
  if (found === undefined) return undefined;
  const number = found.charCodeAt(0).toString(16).toUpperCase();
  return { reason: `the text contains U+${number}, which is not a character`, remedy: 'Remove it.' };
}
