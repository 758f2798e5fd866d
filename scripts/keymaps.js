import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

// Writes src/target/keymaps.json: which keymaps package kbd-bkeymaps has, by layout.
//
//   node scripts/keymaps.js 3.19=kbd-bkeymaps-2.6.3-r0.apk later=keymaps.tsv
//
// Each argument is a name and the package itself, or a list of it: layout and variant on each line. The package makes
// usr/share/bkeymaps/LAYOUT/VARIANT.bmap.gz of every variant in xkeyboard-config's base.lst (aports, main/kbd/APKBUILD).
const file = 'src/target/keymaps.json';

function listOf(source) {
  if (!source.endsWith('.apk')) return readFileSync(source, 'utf8').split('\n');
  const { status, stdout, error } = spawnSync('tar', ['-tzf', source], { encoding: 'utf8' });
  if (status !== 0 && !stdout) throw error ?? new Error(`tar cannot read ${source}`);
  return stdout.split('\n').flatMap((name) => {
    const [, layout, variant] = /^usr\/share\/bkeymaps\/([^/]+)\/([^/]+)\.bmap\.gz$/.exec(name) ?? [];
    return layout ? [`${layout} ${variant}`] : [];
  });
}

function layoutsOf(lines) {
  const layouts = {};
  for (const line of lines.filter((each) => /^[a-z]+\s/.test(each)).sort()) {
    const [layout, variant] = line.split(/\s+/);
    layouts[layout] = [...(layouts[layout] ?? []), variant];
  }
  return Object.fromEntries(Object.entries(layouts).map(([layout, variants]) => [layout, variants.join(' ')]));
}

const tables = process.argv.slice(2).map((argument) => {
  const [, name, source] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  const layouts = layoutsOf(listOf(source));
  if (!layouts.us) throw new Error(`${source} lists no keymaps`);
  return [name, layouts];
});
if (tables.length === 0) throw new Error('no list is given');
writeFileSync(file, `${JSON.stringify(Object.fromEntries(tables), null, 2)}\n`);
