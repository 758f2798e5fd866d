// Prints check.sh and its parts, with what a build promises in front: one script to run on the host.
//   node test/host/expectations.js out/kvm1.manifest.json > kvm1-check.sh
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import tar from 'tar-stream';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Files that Alpine itself takes as a request, not as a file: the marker is deleted, world is sorted and rewritten. */
const consumed = new Set(['etc/.default_boot_services', 'etc/apk/world']);

/** The script for the build that a manifest describes. The manifest's overlay lies beside it. */
export async function checkScript(manifestFile) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const rows = manifest.files.filter((entry) => !consumed.has(entry.path)).map(fileRow);
  const overlay = path.join(path.dirname(manifestFile), manifest.overlay.file);
  const world = await worldOf(overlay);
  for (const name of world) rows.push(['world', '-', '-', '-', name]);
  const table = rows.map((row) => row.join('\t')).join('\n');
  const parts = readdirSync(here('check'))
    .sort()
    .map((name) => readFileSync(here(`check/${name}`), 'utf8'));
  const check = readFileSync(here('check.sh'), 'utf8');
  return [`expectations() {\ncat <<'EXPECTATIONS'\n${table}\nEXPECTATIONS\n}`, ...parts, check].join('\n');
}

function fileRow({ path: name, type, mode, owner, sha256, target, secret }) {
  const kind = secret ? 'secret' : type;
  // stat prints modes without leading zeros.
  return [kind, Number.parseInt(mode, 8).toString(8), owner, target ?? sha256 ?? '-', name];
}

/** What the overlay asks apk for; nothing when it is encrypted. */
async function worldOf(overlay) {
  if (!existsSync(overlay) || !overlay.endsWith('.gz')) return [];
  const archive = tar.extract();
  archive.end(gunzipSync(readFileSync(overlay)));
  for await (const entry of archive) {
    const chunks = [];
    for await (const chunk of entry) chunks.push(chunk);
    if (entry.header.name === 'etc/apk/world')
      return Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
  }
  return [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [manifestFile] = process.argv.slice(2);
  if (!manifestFile) {
    process.stderr.write('usage: node test/host/expectations.js MANIFEST > check-of-that-host.sh\n');
    process.exit(2);
  }
  process.stdout.write(await checkScript(manifestFile));
}
