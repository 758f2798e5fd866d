import { stringify } from 'yaml';

/** Longest line that a map or a list is put on. */
const widest = 110;

export type Comments = Readonly<Record<string, readonly string[]>>;

/**
 * Values as the YAML that a person would write: what is short on one line, each device on its own. Comments stand above
 * the keys that are named by their path, such as network/interfaces.
 */
export function yamlText(value: object, comments: Comments = {}): string {
  return `${mapLines(value, '', comments).join('\n')}\n`;
}

function mapLines(map: object, path: string, comments: Comments): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}/${key}`;
    const above = (comments[at] ?? []).map((line) => (line === '' ? '' : `# ${line}`));
    return [...above, ...entryLines(keyText(key), value, at, comments)];
  });
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `  ${line}`));

function entryLines(key: string, value: unknown, path: string, comments: Comments): string[] {
  const line = `${key}: ${oneLine(value)}`;
  const depth = path.split('/').length;
  if (typeof value !== 'object' || value === null) return multiline(key, value) ?? [line];
  const commented = Object.keys(comments).some((each) => each.startsWith(`${path}/`));
  if (isEmpty(value) || (depth > 2 && !commented && !hasBreaks(value) && isShort(line, value, depth))) return [line];
  const inner = Array.isArray(value) ? value.flatMap((item) => itemLines(item, path)) : mapLines(value, path, comments);
  return [`${key}:`, ...indent(inner)];
}

const isEmpty = (value: object) => Object.keys(value).length === 0;

/** Several devices are below each other; a single one may be on the line of its key. */
function isShort(line: string, value: object, depth: number): boolean {
  const devices = Array.isArray(value) && value.length > 1 && value.some((each) => typeof each === 'object');
  return !devices && line.length + 2 * depth <= widest;
}

function itemLines(item: unknown, path: string): string[] {
  const line = `- ${oneLine(item)}`;
  const open = typeof item === 'object' && item !== null && !Array.isArray(item) && !isEmpty(item);
  if (!open || (line.length + 2 * path.split('/').length <= widest && !hasBreaks(item))) return [line];
  const [first = '', ...rest] = mapLines(item, `${path}/-`, {});
  return [`- ${first}`, ...indent(rest)];
}

const hasBreaks = (value: unknown): boolean => JSON.stringify(value).includes('\\n');

/** Text of several lines as a block; undefined for what is on one line. */
function multiline(key: string, value: unknown): string[] | undefined {
  if (typeof value !== 'string' || !value.includes('\n')) return undefined;
  return stringify({ [key]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n');
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const inner = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${oneLine(each)}`);
  return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
}

/** Keys that are numbers need no quotes. */
const keyText = (key: string) => (/^(0|[1-9]\d{0,8})$/.test(key) ? key : scalar(key));

/** A plain value that is valid inside brackets. Words that YAML 1.1 reads as something else are quoted. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const line = stringify([value], { collectionStyle: 'flow', compat: 'yaml-1.1', lineWidth: 0, blockQuote: false });
  return line.trim().slice(1, -1).trim();
}
