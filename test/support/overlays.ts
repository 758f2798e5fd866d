import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every file below overlays/ by its path there, but the pages for readers of the source, which no overlay holds. */
export function overlayFiles(): Map<string, string> {
  const files = readdirSync('overlays', { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'README.md',
  );
  return new Map(
    files
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => [path.relative('overlays', file), readFileSync(file, 'utf8')]),
  );
}
