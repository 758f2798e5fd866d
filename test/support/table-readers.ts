/** One place in a shell script that reads columns of a table. */
export interface Reader {
  /** As the script names it, such as `libvirt/pools.table`. */
  table: string;
  /** Columns by number, in the order of the table. */
  numbers: number[];
  /** The variables of `read`. */
  names: string[];
}

const filesTable = String.raw`"?(?:\$data|\$own|(?:\$\w+/)?etc/mkapkovl)/files"?`;
const source = new RegExp(String.raw`\brows ([a-z-]+(?:/\w+\.table)?)|\b(known)\b(?!\()|\bcat (${filesTable})`, 'g');

/** What reads tables in a script: cell, awk, cut, sort, `set --` and read, behind rows or with the file itself. */
export function readersOf(script: string): Reader[] {
  const text = script.replace(/^[ \t]*#.*$/gm, '');
  return [...text.matchAll(source)]
    .map((match) => ({ at: match.index, ...readBehind(text, match, match[1] ?? 'files') }))
    .concat(cells(text), byFile(text), byPosition(text))
    .sort((a, b) => a.at - b.at)
    .map(({ table, numbers, names }) => ({ table, numbers, names }))
    .filter(({ numbers, names }) => numbers.length + names.length > 0);
}

interface Found extends Reader {
  at: number;
}

function readBehind(text: string, match: RegExpExecArray, table: string): Reader {
  const numbers: number[] = [];
  for (const segment of pipeline(text, match.index + match[0].length)) {
    const names = namesOf(segment);
    if (names.length > 0) return { table, numbers, names };
    numbers.push(...numbersOf(segment));
    // What these print has other columns.
    if (/^\s*(cut|awk)\b/.test(segment)) return { table, numbers, names: [] };
  }
  return { table, numbers, names: ofHereDocument(text, match.index) };
}

/** The programs behind the pipes, up to the end of the command; `{ rows one; rows two; } |` is one command. */
function pipeline(text: string, from: number): string[] {
  const segments: string[] = [];
  let at = from;
  const grouped = /^[^{}]*\}\s*(?=\|)/.exec(text.slice(at).split('\n').slice(0, 3).join('\n'));
  if (grouped) at += grouped[0].length;
  let segment = '';
  for (; at < text.length; ) {
    const rest = text.slice(at);
    const quoted = /^(?:'[^']*'|"(?:\\.|[^"\\])*")/.exec(rest);
    const piped = /^\|(?!\|)\s*/.exec(rest);
    if (quoted) segment += quoted[0];
    else if (piped) {
      segments.push(segment);
      segment = '';
    } else if (/^(?:[\n;)&}]|\|\|)/.test(rest)) break;
    else segment += rest[0];
    at += (quoted ?? piped ?? [' '])[0].length;
  }
  return [...segments.slice(1), segment].filter((each) => segments.length > 0 && each !== '');
}

const namesOf = (command: string) => / read -r ([\w ]+?)(?:\s*<|$)/.exec(command)?.[1]?.split(' ') ?? [];

function numbersOf(command: string): number[] {
  const [, program = ''] = /^\s*(\w+)/.exec(command) ?? [];
  if (program === 'cut') return /-f ([\d,]+)/.exec(command)![1]!.split(',').map(Number);
  if (program === 'sort') return [...command.matchAll(/-k (\d+),\1/g)].map((key) => Number(key[1]));
  return program === 'awk' ? fieldsOf(/'([^']*)'[^']*$/.exec(command)?.[1] ?? '') : [];
}

const fieldsOf = (program: string) =>
  [...program.matchAll(/\$(\d)/g)].map((field) => Number(field[1])).filter((number) => number > 0);

/** The `read` that a here-document is for, or that a loop ends with `done 3< FILE` for. */
function ofHereDocument(text: string, at: number): string[] {
  const [, opener = ''] = /([^\n]*<<-? ?\w+)\n[^\n]*$/.exec(text.slice(0, at)) ?? [];
  return opener === '' ? [] : /^\s*done /.test(opener) ? ofLoop(text, at, opener) : namesOf(` ${opener}`);
}

function ofLoop(text: string, at: number, done: string): string[] {
  const indent = /^\t*/.exec(done)![0];
  const loops = [...text.slice(0, at).matchAll(new RegExp(`^${indent}while (.*); do$`, 'gm'))];
  return namesOf(` ${loops.at(-1)?.[1] ?? ''}`);
}

function cells(text: string): Found[] {
  return [...text.matchAll(/\bcell ([a-z-]+(?:\/\w+\.table)?) (?:"[^"]*"|\w+) (\d)/g)].map((match) => ({
    at: match.index,
    table: match[1]!,
    numbers: [Number(match[2])],
    names: [],
  }));
}

/** Programs and loops that are given the table of files by its name. */
function byFile(text: string): Found[] {
  const [, variable] = /^\s*(\w+)=\S*etc\/mkapkovl\/files$/m.exec(text) ?? [];
  const file = variable ? String.raw`(?:${filesTable}|"\$${variable}")` : filesTable;
  const found = (pattern: string) => [...text.matchAll(new RegExp(pattern, 'gm'))];
  const of = (match: RegExpExecArray, numbers: number[], names: string[] = []) => ({
    ...{ at: match.index, table: 'files', numbers, names },
  });
  return [
    ...found(String.raw`\bcut -f [\d,]+ ${file}`).map((match) => of(match, numbersOf(match[0]))),
    ...found(String.raw`\bawk (?:-F \S+ )?'([^']*)' ${file}(?!"? -)`).map((match) => of(match, fieldsOf(match[1]!))),
    ...found(String.raw`^\t*done 3< ${file}`).map((match) => of(match, [], ofLoop(text, match.index, match[0]))),
  ];
}

/** `set -- $row` with what the function then does with its arguments. */
function byPosition(text: string): Found[] {
  const [, table] = /\brow=\$\(rows ([a-z-]+)/.exec(text) ?? [];
  const match = /\bset -- \$row\n([\s\S]*?)\n\}/.exec(text);
  if (!table || !match) return [];
  const numbers = [...match[1]!.matchAll(/"\$(\d)"/g)].map((argument) => Number(argument[1]));
  return [{ at: match.index, table, numbers, names: [] }];
}
