import { spawnSync } from 'node:child_process';

/** A node of shfmt's syntax tree, as far as it is looked at here (mvdan.cc/sh/v3/syntax). */
interface Node {
  Type?: string;
  Pos?: { Line: number };
  [key: string]: unknown;
}

/** A command with its words, in which holes stand for what the shell fills in. */
export interface Call {
  words: string[];
  file: string;
  line: number;
  /** The function around it. */
  within?: string | undefined;
}

/** One script: what it calls, the functions that it defines, and the literal values of the variables of its loops. */
export interface Script {
  file: string;
  calls: Call[];
  functions: Set<string>;
  loops: Map<string, string[]>;
  /** Texts that the script writes into other files: the bodies of its here-documents. */
  documents: { text: string; line: number }[];
}

/** Stands for what only a running shell knows: $name, or nothing but a place where it is $(…) or $((…)). */
const hole = (name = '') => `\u27e8${name}\u27e9`;
const holes = /\u27e8([^\u27e9]*)\u27e9/g;

export function holesIn(word: string): string[] {
  return [...word.matchAll(holes)].map(([, name]) => name ?? '');
}

/** What a word begins with, before anything that the shell fills in. */
export function literalStart(word: string): string {
  return word.split('\u27e8')[0] ?? '';
}

const parsed = new Map<string, Script>();
const keyOf = (file: string, text: string) => `${file}\n${text}`;

/** Parses a script as POSIX sh; what the parser refuses is an error. */
export function parseScript(file: string, text: string): Script {
  const known = parsed.get(keyOf(file, text));
  if (known) return known;
  const script = scriptOf(file, (treeOf(file, text).Stmts ?? []) as Node[], 0);
  parsed.set(keyOf(file, text), script);
  return script;
}

/** Parses all as one text, which takes a tenth of the time: statements belong to the script that their lines are of. */
export function parseScripts(texts: Map<string, string>): Map<string, Script> {
  const missing = [...texts].filter(([file, text]) => !parsed.has(keyOf(file, text)));
  // A script that the parser refuses is named by its own name.
  if (missing.length > 5 && treeOrNothing(missing) === undefined)
    for (const [file, text] of missing) parseScript(file, text);
  return new Map([...texts].map(([file, text]) => [file, parseScript(file, text)]));
}

function treeOrNothing(missing: [string, string][]): true | undefined {
  const ends: number[] = [];
  for (const [, text] of missing) ends.push((ends.at(-1) ?? 0) + `${text}\n`.split('\n').length - 1);
  let tree: Node;
  try {
    tree = treeOf('all', missing.map(([, text]) => `${text}\n`).join(''));
  } catch {
    return undefined;
  }
  for (const [index, [file, text]] of missing.entries()) {
    const before = ends[index - 1] ?? 0;
    const own = (tree.Stmts as Node[]).filter(({ Pos }) => Pos!.Line > before && Pos!.Line <= ends[index]!);
    parsed.set(keyOf(file, text), scriptOf(file, own, before));
  }
  return true;
}

function treeOf(file: string, text: string): Node {
  const { stdout, stderr, status } = spawnSync('shfmt', ['--to-json', '--language-dialect=posix'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return JSON.parse(stdout) as Node;
}

function scriptOf(file: string, statements: Node[], linesBefore: number): Script {
  const script: Script = { file, calls: [], functions: new Set(), loops: new Map(), documents: [] };
  for (const statement of statements) collect(statement, script, undefined);
  for (const place of [...script.calls, ...script.documents]) place.line -= linesBefore;
  return script;
}

function collect(node: Node, script: Script, within: string | undefined): void {
  const inner = node.Type === 'FuncDecl' ? nameOf(node.Name) : within;
  note(node, script, within);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null) collect(child as Node, script, inner);
    }
  }
}

function note(node: Node, script: Script, within: string | undefined): void {
  const at = { file: script.file, line: node.Pos?.Line ?? 0 };
  if (node.Type === 'FuncDecl') script.functions.add(nameOf(node.Name));
  if (node.Type === 'CallExpr' && Array.isArray(node.Args))
    script.calls.push({ words: (node.Args as Node[]).map(textOf), ...at, within });
  // For the parser `export` and the like are no calls; their values are walked like all else.
  if (node.Type === 'DeclClause') script.calls.push({ words: [nameOf(node.Variant)], ...at, within });
  if (node.Type === 'WordIter') {
    const items = ((node.Items ?? []) as Node[]).map(textOf);
    script.loops.set(nameOf(node.Name), [...(script.loops.get(nameOf(node.Name)) ?? []), ...items]);
  }
  const body = node.Hdoc as Node | undefined;
  if (body) script.documents.push({ text: textOf(body), line: (body.Pos as { Line: number }).Line });
}

function nameOf(literal: unknown): string {
  return (literal as { Value: string }).Value;
}

function textOf(word: Node): string {
  return ((word.Parts ?? []) as Node[]).map(partText).join('');
}

function partText(part: Node): string {
  if (part.Type === 'Lit') return (part.Value as string).replace(/\\\n/g, '').replace(/\\(.)/g, '$1');
  if (part.Type === 'SglQuoted') return part.Value as string;
  if (part.Type === 'DblQuoted') return ((part.Parts ?? []) as Node[]).map(quotedText).join('');
  if (part.Type !== 'ParamExp') return hole();
  const { Exp: expansion } = part as { Exp?: { Word?: Node } };
  // `${MKAPKOVL_IP:-ip}`: only tests set these.
  if (nameOf(part.Param).startsWith('MKAPKOVL_') && expansion?.Word) return textOf(expansion.Word);
  return hole(nameOf(part.Param));
}

/** In double quotes a backslash only quotes $, `, ", \ and the end of a line. */
function quotedText(part: Node): string {
  if (part.Type === 'Lit') return (part.Value as string).replace(/\\\n/g, '').replace(/\\([$`"\\])/g, '$1');
  return partText(part);
}
