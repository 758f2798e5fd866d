import fc from 'fast-check';

/** What editors, pastes and attackers put into a text: all of it means something to a parser of some format. */
const odd = [
  '\ufeff',
  '\0',
  '\r',
  '\r\n',
  '\n',
  '\t',
  '\u00a0',
  '\u2028',
  '\u0085',
  '\u200b',
  '\ud800',
  '\udc00',
  '\uffff',
  '"\\ud800"',
  '"\\0"',
  '“',
  '\u001b[31m',
  '__proto__: {}',
  'constructor: 1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '&a',
  '*a',
  '&a [*a]',
  '<<: *a',
  '<<: {}',
  '!!binary aGk=',
  '!!set',
  '!!timestamp',
  '!tag ',
  '!!js/function x',
  '? ',
  '? [a]\n: b',
  '- ',
  '- - - ',
  ': ',
  ' #',
  '#',
  '|',
  '>',
  '|9',
  '|-\n',
  '---',
  '--- ',
  '...',
  '%YAML 1.1\n---',
  '%TAG ! x',
  '1e999',
  '-1e999',
  '.inf',
  '.nan',
  '0x7fffffffffffffff',
  '99999999999999999999',
  '-0',
  '0o17',
  '1_000',
  '1:30',
  'null',
  '~',
  'yes',
  'NO',
  '[',
  ']',
  '{',
  '}',
  '[[[[',
  '{{{{',
  '}}',
  '{{hostname}}',
  '"',
  "'",
  '`',
  '\\',
  ',',
  '@',
  '%',
  '=',
  '<',
  '>',
  '&amp;',
  '&#0;',
  '&#xD800;',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '<a xmlns:x="y"/>',
  '/>',
  '$(',
  '${',
  '<<EOF',
  '0000:00:00.0',
  '00:1f.3',
  'ffff:ff:1f.7',
  '8086:',
  'Group 99999999999:',
  'Bus 999 Device 999:',
  '10.0.0.0/33',
  '::/0',
  '{}',
  '[]',
  '""',
];
const oddBytes = [
  [0xff],
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x1f, 0x8b],
  [0],
];

const piece = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...odd).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constantFrom(...oddBytes).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('[', '{a: ', '- ', ' ', '<a>', '(', '&a ', 'x', '"\\'), fc.constantFrom(70, 3000, 20_000))
      .map(([text, times]) => Buffer.from(text.repeat(times))),
  },
);

/** Where, as a share of the whole; whether at the beginning of the line there; how much goes, and what comes instead. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  align: fc.constantFrom('here', 'line', 'value'),
  gone: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(40), fc.nat(2000)),
  kind: fc.constantFrom('piece', 'piece', 'piece', 'nothing', 'copy', 'end'),
  piece,
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(200),
});
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

function changed(bytes: Buffer, { at, align, gone, kind, piece: put, from, length }: Change): Buffer {
  let start = Math.floor(at * bytes.length);
  if (align === 'line') start = bytes.lastIndexOf('\n', start) + 1;
  if (align === 'value') start = Math.max(bytes.indexOf(': ', start) + 2, 0);
  if (kind === 'end') return bytes.subarray(0, start);
  const other = Math.floor(from * bytes.length);
  const middle = kind === 'piece' ? put : kind === 'copy' ? bytes.subarray(other, other + length) : Buffer.alloc(0);
  return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(start + gone)]);
}

/** One of the given texts, with some places changed. */
export const mutated = (all: readonly (string | Buffer)[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.nat(all.length - 1), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([index, changes]) => changes.reduce(changed, Buffer.from(all[index]!)));
