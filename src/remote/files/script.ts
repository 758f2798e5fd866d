import { overlayFile } from '../../tree/templates.ts';

/** A file that is asked for: its content, or only the digest of a secret, which stays on the host. */
export interface Wanted {
  path: string;
  secret: boolean;
}

/** No path begins with a slash, so none ends the list. */
const end = '// end of the list //';

/** The script, and behind it the paths as data: a quoted here-document expands nothing (POSIX, 2.7.4). */
export function filesScript(wanted: readonly Wanted[]): string {
  const rows = wanted.filter(({ path }) => isAsked(path));
  const lines = rows.map(({ path, secret }) => `${secret ? 'digest' : 'content'}\t${path}`);
  return [overlayFile('remote/files.sh').text, `answer << '${end}'`, ...lines, end, ''].join('\n');
}

/** A path below the root, in printable ASCII, as all of an overlay are. */
export const isAsked = (path: string): boolean =>
  /^[ -~]+$/.test(path) && !path.startsWith('/') && !path.split('/').some((part) => ['', '.', '..'].includes(part));
