const name = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?';
const reference = '&(?:#\\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);';
const attribute = `\\s+${name}\\s*=\\s*(?:"(?:[^<&"]|${reference})*"|'(?:[^<&']|${reference})*')`;
const token = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    `<(${name})((?:${attribute})*)\\s*(/?)>`,
    `</(${name})\\s*>`,
    `(?:[^<&]|${reference})+`,
  ].join('|'),
  'y',
);

/** Whether a text is a sequence of complete XML elements, which can be inserted into another element. */
export function isFragment(text: string): boolean {
  const open: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) return false;
    const [whole, opening, attributes = '', empty, closing] = found;
    if (opening !== undefined) {
      if (repeats(attributes)) return false;
      if (!empty) open.push(opening);
    } else if (closing !== undefined) {
      if (open.pop() !== closing) return false;
    } else if (open.length === 0 && !whole.startsWith('<!--') && whole.trim() !== '') return false;
  }
  return open.length === 0 && text.trim() !== '' && [...text.matchAll(numbered)].every(([, to]) => isCharacter(to!));
}

const numbered = /&#(\d+|x[0-9a-fA-F]+);/g;

/** XML 1.0, 2.2 and 4.1: a reference names a character, and not every number is one. */
function isCharacter(number: string): boolean {
  const code = number.startsWith('x') ? Number.parseInt(number.slice(1), 16) : Number(number);
  if (code < 0x20) return [0x9, 0xa, 0xd].includes(code);
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);
}

/** XML allows an attribute only once. */
function repeats(attributes: string): boolean {
  const names = [...attributes.matchAll(new RegExp(`\\s(${name})\\s*=\\s*["']`, 'g'))].map(([, key]) => key);
  return new Set(names).size !== names.length;
}
