import { classByName, leadingClass } from '../class-names.ts';

export const addressPattern = '(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]';
const idPattern = '[0-9a-f]{4}:[0-9a-f]{4}';

/** The data of one line about a function. */
export interface FunctionLine {
  address: string;
  class?: string | undefined;
  id?: string | undefined;
  name?: string | undefined;
  subsystem?: string | undefined;
  /** Its driver, from scripts that print it after the id. */
  driver?: string | undefined;
  /** A mark before it shows that it can be reset. */
  resets: boolean;
  /** Marks or an id precede the address, as only in lists of groups. */
  marked: boolean;
}

/** With domain 0000 if the listing omits it. */
export function fullAddress(text: string): string {
  const lower = text.toLowerCase();
  return lower.split(':').length === 2 ? `0000:${lower}` : lower;
}

const expression = (pattern: string) => new RegExp(pattern, 'i');

/**
 * Marks and an id in front, as printed by scripts that check for resets: `[8086:3a37] [R] 00:1a.0  USB controller  …`.
 */
const front = expression(`^((?:\\[[^\\]]*\\]\\s*)*)(${addressPattern})(?![0-9a-f:.])\\s*(.*)$`);
const idInFront = expression(`^\\[(${idPattern})\\]`);
/** The same in another order, by other scripts: [RESET], [FLR], [R]. */
const mark = /\[\s*(R|RESET|FLR|✓|x)\s*\]/i;

export function functionLine(text: string): FunctionLine | undefined {
  const [, marks = '', address = '', body = ''] = front.exec(text) ?? [];
  if (!address) return undefined;
  const id = idInFront.exec(marks)?.[1];
  return {
    address: fullAddress(address),
    resets: mark.test(marks),
    marked: marks !== '',
    driver: /\]\s.*\bdriver(?: in use)?\s*[:=]\s*([\w-]+)/i.exec(body)?.[1],
    ...described(fromCells(body.trim())),
    ...(id ? { id: id.toLowerCase() } : {}),
  };
}

/** The cells of a table as lspci -nn prints them: | USB controller [0c03] | Maker Name | 8086:3a67 |. */
function fromCells(body: string): string {
  if (!/^[|│;]/.test(body)) return body;
  const cells = body.split(/[|│;]/).map((cell) => cell.trim());
  const bracketed = cells.map((cell) => (expression(`^${idPattern}$`).test(cell) ? `[${cell}]` : cell));
  return bracketed.filter(Boolean).join('  ');
}

type Described = Omit<FunctionLine, 'address' | 'resets' | 'marked' | 'driver'>;

function described(body: string): Described {
  return quoted(body) ?? numbers(body) ?? namesAndNumbers(body) ?? names(body);
}

/** lspci -mmnn: "USB controller [0c03]" "Intel Corporation [8086]" "Name [3a37]" -r02 "Maker [1849]" "Name [3a37]". */
function quoted(body: string): Described | undefined {
  if (!body.startsWith('"')) return undefined;
  const [kind, vendor, device, maker, model] = [...body.matchAll(/"([^"]*)"/g)].map(([, text = '']) =>
    codeAndName(text),
  );
  return {
    class: kind?.code ?? (kind && classByName(kind.name)),
    id: pair(vendor, device),
    subsystem: pair(maker, model),
    name: [vendor?.name, device?.name].filter(Boolean).join(' ') || undefined,
  };
}

export function codeAndName(text: string): { code: string | undefined; name: string } {
  const match = /^(.*?)\s*\[([0-9a-f]{4})\]$/i.exec(text.trim());
  if (match) return { name: match[1]!, code: match[2]!.toLowerCase() };
  return /^[0-9a-f]{4}$/i.test(text.trim())
    ? { name: '', code: text.trim().toLowerCase() }
    : { name: text.trim(), code: undefined };
}

type Coded = ReturnType<typeof codeAndName>;
export const pair = (vendor: Coded | undefined, device: Coded | undefined): string | undefined =>
  vendor?.code && device?.code ? `${vendor.code}:${device.code}` : undefined;

/** lspci -n: 0c03: 8086:3a67 (rev 02). */
function numbers(body: string): Described | undefined {
  const match = expression(`^(?:Class )?([0-9a-f]{4}):?\\s+(${idPattern})\\b(.*)$`).exec(body);
  return match ? { class: withInterface(match[1]!, match[3]!), id: match[2]!.toLowerCase() } : undefined;
}

/** lspci -nn: USB controller [0c03]: Maker Name [8086:3a67] (rev 02) (prog-if 00 [UHCI]). */
function namesAndNumbers(body: string): Described | undefined {
  const match = /^(.*?)\s*\[([0-9a-f]{4}(?:[0-9a-f]{2})?)\]\s*:?\s*(.*)$/i.exec(body);
  if (!match) return undefined;
  const [, kind = '', digits = '', rest = ''] = match;
  if (!/\]\s*:/.test(body.slice(0, body.length - rest.length)) && rest !== '' && !classByName(kind)) return undefined;
  const ids = [...rest.matchAll(expressionAll(`\\s*\\[(${idPattern})\\]`))];
  const last = ids.at(-1);
  const name = rest.slice(0, last?.index).trim();
  return {
    class: withInterface(digits, rest.slice(last?.index ?? rest.length)),
    id: last?.[1]?.toLowerCase(),
    name: name || undefined,
  };
}

const expressionAll = (pattern: string) => new RegExp(pattern, 'gi');

/** lspci without numbers, or columns: USB controller: Maker Name, USB controller    Name. The id may still follow. */
function names(body: string): Described {
  const ids = [...body.matchAll(expressionAll(`\\s*\\[(${idPattern})\\]`))].at(-1);
  const text = body.slice(0, ids?.index).replace(/\s+\((rev|prog-if) [^)]*\)\s*$/, '');
  const columns = text.split(/:\s+|\s{2,}|\t/);
  const named = classByName(columns[0] ?? '');
  const leading = named
    ? { code: named, rest: text.slice(columns[0]!.length).replace(/^[\s:]+/, '') }
    : leadingClass(text);
  return {
    class: leading && withInterface(leading.code, body),
    id: ids?.[1]?.toLowerCase(),
    name: (leading?.rest ?? text).trim() || undefined,
  };
}

/** The programming interface, if the listing has it. */
function withInterface(digits: string, rest: string): string {
  const code = digits.toLowerCase();
  const match = /\(prog-if ([0-9a-f]{2})\b/i.exec(rest);
  return match && code.length === 4 ? code + match[1]!.toLowerCase() : code;
}
