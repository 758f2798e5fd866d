import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// The sources name each other by the subpath imports of package.json, which only the nearest package.json may define.
// Below dist/ that is not the package's own, and publint refuses imports in any other: so the types name each other by
// relative paths. https://nodejs.org/api/packages.html#subpath-imports
const types = fileURLToPath(new URL('../dist/types', import.meta.url));
for (const name of readdirSync(types, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const file = path.join(types, name);
  const text = readFileSync(file, 'utf8');
  const relative = text.replace(/(['"])#src\/([^'"]+)\1/g, (_, quote, target) => {
    const found = path.posix.relative(path.posix.dirname(name.split(path.sep).join('/')), target);
    return `${quote}${found.startsWith('.') ? found : `./${found}`}${quote}`;
  });
  if (relative !== text) writeFileSync(file, relative);
}
