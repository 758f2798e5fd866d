import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** The remedy for a secret that a file of the target needs. */
const keepApart =
  'If a file of the target needs it, say only where the build reads it: files: { /PATH: { content: ["text ", { secret: key }], secrets: { key: { env: NAME } } } }, or files: { /PATH: { secret: { file: PATH } } } for a whole file. The overlay then contains the secret: protect it accordingly. The file and the artifacts get mode 0600; build --encrypt encrypts the overlay.';

interface Twice {
  key: string;
  /** What both are; undefined if they are not the same, or single values. */
  kind: 'map' | 'list' | undefined;
  /** How both are written: flow in braces, block on lines of their own; undefined if each in another way. */
  style: 'flow' | 'block' | undefined;
  /** Of maps: the keys that both have. */
  shared: readonly string[];
}

/** How to keep what both say: to delete one with its lines would lose a guest, or all others. */
function onceInstead({ key, kind, style, shared }: Twice): string {
  if (kind === 'list') return `Move the items of the second list into the first, and delete the second "${key}".`;
  if (kind !== 'map') return 'Keep one of the two.';
  const twice = `${shared.slice(0, 3).join(', ')}${shared.length > 3 ? ' …' : ''}`;
  const clash =
    shared.length > 0 ? ` Both have ${twice}: if these are two things, rename one; otherwise join them, too.` : '';
  return `${joined(key, style)}: nothing of either gets lost then.${clash}`;
}

/** In one line of braces there are no lines below a key, and its line has other things on it. */
function joined(key: string, style: Twice['style']): string {
  if (style === 'block')
    return `Move the lines below the second "${key}:" to those below the first, and delete the line of the second`;
  if (style === 'flow')
    return `Move what is inside the braces of the second "${key}" into those of the first, after a comma, then delete the second "${key}" with its empty braces`;
  return `Write all that the second "${key}" has in the way of the first, and add it there, then delete the second "${key}" with all that it has`;
}

export const { codes, problemAt } = findingsOf({
  'file-not-found': error<{ file: string; what: string }>(
    (v) => `${v.what} ${v.file} does not exist`,
    'Correct the name or create the file. File names are relative to the profile that contains them.',
  ),
  'file-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be read: ${v.reason}`,
    'Check the name and your permission to read the file.',
  ),
  'profile-too-large': error<{ file: string; limit: number }>(
    (v) => `${v.file} is larger than the limit for a profile (${v.limit / 2 ** 20} MiB)`,
    'Move large content to separate files, and name them under overlays:, or under files: with source:.',
  ),
  'profile-not-text': error<{ file: string }>(
    (v) => `${v.file} is not UTF-8 text`,
    'Save it as UTF-8, and make sure that it is a profile, not an artifact or an image.',
  ),
  'yaml-syntax': error<{ reason: string; remedy: string }>(
    (v) => v.reason,
    (v) => v.remedy,
  ),
  'yaml-duplicate-key': error<Twice>((v) => `the key "${v.key}" is given twice`, onceInstead),
  'yaml-merge-key': error<{ missing: string | undefined }>(
    (v) =>
      `"<<" merge keys are not supported${v.missing === undefined ? '' : `, and there is no anchor &${v.missing} above`}`,
    'Write the keys out. An alias in place of a whole value works: networks: &cards [ … ] in one guest, and networks: *cards in another. What several profiles share goes into a file that they extend (extends:).',
  ),
  'yaml-alias-limit': error<{ limit: number }>(
    (v) => `the aliases expand to more than ${v.limit} values`,
    'Write the values out, or share them with extends:.',
  ),
  'yaml-alias-cycle': error<{ alias: string }>((v) => `*${v.alias} contains itself`, 'Write the value out.'),
  'yaml-too-deep': error<{ limit: number }>(
    (v) => `nested more than ${v.limit} levels deep`,
    'Check the brackets and the indentation: no key of a profile is nested that deep.',
  ),
  'yaml-several-documents': error(
    'a second document begins here',
    'Move the second document to a file of its own: each file is one profile.',
  ),
  'extends-cycle': error<{ file: string; chain: string }>(
    (v) => `${v.file} extends itself (${v.chain})`,
    'Remove this line, or the one that leads back to it.',
  ),
  'unknown-key': error<{
    key: string;
    remedy?: string | undefined;
    suggestion?: string | undefined;
    above?: string | undefined;
    known: string;
  }>(
    (v) => `unknown key "${v.key}"`,
    (v) => {
      if (v.remedy) return v.remedy;
      if (v.suggestion) return `Did you mean "${v.suggestion}"?`;
      if (v.above)
        return `"${v.above}" is a key of such a map, not its name: indent it further than the name above it.`;
      return `Available here: ${v.known}.`;
    },
  ),
  'keys-not-combinable': error<{ key: string; other: string }>(
    (v) => `"${v.key}" cannot be combined with "${v.other}"`,
    'Keep only one of them.',
  ),
  'wrong-type': error<{ expected: string; found: string; remedy?: string | undefined }>(
    (v) => `expected ${v.expected}, found ${v.found}`,
    (v) => v.remedy ?? 'See docs/profile.md for the values of this key.',
  ),
  'missing-key': error<{ key: string; expected: string }>(
    (v) => `"${v.key}" is missing`,
    (v) => `Add ${v.key}: ${v.expected}.`,
  ),
  'invalid-value': error<{ value: string; expected: string; remedy: string }>(
    (v) => `${v.value} is not ${v.expected}`,
    (v) => v.remedy,
  ),
  'null-value': error(
    'the value is missing (null), and there is no inherited value that null could remove',
    'Add a value, or remove the key. Lines below that belong to it must be indented further, with spaces.',
  ),
  'literal-secret': error(
    'a secret must not be written in a profile',
    'Write { env: NAME } or { file: PATH } to name where the build reads it, or { prompt: true } to be asked during installation.',
  ),
  'private-key': error<{ what: string }>(
    (v) => `${v.what} must not be written in a profile`,
    `Use the public key, which is the one line of the .pub file. ${keepApart}`,
  ),
  'secret-in-text': error<{ what: string }>((v) => `${v.what} must not be written in a profile`, keepApart),
  'secret-in-definition': error<{ what: string }>(
    (v) => `${v.what} must not be written in the definition of a guest, a network or a pool`,
    'For a graphical console write graphics: { type: vnc, password: { env: NAME } }. Put any other secret for QEMU into a file of the target (-object secret,id=NAME,file=PATH), or into a libvirt secret (virsh secret-define) that the definition names.',
  ),
  'address-with-password': error(
    'the address contains a password, which would be printed, logged and stored where every user can read it',
    'Remove user:password@, and use a source that needs no password, such as a mirror in your own network.',
  ),
  placeholder: warning<{ word: string }>(
    (v) => `"${v.word}" stands for a value that is still to be filled in`,
    'Replace it with the value of this machine.',
  ),
  'odd-character': error<{ name: string; instead: string }>(
    (v) => `there is ${v.name} on this line, which YAML takes for a part of the text`,
    (v) =>
      `Type ${v.instead} in its place. Such characters come with text that is copied from a web page or a word processor.`,
  ),
});
