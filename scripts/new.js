import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// npm run new feature NAME, npm run new device NAME: writes a feature of the host, or a device of a guest, from
// scripts/new/: schema, view, codes, check, template, rejected case and test, and registers it. What is written passes
// its test at once; change it into what you need, then run: npm run golden.
const [what, name = ''] = process.argv.slice(2);
const capital = name.charAt(0).toUpperCase() + name.slice(1);
const filled = (text) => text.replaceAll('NAME', name).replaceAll('CAPITAL', capital);

/** Where the files of scripts/new/ go, other than the folder of the sources, and the lines that registries get. */
const makes = {
  feature: {
    sources: `src/features/${name}`,
    elsewhere: {
      'template.hbs': `overlays/${name}/etc/${name}.conf.hbs`,
      'test.ts': `test/features/${name}/${name}.test.ts`,
      'rejected.yaml': `test/rejected/${name}-entry-repeated/profile.yaml`,
      'expected.json': `test/rejected/${name}-entry-repeated/expected.json`,
    },
    registries: [
      ['src/features/index.ts', `import * as ${name}Check from './${name}/check.ts';`],
      ['src/features/index.ts', `import * as ${name} from './${name}/contribute.ts';`],
      [
        'src/features/index.ts',
        `  { name: '${name}', contribute: ${name}.contribute, check: ${name}Check.check },`,
        "  { name: 'agent',",
      ],
      ['src/host/schema.ts', `import { ${name}Schema } from '../features/${name}/schema.ts';`],
      ['src/host/schema.ts', `    ${name}: ${name}Schema,`, '    overlays: overlaysSchema,'],
    ],
  },
  device: {
    sources: `src/guest/kinds/${name}`,
    elsewhere: {
      'template.hbs': `overlays/guest/kinds/${name}.hbs`,
      'test.ts': `test/guest/kinds/${name}.test.ts`,
      'rejected.yaml': `test/rejected/${name}-size-odd/profile.yaml`,
      'expected.json': `test/rejected/${name}-size-odd/expected.json`,
    },
    registries: [
      ['src/features/vms/schema.ts', `import { ${name}Schema } from '../../guest/kinds/${name}/schema.ts';`],
      ['src/features/vms/schema.ts', `  ${name}: ${name}Schema,`, '  vsock: vsockSchema,'],
      ['src/guest/checks.ts', `import { check${capital} } from './kinds/${name}/check.ts';`],
      ['src/guest/checks.ts', `  check${capital},`, '  checkPasswords,'],
      ['src/guest/domain.ts', `import { ${name}View } from './kinds/${name}/view.ts';`],
      ['src/guest/domain.ts', `    ${name}: ${name}View(guest),`, '    vsock: vsockView(guest),'],
      ['src/import/xml/device-kinds.ts', `import { ${name}Reader } from '../../guest/kinds/${name}/reader.ts';`],
      [
        'src/import/xml/device-kinds.ts',
        `  ${name}: { key: '${name}', reader: ${name}Reader, single: true, acceptsXml: false, none: 'none' },`,
        '  vsock: {',
      ],
      [
        'overlays/guest/domain.hbs',
        `{{#if ${name}}}\n{{> guest/kinds/${name} ${name}}}\n{{/if}}`,
        '{{#if xml.devices}}',
      ],
    ],
  },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const made = makes[what];
if (!made || !/^[a-z][a-z0-9]*$/.test(name)) {
  console.error('Usage: npm run new feature|device NAME\nA name is one word of lower-case letters and digits.');
  process.exit(2);
}
const templates = path.join(root, 'scripts/new', what);
const files = readdirSync(templates).map((file) => {
  const plain = file.replace(/\.txt$/, '');
  return [file, made.elsewhere[plain] ?? `${made.sources}/${plain}`];
});
const taken = [made.sources, ...files.map(([, to]) => to)].find((to) => existsSync(path.join(root, to)));
if (taken) {
  console.error(`${taken} is there already. Choose another name.`);
  process.exit(1);
}

/** Inserts an import in alphabetical order of its path, and any other line before the one that starts the same. */
function inserted(text, line, before) {
  const from = /from '(\..+)';$/;
  const own = from.exec(line)?.[1];
  const lines = text.split('\n');
  const isNext = (each) =>
    before ? each.startsWith(before) : each.startsWith('import ') && from.exec(each)?.[1] > own;
  const last = lines.findLastIndex((each) => each.startsWith('import '));
  const found = lines.findIndex(isNext);
  if (before && found < 0) throw new Error(`no line starts with ${before}`);
  return lines.toSpliced(found < 0 ? last + 1 : found, 0, line).join('\n');
}

// All registries are read and changed before anything is written: half of a feature is worse than none.
const changed = new Map();
for (const [file, line, before] of made.registries) {
  const at = path.join(root, file);
  changed.set(at, inserted(changed.get(at) ?? readFileSync(at, 'utf8'), line, before));
}
for (const [file, to] of files) {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  writeFileSync(path.join(root, to), filled(readFileSync(path.join(templates, file), 'utf8')));
  console.log(`wrote ${to}`);
}
for (const [at, text] of changed) {
  writeFileSync(at, text);
  console.log(`registered in ${path.relative(root, at)}`);
}
console.log(`Next: change it into what you need; npm run golden; npx vitest run ${made.elsewhere['test.ts']}`);
