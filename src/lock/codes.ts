import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

const lockAgain = 'Run mkapkovl lock with these profiles, and commit the file.';

export const { codes, problemAt } = findingsOf({
  'lock-missing': error<{ file: string }>((v) => `there is no lock file ${v.file}`, lockAgain),
  'lock-lacks': error<{ file: string; what: string }>((v) => `${v.file} lacks ${v.what}`, lockAgain),
  'lock-superfluous': error<{ file: string; what: string }>(
    (v) => `${v.file} has ${v.what}, which no profile asks for any more`,
    lockAgain,
  ),
  'lock-differs': error<{ file: string; what: string; locked: string; wanted: string }>(
    (v) => `${v.file} has ${v.locked} for ${v.what}, but the profile has ${v.wanted}`,
    lockAgain,
  ),
  'lock-outdated': error<{ file: string; hostname: string }>(
    (v) => `${v.file} was made for other settings of ${v.hostname} than its profile has now`,
    lockAgain,
  ),
  'lock-several-folders': environment<{ folders: string }>(
    (v) => `the profiles are in several folders (${v.folders}), so that no lock file would be next to all of them`,
    'Name the file with --out, and give it to build and media with --lock.',
  ),
  'lock-update-unknown': environment<{ name: string; known: string }>(
    (v) => `there is nothing named ${v.name} to update`,
    (v) => `Write profiles before --update, and after it some of: ${v.known}.`,
  ),
  'lock-image-twice': error<{ url: string; one: string; other: string }>(
    (v) => `two digests are given for ${v.url}: ${v.one} and ${v.other}`,
    'Compare them with the sha256 that its authors publish, and correct the wrong one.',
  ),
  'lock-repository-on-target': warning<{ repository: string }>(
    (v) => `the repository ${v.repository} is a folder of the target, so what it has cannot be locked`,
    'Packages that only it has are missing from the lock. Nothing else is affected.',
  ),
  'lock-without-packages': warning(
    'there is no program apk to find out which packages the hosts need, so the lock has no package versions',
    'Run this in the container image of mkapkovl or on Alpine, or name the program with --apk. All the rest is locked.',
  ),
  'lock-no-apk': environment<{ program: string }>(
    (v) => `the program ${v.program}, which finds out what packages need, was not found`,
    'Run this in the container image of mkapkovl or on Alpine, or name the program with --apk.',
  ),
  'lock-apk-failed': environment<{ program: string; reason: string }>(
    (v) => `${v.program} could not find out what the packages need: ${v.reason}`,
    'Use apk of apk-tools 2.14 or newer. Nothing was written.',
  ),
  'package-unknown': error<{ name: string; release: string; near: readonly string[] }>(
    (v) => `no repository of Alpine ${v.release} that the profile names has a package ${v.name}`,
    (v) =>
      v.near.length > 0
        ? `Similar: ${v.near.join(', ')}.`
        : 'Correct the name (pkgs.alpinelinux.org finds packages by name and by content), or add the repository that has it.',
  ),
  'packages-unsolvable': error<{ reason: string }>(
    (v) => `these packages cannot be installed together: ${v.reason}`,
    'Remove one of those that apk names, or the version that the profile demands.',
  ),
  'index-unreadable': environment<{ url: string }>(
    (v) => `${v.url} is not an index of packages`,
    'Check alpine.mirror and alpine.repositories: a web page in its place is the usual cause. Nothing was written.',
  ),
  'index-unsigned': environment<{ url: string }>(
    (v) => `${v.url} has no signature, and apk on the target would refuse it`,
    'Sign it with abuild-sign. Nothing was written.',
  ),
  'index-signature-wrong': environment<{ url: string; key: string }>(
    (v) =>
      `the signature of ${v.url} by ${v.key} is wrong: the file is damaged or was changed by someone without the key`,
    'Use another mirror (--mirror, alpine.mirror), and report it to the operator of this one. Nothing was written.',
  ),
  'index-key-unknown': error<{ url: string; key: string }>(
    (v) => `${v.url} is signed with ${v.key}, which is neither a key of Alpine nor in the overlay`,
    (v) =>
      `Get the public key from the repository's operator in a trusted way, and add it as /etc/apk/keys/${v.key} (files: or overlays:). The target needs it, too.`,
  ),
});
