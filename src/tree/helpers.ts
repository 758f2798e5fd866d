/**
 * The named forms in which templates print values; every value needs one. A value that does not fit its form is a bug,
 * because the schema should have refused it; it stops the build before it gets into a file.
 */
export const helpers = {
  /** One line of a configuration file. */
  line: (value: unknown) => checked(value, /[\x00-\x08\x0a-\x1f\x7f]/, 'a line'),
  /** One cell of a tab-separated table that the shell reads; never empty, because `read` merges adjacent tabs. */
  cell: (value: unknown) => {
    const text = checked(value, /[\x00-\x20\x7f\\]/, 'a table cell');
    if (text === '') throw new Error('an empty table cell');
    return text;
  },
  /** A shell word in single quotes, with any content. */
  word: (value: unknown) => `'${String(value ?? '').replaceAll("'", "'\\''")}'`,
  /** XML text or attribute value (in either quotes). */
  xml,
  /** The attributes of an XML element, from a map of names to values; undefined ones are omitted. */
  attributes: (values: unknown) =>
    Object.entries(values as object)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ` ${name}='${xml(value)}'`)
      .join(''),
  /** XML from the profile that consists of complete elements (xml/fragment.ts), verbatim. */
  markup: (value: unknown) => checked(value, notXml, 'XML'),
};

/** Everything but the characters of XML 1.0, 2.2. */
const notXml = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Cs}]/u;

const xmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function xml(value: unknown): string {
  return checked(value, notXml, 'XML').replace(/[&<>"']/g, (char) => xmlEntities[char]!);
}

/** What a template has in place of a text. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'a missing value';
  return Array.isArray(value) ? 'a list' : 'a map';
}

function checked(value: unknown, refused: RegExp, form: string): string {
  if (value === undefined || value === null || typeof value === 'object')
    throw new Error(`${kindOf(value)} cannot be printed as ${form}`);
  const text = String(value);
  if (refused.test(text)) throw new Error(`${JSON.stringify(text)} cannot be printed as ${form}`);
  return text;
}
