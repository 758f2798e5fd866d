import { environment, error, warning } from '../code.ts';

/** Building, writing and reading artifacts. */
export const artifactCodes = {
  'duplicate-hostname': error<{ hostname: string; file: string }>(
    (v) => `${v.file} is ${v.hostname} too, and both would write the same files`,
    'Give every host its own name, or build into different folders.',
  ),
  'out-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be written: ${v.reason}`,
    'Nothing was changed. Name another folder with --out, or make room.',
  ),
  'init-file-there': environment<{ file: string }>(
    (v) => `${v.file} is there already, and is left as it is`,
    'Name a file that is not there yet with --out.',
  ),
  'init-no-answer': environment(
    'the questions were not answered to the end, so no profile is written',
    'Answer all of them, or give facts: mkapkovl init --facts FILE.',
  ),
  'source-date-epoch': environment<{ value: string }>(
    (v) => `SOURCE_DATE_EPOCH is "${v.value}", which is no time`,
    'Set it to whole seconds since 1970, such as $(git log -1 --format=%ct), or unset it.',
  ),
  'other-overlay-there': warning<{ file: string }>(
    (v) => `${v.file} is still there from an earlier build`,
    'Alpine takes the first overlay that it finds on a medium: copy only one of them, or remove the old one.',
  ),
  'overlay-must-be-encrypted': error(
    'the overlay will carry the passphrase, and the profile says that it must be encrypted',
    'Build with --encrypt.',
  ),
  'encrypt-no-passphrase': environment(
    'there is no passphrase to encrypt the overlay with',
    'Set MKAPKOVL_PASSPHRASE, give --passphrase-file FILE, or run it on a terminal to be asked.',
  ),
  'encrypt-passphrase-unusable': environment<{ reason: string }>(
    (v) => `the passphrase cannot be used: ${v.reason}`,
    'Give one line of ordinary characters, and nothing else in that file or variable.',
  ),
  'encrypt-weak-passphrase': warning<{ length: number }>(
    (v) => `the passphrase has only ${v.length} characters`,
    'Alpine derives the key with a single round of SHA-256: use 20 random characters or more.',
  ),
  'artifact-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is no artifact of mkapkovl: ${v.reason}`,
    'Name an .apkovl.tar.gz (or .aes-256-cbc), .answers or .manifest.json.',
  ),
  'artifact-no-entry': environment<{ file: string; entry: string }>(
    (v) => `${v.file} has no ${v.entry}`,
    'Run it without a path to list what is there.',
  ),
};
