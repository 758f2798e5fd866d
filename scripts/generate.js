// Writes what is made from the profile's schema: profile.schema.json for editors, docs/profile.md for people; and the
// manual page, from the tree of commands.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { profileJsonSchema, profileReference } from '../dist/index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(`${root}docs`, { recursive: true });
writeFileSync(`${root}profile.schema.json`, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
writeFileSync(`${root}docs/profile.md`, profileReference());
writeFileSync(`${root}docs/mkapkovl.1`, execFileSync(process.execPath, [`${root}dist/cli.js`, 'manual']));
