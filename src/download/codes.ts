import { environment } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'download-failed': environment<{ url: string; reason: string; file: string | undefined }>(
    (v) =>
      `${v.url} cannot be ${v.file === undefined ? 'downloaded' : 'taken from the copy of the mirror'}: ${v.reason}`,
    (v) =>
      v.file === undefined
        ? 'Check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY), and run this again: a download continues where it stopped. A copy of an Alpine mirror can be named with --mirror.'
        : `Put the file of that address there as ${v.file}, or name a complete copy with --mirror.`,
  ),
  'download-not-the-file': environment<{ url: string; reason: string }>(
    (v) => `${v.url} gives something else than the file: ${v.reason}`,
    'Open the address in a browser: a login page of the network, a proxy, or a moved file is the usual cause. If the file was replaced on purpose, lock again with --update. Nothing of it was used.',
  ),
  'download-no-space': environment<{ url: string; folder: string }>(
    (v) => `${v.folder} has no space left for ${v.url}`,
    'Make space, or set XDG_CACHE_HOME to a folder on a larger disk. The incomplete file was removed.',
  ),
  'cache-unwritable': environment<{ folder: string; reason: string }>(
    (v) => `downloads cannot be kept in ${v.folder}: ${v.reason}`,
    'Correct the cause, or set XDG_CACHE_HOME to another folder.',
  ),
  'proxy-invalid': environment<{ reason: string }>(
    (v) => `the proxy of the environment cannot be used: ${v.reason}`,
    'Set HTTP_PROXY and HTTPS_PROXY to addresses such as http://proxy.example:3128, or unset them.',
  ),
});
