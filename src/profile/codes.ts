import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** What to do with a secret that a file of the target needs. */
const keepApart =
  'If a file of the target needs it, put that file into a user tree (overlays:), or name it as source: under files:, and keep it out of version control. The overlay then holds the secret, and whoever has the overlay has it: the file and the artifacts get mode 0600; build --encrypt encrypts the overlay.';

export const { codes, problemAt } = findingsOf({
  'file-not-found': error<{ file: string; what: string }>(
    (v) => `${v.what} ${v.file} does not exist`,
    'Names of files are relative to the profile that names them. Correct the name or create the file.',
  ),
  'file-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be read: ${v.reason}`,
    'Check the name and that you may read it.',
  ),
  'profile-too-large': error<{ file: string; limit: number }>(
    (v) => `${v.file} is larger than a profile may be (${v.limit / 2 ** 20} MiB)`,
    'Keep large content in files of its own (overlays:, or files: with source:) and name them.',
  ),
  'profile-not-text': error<{ file: string }>(
    (v) => `${v.file} is not UTF-8 text`,
    'Save it as UTF-8. An artifact or an image is no profile.',
  ),
  'yaml-syntax': error<{ reason: string; remedy: string }>(
    (v) => v.reason,
    (v) => v.remedy,
  ),
  'yaml-duplicate-key': error<{ key: string }>((v) => `"${v.key}" is here a second time`, 'Keep one of the two.'),
  'yaml-merge-key': error(
    '"<<" merge keys are not supported',
    'Use extends: for what several profiles share; it says where each value came from.',
  ),
  'yaml-alias-limit': error<{ limit: number }>(
    (v) => `the aliases expand to more than ${v.limit} values`,
    'Write the values out, or share them by extends:.',
  ),
  'yaml-alias-cycle': error<{ alias: string }>((v) => `*${v.alias} contains itself`, 'Write the value out.'),
  'yaml-too-deep': error<{ limit: number }>(
    (v) => `nested more than ${v.limit} levels deep`,
    'No key of a profile lies that deep; check the brackets and the indentation.',
  ),
  'yaml-several-documents': error(
    'a second document begins here',
    'One file is one profile. Put the second one into a file of its own.',
  ),
  'extends-cycle': error<{ file: string; chain: string }>(
    (v) => `${v.file} extends itself (${v.chain})`,
    'Take this line out, or the one that leads back to it.',
  ),
  'unknown-key': error<{ key: string; suggestion?: string | undefined; known: string }>(
    (v) => `unknown key "${v.key}"`,
    (v) => (v.suggestion ? `Did you mean "${v.suggestion}"?` : `Known here: ${v.known}.`),
  ),
  'wrong-type': error<{ expected: string; found: string; remedy?: string | undefined }>(
    (v) => `expected ${v.expected}, found ${v.found}`,
    (v) => v.remedy ?? 'See docs/profile.md for what this key takes.',
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
    'there is no value here, and nothing is inherited that null could remove',
    'Give a value, or leave the key out.',
  ),
  'literal-secret': error(
    'a secret must not stand in a profile',
    'Write { env: NAME } or { file: PATH } to say where the build finds it, or { prompt: true } to be asked at install.',
  ),
  'private-key': error<{ what: string }>(
    (v) => `${v.what} must not stand in a profile`,
    `Profiles take public keys: the one line of the .pub file. ${keepApart}`,
  ),
  'secret-in-text': error<{ what: string }>((v) => `${v.what} must not stand in a profile`, keepApart),
  'secret-in-definition': error<{ what: string }>(
    (v) => `${v.what} must not stand in the definition of a guest, a network or a pool`,
    'For a screen write graphics: { type: vnc, password: { env: NAME } }. What else QEMU has to know goes into a file of the target (-object secret,id=NAME,file=PATH), or into a secret of libvirt (virsh secret-define), which the definition names.',
  ),
  'address-with-password': error(
    'the address has a password in it, which would be shown, logged and stored for everybody to read',
    'Take user:password@ out, and fetch it from where no password is asked for, such as a mirror in your network.',
  ),
});
