import { expect, test } from 'vitest';
import { masked } from '../../src/compare/mask.ts';
import { quote } from '../../src/profile/words.ts';
import { withoutLiterals } from '../../src/secrets/find.ts';

const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const key = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`;
/** Every line of the key, as any output might have it. */
const lines = body.split('\n');

test.each([
  ['a key', key],
  ['two keys with text between them', `${key}\nand\n${key}`],
  ['a key that is cut off', `before\n-----BEGIN RSA PRIVATE KEY-----\n${body}`],
  ['the rest of a key', `${body}\n-----END EC PRIVATE KEY-----\nafter`],
  ['a key of PGP', key.replaceAll('PRIVATE KEY', 'PGP PRIVATE KEY BLOCK')],
])('of %s no line is shown: as text, in a message, in data', (_, text) => {
  for (const shown of [withoutLiterals(text), quote(text), JSON.stringify(masked({ a: [text], [text]: 1 }))])
    for (const line of lines) expect(shown).not.toContain(line.slice(0, 12));
});

test('what is around a key stays', () => {
  expect(withoutLiterals(`before\n${key}\nafter`)).toBe('before\n-----********\nafter');
  expect(withoutLiterals('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----')).toContain('MIIB');
});
