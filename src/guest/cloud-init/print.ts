import { Document, Scalar, type Tags } from 'yaml';

/** The place of a secret in a document, in bytes. */
export interface Slot {
  secret: string;
  offset: number;
}

/** Space for a quoted secret whose own quotes are doubled; the rest stays blank. */
export const slotLength = 4096;

/** Prints values as YAML 1.1, which cloud-init reads (PyYAML), with blanks in place of `{ secret: NAME }`. */
export function printValues(values: object): { text: string; slots: Slot[] } {
  const secrets: string[] = [];
  let mark = 'secret';
  while (JSON.stringify(values).includes(mark)) mark += '-';
  const prepared = map(values, (value) => {
    const secret = secretNamed(value);
    if (secret !== undefined) return quoted(`${mark}${secrets.push(secret) - 1}`, 'QUOTE_SINGLE');
    // PyYAML does not read these two as plain text, and fails.
    return value === '=' || value === '<<' ? quoted(value, 'QUOTE_DOUBLE') : undefined;
  });
  const document = new Document(prepared, { version: '1.1', customTags: withoutMerge, aliasDuplicateObjects: false });
  const pieces = document.toString({ lineWidth: 0 }).split(new RegExp(`'${mark}(\\d+)'`));
  let text = '';
  const slots: Slot[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) text += piece;
    else {
      slots.push({ secret: secrets[Number(piece)]!, offset: Buffer.byteLength(text) });
      text += ' '.repeat(slotLength);
    }
  }
  return { text, slots };
}

/** By which "<<" would be printed bare, whatever its node says. */
const withoutMerge = (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== mergeTag);
const mergeTag = 'tag:yaml.org,2002:merge';

/** The name in `{ secret: NAME }`. */
export function secretNamed(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { secret, ...others } = value as { secret?: unknown };
  return typeof secret === 'string' && Object.keys(others).length === 0 ? secret : undefined;
}

function quoted(value: string, type: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'): Scalar {
  const scalar = new Scalar(value);
  scalar.type = type;
  return scalar;
}

/** A copy in which each value that `replace` maps to another is replaced. */
function map(value: unknown, replace: (value: unknown) => unknown): unknown {
  const other = replace(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((item) => map(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, replace)]));
}
