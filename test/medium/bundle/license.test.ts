import { describe, expect, test } from 'vitest';
import { licenseOf } from '#src/medium/bundle/license.ts';

describe('what a package says of its license', () => {
  test.each([
    'MIT',
    'GPL-2.0-or-later AND (LGPL-2.1-only OR BSD-3-Clause)',
    'GPL-2.0-only WITH Linux-syscall-note',
    'Apache-2.0 WITH LLVM-exception',
  ])('is taken as it is, if it is an SPDX expression: %s', (text) => {
    expect(licenseOf(text)).toEqual({ expression: text, extracted: [] });
  });

  test.each([
    ['custom', 'LicenseRef-Alpine-custom'],
    ['MIT AND Public-Domain', 'MIT AND LicenseRef-Alpine-Public-Domain'],
    ['(MIT OR custom:sip) AND ISC', '(MIT OR LicenseRef-Alpine-custom-sip) AND ISC'],
    ['LGPL-1.0-only', 'LicenseRef-Alpine-LGPL-1.0-only'],
    ['LicenseRef-KDE-Accepted-GPL', 'LicenseRef-Alpine-KDE-Accepted-GPL'],
    ['GPL-3.0-only AND Qt-GPL-exception-1.0', 'GPL-3.0-only AND LicenseRef-Alpine-Qt-GPL-exception-1.0'],
  ])('has names of its own for what SPDX does not list: %s', (text, expression) => {
    const license = licenseOf(text);
    expect(license.expression).toBe(expression);
    expect(license.extracted.map(({ id }) => id)).toEqual(expression.match(/LicenseRef-[A-Za-z0-9.-]+/g));
  });

  test.each([
    'GPL PerlArtistic',
    'Public Domain',
    'GPL-2.0-only WITH OpenSSL-Exception',
    'MIT AND',
    '(MIT',
    'MIT) AND (ISC',
    'GPL-2.0 or Artistic',
  ])('is one name if it is no expression: %s', (text) => {
    const { expression, extracted } = licenseOf(text);
    expect(expression).toMatch(/^LicenseRef-Alpine-[A-Za-z0-9.-]+$/);
    expect(extracted).toEqual([{ id: expression, text }]);
  });

  test('is not asserted if it says nothing', () => {
    expect(licenseOf(' ')).toEqual({ expression: 'NOASSERTION', extracted: [] });
  });
});
