import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const pages = path.join(import.meta.dirname, 'pages');

// A page is a module of Vue, which is looked for in the folders above it: so the pages come here, where it is installed.
rmSync(pages, { recursive: true, force: true });
for (const name of ['README.md', 'CONTRIBUTING.md', 'docs', 'overlays/agent/README.md'])
  cpSync(path.join(root, name), path.join(pages, name), { recursive: true });
