import { expect, test } from 'vitest';
import { findingsFor } from '../support/reported.ts';

const hash = '$6$saltsaltsalt$Ul5Ilz8QFlBzWWVFcJWSO9tJmXcmVZoVZOoqLxXhqKSSJYcmbcV7sPvVx2qzTxrAWT4T3Nf6oBqRGXJMTWEt1.';

test.each([
  ['of root', `access: { root: { password: "${hash}" } }`],
  ['of a user', `access: { users: { ana: { password: "${hash}" } } }`],
  ['where the name of a variable goes', `access: { root: { password: { env: "${hash}" } } }`],
])('the hash of a password %s has the remedy of a password', async (_whose, access) => {
  const found = await findingsFor(access);
  expect(found.map(({ code }) => code)).toEqual(['literal-secret']);
  expect(found[0]!.remedy).toMatch(/\{ env: NAME \} or \{ file: PATH \}.*\{ prompt: true \}/);
});

test('a hash where no password goes has the remedy of a file', async () => {
  const [found] = await findingsFor(`files: { /etc/x: { content: "root:${hash}:" } }`);
  expect(found).toMatchObject({ code: 'secret-in-text' });
  expect(found!.remedy).toContain('files:');
});
