import { error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'tree-conflict': error<{ path: string; owner: string; what: string }>(
    (v) => `${v.path} ${v.what} (${v.owner})`,
    'Remove one of the two. To change a file that a feature renders, use the keys of the profile; it cannot be replaced.',
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
    'Remove it: an overlay can hold only files, folders and symbolic links.',
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
    (v) => `${v.path} has neither content nor source, and no user tree contains it`,
    'Add content: or source:.',
  ),
  'file-content-and-source': error<{ path: string }>(
    (v) => `${v.path} has both content and source`,
    'Keep one of them.',
  ),
});
