import { error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

const sizeText = (bytes: number) =>
  bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;

export const { codes, problem, problemAt } = findingsOf({
  'tree-conflict': error<{ path: string; owner: string; what: string }>(
    (v) => `${v.path} ${v.what} (${v.owner})`,
    (v) =>
      ['files', 'overlays'].includes(v.owner)
        ? 'Remove one of the two.'
        : `Remove yours: nothing can replace a file that mkapkovl renders. To change its content, use the keys of the profile (${v.owner}).`,
  ),
  'tree-reserved': error<{ path: string }>(
    (v) => `${v.path} is in the folder that mkapkovl reserves for its own data`,
    'Move it to another folder.',
  ),
  'user-tree-missing': error<{ folder: string }>(
    (v) => `the folder ${v.folder} does not exist`,
    'Correct the name or create the folder. Names are relative to the profile that contains them.',
  ),
  'user-tree-not-folder': error<{ folder: string }>(
    (v) => `${v.folder} is not a folder`,
    'Name a folder that is laid out like the root of the target.',
  ),
  'user-file-missing': error<{ file: string }>(
    (v) => `the file ${v.file} does not exist`,
    'Correct the name or create the file.',
  ),
  'user-file-special': error<{ path: string; kind: string }>(
    (v) => `${v.path} is a ${v.kind}`,
    (v) =>
      v.kind === 'folder'
        ? 'Name a file. For a whole folder, use overlays:, with the folder laid out like the root of the target.'
        : 'Remove it: an overlay can hold only files, folders and symbolic links.',
  ),
  'user-files-too-large': error<{ what: string; bytes: number; entries: number; limit: number }>(
    (v) =>
      `with ${v.what} the overlay would hold at least ${v.entries} files and folders with ${sizeText(v.bytes)} in total, more than overlays_max_size (${sizeText(v.limit)}) allows`,
    'Correct the name, if you meant another one. If the overlay is to be that large, raise overlays_max_size: the target unpacks it into memory.',
  ),
  'user-link-escapes': error<{ path: string; link: string }>(
    (v) => `${v.path} links to ${v.link}, outside the root`,
    'Make it point to a place on the target: relative and within the root, or absolute.',
  ),
  'user-link-to-build-machine': error<{ path: string; link: string }>(
    (v) => `${v.path} links to ${v.link}, a path on this build machine`,
    'Make the link relative: an absolute link points to a place on the target.',
  ),
  'user-template-invalid': error<{ reason: string }>(
    (v) => `the template cannot be rendered: ${v.reason}`,
    'Correct the template. Its values are the keys of the profile with their defaults.',
  ),
  'file-without-content': error<{ path: string }>(
    (v) => `${v.path} has neither content, source nor secret, and no user tree contains it`,
    'Add content:, source: or secret:.',
  ),
  'file-content-and-source': error<{ path: string; both: string }>(
    (v) => `${v.path} has both ${v.both}`,
    'Keep one of them.',
  ),
  'file-secret-unknown': error<{ name: string; known: string }>(
    (v) => `the secret ${v.name} is not defined`,
    (v) => `Add it under secrets: of this file (defined: ${v.known}).`,
  ),
  'file-secret-has-no-effect': warning<{ name: string }>(
    (v) => `the secret ${v.name} has no effect: the content of this file does not use it`,
    (v) =>
      `Write { secret: ${v.name} } in its place in a list: content: ["text", { secret: ${v.name} }, "text"], or remove it.`,
  ),
  'secret-file-place': error<{ path: string; reason: string; remedy: string }>(
    (v) => `${v.path} cannot contain a secret: ${v.reason}`,
    (v) => v.remedy,
  ),
  'secret-file-mode': error<{ path: string; mode: string }>(
    (v) => `${v.path} contains a secret, and mode ${v.mode} lets others than its owner read it, or makes it executable`,
    'Remove mode:, which is then "0600", or write "0400". If a service must read it that does not run as root, name its account with owner: "UID:GID".',
  ),
});
