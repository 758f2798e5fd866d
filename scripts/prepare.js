import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// npm runs `prepare` after npm ci, and again for each `npx mkapkovl` in a clone: builds only what is older than its
// sources, by times of change, as make does.
const root = fileURLToPath(new URL('..', import.meta.url));
const sources = [
  'src',
  'overlays',
  'scripts',
  'package.json',
  'rolldown.config.js',
  'tsconfig.json',
  'tsconfig.types.json',
];
const built = ['dist/cli.js', 'dist/index.mjs', 'dist/types/index.d.ts'];

const changed = (name) => statSync(path.join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
const within = (name) =>
  readdirSync(path.join(root, name), { recursive: true, withFileTypes: true }).map((entry) =>
    path.relative(root, path.join(entry.parentPath, entry.name)),
  );
const files = sources.flatMap((name) => (path.extname(name) ? [name] : [name, ...within(name)]));

// A file that does not exist compares as not newer.
const current = Math.min(...built.map(changed)) > Math.max(...files.map(changed));
if (!current) execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
