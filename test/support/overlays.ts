import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ofUsers = new Set(['overlays/completion', 'overlays/manual', 'overlays/report/style']);

/**
 * Every file below overlays/ by its path there, but what no overlay holds: the pages for readers of the source, what the
 * user's own shell loads (bash, zsh, fish), the manual page, and the style of report's pages.
 */
export function overlayFiles(): Map<string, string> {
  const files = readdirSync('overlays', { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'README.md' && !ofUsers.has(entry.parentPath),
  );
  return new Map(
    files
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => [path.relative('overlays', file), readFileSync(file, 'utf8')]),
  );
}
