/** Names of licenses without a digit that Alpine uses and the SPDX License List has; those with one are of that list. */
const listed =
  'MIT ISC Zlib PostgreSQL Unlicense Ruby ImageMagick NCSA SSH-OpenSSH Vim WTFPL curl IJG Net-SNMP Boehm-GC ICU TCL Sendmail blessing Beerware HPND RSA-MD OML FTL Libpng libtiff ClArtistic FDK-AAC FSFUL OpenSSL UCAR NIST-PD MIT-feh JSON IPA NLPL NGPL eGenix Intel-ACPI MIT-open-group MirOS IBM-pibs Info-ZIP CC-PDDC MS-PL Bitstream-Vera NTP';
const known = new Set(listed.split(' '));

/** Names that look like those of the list, and are not on it. */
const unlisted = new Set(
  'LGPL-1.0-only Artistic-Perl-1.0 Artistic-2 GPL-2-or-later GPL-3-or-later GPLv2+ LGP-2.1-only Apache-2 LPPL-1.3 BSD2 openssl-exception custom-static-linking-exception Nokia-Qt-exception-1.1'.split(
    ' ',
  ),
);

/** A license of the document itself (SPDX 2.3, 10.1): what a package calls its license, in its own words. */
interface ExtractedLicense {
  id: string;
  text: string;
}

export interface License {
  expression: string;
  extracted: ExtractedLicense[];
}

/**
 * What a package says of its license, as an SPDX expression (SPDX 2.3, annex D). Alpine's are expressions with a few words
 * of its own, such as custom and Public-Domain; some have no operators, and are taken as one name.
 */
export function licenseOf(text: string): License {
  const words = text.match(/[()]|[^\s()]+/g) ?? [];
  if (words.length === 0) return { expression: 'NOASSERTION', extracted: [] };
  if (!isExpression(words)) return { expression: ownId(text), extracted: [{ id: ownId(text), text }] };
  const isOwn = (word: string, index: number) => words[index - 1] !== 'WITH' && !isListed(word);
  const own = words.filter(isOwn);
  const expression = words.map((word, index) => (isOwn(word, index) ? ownId(word) : word)).join(' ');
  return {
    expression: expression.replaceAll('( ', '(').replaceAll(' )', ')'),
    extracted: own.map((word) => ({ id: ownId(word), text: word })),
  };
}

const operators = ['AND', 'OR', 'WITH'];

function isListed(word: string): boolean {
  if (['(', ')', ...operators].includes(word)) return true;
  if (unlisted.has(word) || exception.test(word) || word.includes('-WITH-')) return false;
  return known.has(word) || (/\d/.test(word) && /^[A-Za-z0-9][A-Za-z0-9.-]*\+?$/.test(word));
}

/** What may follow WITH, and nothing else. */
const exception = /(-exception(-[\d.]+)?|^Linux-syscall-note)$/;

/** Names with operators between them, in parentheses that fit. */
function isExpression(words: readonly string[]): boolean {
  let depth = 0;
  let wantsName = true;
  for (const [index, word] of words.entries()) {
    const isName = word !== '(' && word !== ')' && !operators.includes(word);
    if ((word === '(' || isName) !== wantsName) return false;
    if (isName && words[index - 1] === 'WITH' && (!exception.test(word) || unlisted.has(word))) return false;
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else wantsName = !isName;
    if (depth < 0) return false;
  }
  return depth === 0 && !wantsName;
}

/** Letters, digits, dots and dashes (SPDX 2.3, 10.1.1). */
const ownId = (text: string) => `LicenseRef-Alpine-${text.replace(/^LicenseRef-/, '').replace(/[^A-Za-z0-9.]+/g, '-')}`;
