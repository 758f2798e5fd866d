import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

// Writes src/target/service-packages.json: the packages of a release of Alpine that have scripts of services, which
// abuild splits off into PACKAGE-openrc.
//
//   node scripts/service-packages.js 3.19 main/APKINDEX.tar.gz community/APKINDEX.tar.gz
//
// Each file is a repository's index, as apk downloads it.
const file = 'src/target/service-packages.json';
const [release, ...indexes] = process.argv.slice(2);

function namesOf(index) {
  const { stdout, error } = spawnSync('tar', ['-xzOf', index, 'APKINDEX'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!stdout) throw error ?? new Error(`${index} is no index`);
  return stdout.split('\n').flatMap((line) => /^P:(.+)-openrc$/.exec(line)?.[1] ?? []);
}

if (indexes.length === 0) throw new Error('no index is given');
const names = [...new Set(indexes.flatMap(namesOf))].sort();
const old = JSON.parse(readFileSync(file, 'utf8'));
writeFileSync(file, `${JSON.stringify({ ...old, [release]: names.join(' ') }, null, 2)}\n`);
