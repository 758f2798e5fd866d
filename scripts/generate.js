// Writes what is made from the profile's schema: profile.schema.json for editors, docs/profile.md and docs/profile/ for
// people; and the manual page, from the tree of commands.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { profileJsonSchema, profileReference } from '../dist/index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}docs/profile`, { recursive: true, force: true });
mkdirSync(`${root}docs/profile`, { recursive: true });
writeFileSync(`${root}profile.schema.json`, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
for (const [name, text] of Object.entries(profileReference())) writeFileSync(`${root}docs/${name}`, text);
writeFileSync(`${root}docs/mkapkovl.1`, execFileSync(process.execPath, [`${root}dist/cli.js`, 'manual']));
