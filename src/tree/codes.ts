import { error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'tree-conflict': error<{ path: string; owner: string; what: string }>(
    (v) => `${v.path} ${v.what} (${v.owner})`,
    'Take one of the two out. What a feature renders can be changed in the profile, not replaced.',
  ),
  'tree-reserved': error<{ path: string }>(
    (v) => `${v.path} lies in the folder of mkapkovl's own data`,
    'Put it somewhere else.',
  ),
  'user-tree-missing': error<{ folder: string }>(
    (v) => `the folder ${v.folder} does not exist`,
    'Names are relative to the profile that names them. Correct the name or create the folder.',
  ),
  'user-tree-not-folder': error<{ folder: string }>(
    (v) => `${v.folder} is not a folder`,
    'Name a folder laid out as the root of the target.',
  ),
  'user-file-missing': error<{ file: string }>(
    (v) => `the file ${v.file} does not exist`,
    'Correct the name or create the file.',
  ),
  'user-file-special': error<{ path: string; kind: string }>(
    (v) => `${v.path} is a ${v.kind}`,
    'Only files, folders and links can go into an overlay.',
  ),
  'user-link-escapes': error<{ path: string; link: string }>(
    (v) => `${v.path} links to ${v.link}, outside the root`,
    'Write the link as it shall be on the target: relative within the root, or absolute from it.',
  ),
  'user-link-to-build-machine': error<{ path: string; link: string }>(
    (v) => `${v.path} links to ${v.link}, which is a place of this machine`,
    'Absolute links mean places on the target. Make it relative.',
  ),
  'user-template': error<{ reason: string }>(
    (v) => `the template cannot be rendered: ${v.reason}`,
    'The context is the host: the keys of the profile with their defaults.',
  ),
  'file-without-content': error<{ path: string }>(
    (v) => `${v.path} has neither content nor source, and no user tree brings it`,
    'Add content: or source:.',
  ),
  'file-with-both': error<{ path: string }>((v) => `${v.path} has content and source`, 'Keep one of them.'),
});
