import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../src/profile/parse.ts';

/** What is wrong with a text: `code line-offset message`. */
function faults(text: string): [string, string, string][] {
  const { problems } = parseProfile({ name: 'x.yaml', absolute: '/x.yaml', text });
  return problems.map(({ code, where, message }) => {
    const { offset = 0, length = 0 } = 'place' in where ? where.place : {};
    return [code, text.slice(offset, offset + length), message];
  });
}

describe('common YAML mistakes are reported in plain words, where they begin', () => {
  test.each([
    ['a bracket', 'a: [b\nc: d\n', '[', 'this [ is not closed'],
    ['the inner one of two braces', 'a: { b: { c: d }\ne: f\n', '{', 'this { is not closed'],
    ['a brace after one in a comment', 'a: 1 # {\nb: { c\n', '{', 'this { is not closed'],
    ['a brace after one in quotes', 'a: "}{"\nb: { c: \'}\'\n', '{', 'this { is not closed'],
    ['a double quote', 'a: "b\nc: d\n', '"', 'this quote is not closed'],
    ['a single quote', "a: 'b\nc: d\n", "'", 'this quote is not closed'],
  ])('%s that is not closed', (_, text, mark, message) => {
    expect(faults(text)).toEqual([['yaml-syntax', mark, message]]);
  });

  test.each([
    ['a value with a colon', 'a: b: c\n', 'there is a second ": " on this line'],
    ['a value with a colon in braces', 'x: { a: b: c }\n', 'there is a second ": " on this line'],
    ['a key without a colon', 'a: b\nc\n', 'there is no colon after this key'],
    ['a tab', 'a:\n\tb: c\n', 'a tab indents this line'],
    ['keys of unlike indentation', 'a:\n  b: c\n d: e\n', 'this line is indented differently from those above it'],
    ['a value that begins with a sign', 'a: @b\n', 'a value cannot begin with this character'],
    ['a backslash in double quotes', 'a: "C:\\dir"\n', 'this escape sequence does not exist'],
    ['a tag', 'a: !b c\n', 'profiles do not support YAML tags'],
    ['a set', 'a: !!set { b, c }\n', 'profiles do not support YAML tags'],
    ['an alias of nothing', 'a: *b\n', 'there is no anchor (&) with this name above'],
    ['a list as key', '[a]: b\n', 'a key must be text'],
  ])('%s', (_, text, message) => {
    expect(faults(text).map(([code, , words]) => [code, words])).toEqual([['yaml-syntax', message]]);
  });
});

describe('a colon', () => {
  const noSpace = ['yaml-syntax', ':', 'there is no space after this colon'];

  test.each([
    ['in the first line', 'hostname:kvm1\na: 1\n'],
    ['in the middle', 'a:\n  b: 1\n  vcpus:2\n  c: 3\n'],
    ['in the last line', 'a:\n  b: 1\n  vcpus:2\n'],
    ['of the first key of an item', 'a:\n  - volume:a\n    size: 2\n'],
    ['before a brace', 'a: 1\nalpine:{ release: "3.23" }\nb: 2\n'],
  ])('without a space after it is shown, %s', (_, text) => {
    expect(faults(text)).toEqual([noSpace]);
  });

  test.each([
    ['alone', 'a: 1\nnetwork\n  b: 2\n', 'network'],
    ['of a list', 'a: 1\npackages\n  - vim\nb: 2\n', 'packages'],
    ['before its value', 'a:\n  memory 1GiB\n  b: 2\n', 'memory'],
    ['before an address', 'a: 1\nmirror\n  http://x/\nb: 2\n', 'mirror'],
  ])('that is missing is shown at its key, %s', (_, text, key) => {
    expect(faults(text)).toEqual([['yaml-syntax', key, 'there is no colon after this key']]);
  });

  test.each(['a: http://x/\n', 'a: "b:c"\n', 'a: b:c\n', 'a: |\n  b:c\n', '"a:b": 1\n'])('is none in %j', (text) => {
    expect(faults(text)).toEqual([]);
  });
});

describe('a template of another program', () => {
  test.each([
    ['a: {{ b }}\n', '{{', '{{ … }}'],
    ['a: {{ b }}MiB\nc: 1\n', '{{', '{{ … }}'],
    ['a: [1, {{ b }}]\n', '{{', '{{ … }}'],
    ['{{ a }}: 1\n', '{{', '{{ … }}'],
    ['{% if a %}\nb: 1\n{% endif %}\n', '{%', '{% … %}'],
  ])('is named: %j', (text, mark, shown) => {
    expect(faults(text)).toEqual([
      ['yaml-syntax', mark, `profiles have no templates such as ${shown} of Ansible (Jinja)`],
    ]);
  });

  test('is none in quotes or comments', () => {
    expect(faults('a: "{{ b }}" # {% c %}\n')).toEqual([]);
    expect(faults('a: b: "{{ c }}"\n')).toEqual([['yaml-syntax', expect.anything(), expect.stringMatching(/second/)]]);
    expect(faults('a: { { b: c }: d }\n')).toEqual([['yaml-syntax', expect.anything(), 'a key must be text']]);
  });
});

describe('a merge key', () => {
  const refused = '"<<" merge keys are not supported';

  test('is refused, and an alias for a whole value is not', () => {
    expect(faults('a: &x { b: 1 }\nc: { <<: *x }\n')).toEqual([['yaml-merge-key', '<<', refused]]);
    expect(faults('a: { b: &x [1] }\nc: { b: *x }\n')).toEqual([]);
  });

  test('names an anchor that does not exist', () => {
    const missing = `${refused}, and there is no anchor &guest above`;
    expect(faults('c: { <<: *guest }\n')).toEqual([['yaml-merge-key', '<<', missing]]);
    expect(faults('a: &x { b: 1 }\nc: { <<: [*x, *guest] }\n')).toEqual([['yaml-merge-key', '<<', missing]]);
  });
});

describe('a key that is there twice', () => {
  test('is refused at the later place, however it is written', () => {
    expect(faults('a: 1\nb: 2\n"a": 3\n\'b\': 4\n')).toEqual([
      ['yaml-duplicate-key', '"a"', 'the key "a" is given twice'],
      ['yaml-duplicate-key', "'b'", 'the key "b" is given twice'],
    ]);
  });

  test.each([
    ['on lines', 'x:\n  a: 1\nx:\n  b: 2\n', /^Move the lines below the second "x:" to those below the first/],
    [
      'in braces',
      'x: { a: 1 }\nx: { b: 2 }\n',
      /^Move what is inside the braces of the second "x" into those of the first/,
    ],
    ['in braces of one line', 'v: { x: { a: 1 }, x: { b: 2 } }\n', /^Move what is inside the braces of the second "x"/],
    [
      'in braces and on lines',
      'x: { a: 1 }\nx:\n  b: 2\n',
      /^Write all that the second "x" has in the way of the first/,
    ],
    ['as an alias', 'y: &y { a: 1 }\nx: *y\nx:\n  b: 2\n', /^Write all that the second "x" has/],
  ])('and is a map, %s, is to be joined so that nothing gets lost', (_, text, remedy) => {
    const { problems } = parseProfile({ name: 'x.yaml', absolute: '/x.yaml', text });
    expect(problems.map((each) => each.remedy)).toEqual([expect.stringMatching(remedy)]);
  });

  test('is none in two maps', () => {
    expect(faults('x: { a: 1 }\ny: { a: 1 }\n')).toEqual([]);
  });
});

describe('aliases', () => {
  test('may be used a reasonable number of times', () => {
    expect(faults(`a: &a [b, c]\nd: [${'*a, '.repeat(1000)}]\n`)).toEqual([]);
  });

  test('that expand without end are refused at the alias, not inside what it refers to', () => {
    const layers = 'bcdefghij'.split('').map((name, n) => `${name}: &${name} [${`*${'abcdefghi'[n]}, `.repeat(10)}]\n`);
    const [[code, mark]] = faults(`a: &a [x, x, x, x]\n${layers.join('')}`) as [[string, string, string]];
    expect(code).toBe('yaml-alias-limit');
    expect(mark).toMatch(/^\*[a-i]$/);
  });

  test('that contain themselves are refused', () => {
    expect(faults('a: &a { b: [*a] }\n')).toEqual([['yaml-alias-cycle', '*a', '*a contains itself']]);
  });
});

test('a comment, an end mark or a beginning mark makes no second document', () => {
  for (const text of ['---\na: 1\n', 'a: 1\n...\n', '# x\n---\n# y\na: 1\n# z\n', '%YAML 1.2\n---\na: 1\n']) {
    expect(faults(text), text).toEqual([]);
  }
  expect(faults('a: 1\n---\nb: 2\n').map(([code]) => code)).toEqual(['yaml-several-documents']);
});
