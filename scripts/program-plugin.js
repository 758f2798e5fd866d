import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/**
 * Turns the bundled program into dist/cli.js: one file that holds the program as text and compiles it with V8's code
 * cache, if the cache file is in the same folder and this Node accepts it. Compiling takes half of the time of a build of
 * one host; Node itself offers such a cache only from 22.1 on (module.enableCompileCache). Without the cache, or with
 * another Node, the program works the same but starts later.
 */
export function program() {
  let built;
  return {
    name: 'program',
    resolveId(id, importer = '') {
      // commander loads this for subcommands that are programs of their own; ours are not, and this would load all of net.
      if (id === 'node:child_process' && importer.includes('/node_modules/commander/')) return '\0child_process';
      // What a module of ESM imports from Node is loaded at the start of a single file, even if the module itself is only
      // loaded when it is needed, as execa is.
      return id.startsWith('node:') && importer.includes('/node_modules/') ? `\0late:${id}` : null;
    },
    load(id) {
      if (id === '\0child_process') return 'export const spawn = undefined;';
      if (!id.startsWith('\0late:')) return null;
      return `module.exports = process.getBuiltinModule('${id.slice('\0late:'.length)}');`;
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        const source = `(function (exports, require, module) {${withoutMarks(ascii(chunk.code))}\n})`;
        const id = createHash('sha256').update(source).digest('hex').slice(0, 16);
        chunk.code = `${loader.replace('__ID__', () => id)}\n${mark}${commented(source)}*/\n`;
        built = { id, source };
      }
    },
    async writeBundle({ file }) {
      const dist = path.dirname(file);
      // npx makes the program of a checkout executable only when it links the folder for the first time.
      chmodSync(file, 0o755);
      for (const name of readdirSync(dist)) if (name.endsWith('.cache')) rmSync(path.join(dist, name));
      // The loader is a script: a module would start a few milliseconds later.
      writeFileSync(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n');
      // The types describe a module.
      mkdirSync(path.join(dist, 'types'), { recursive: true });
      writeFileSync(path.join(dist, 'types', 'package.json'), '{ "type": "module" }\n');
      writeFileSync(path.join(dist, `cli.${built.id}.cache`), await compiledCache(built.source));
    },
  };
}

/** V8 keeps text of ASCII alone in half the memory and reads it twice as fast. */
function ascii(code) {
  return code.replace(/[^\0-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Marks where the program begins. */
const mark = '/*PROGRAM*/ /*';

/** The program in a comment; the loader takes it out again. */
function commented(source) {
  if (source.includes('\x7f')) throw new Error('the program holds the character that its comment is written with');
  return source.replaceAll('*/', '*\x7f/');
}

/** Bundlers' annotations for each other. */
function withoutMarks(code) {
  return code.replace(/\/\* ?@__PURE__ ?\*\//g, '');
}

/** What V8 keeps after one build of an example: every function that a build runs, compiled. */
async function compiledCache(source) {
  const script = new vm.Script(source, { filename: 'mkapkovl' });
  const program = {};
  script.runInThisContext()(program, createRequire(import.meta.url), {});
  const out = mkdtempSync(path.join(tmpdir(), 'mkapkovl-'));
  const streams = { stdin: new PassThrough(), stdout: new PassThrough().resume(), stderr: new PassThrough().resume() };
  const example = fileURLToPath(new URL('../profiles/home-assistant.yaml', import.meta.url));
  await program.run(['build', example, '--out', out], streams, {});
  rmSync(out, { recursive: true });
  return script.createCachedData();
}

/** Node reads a comment in a tenth of the time that it needs for the same text in quotes. */
const loader = `#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const { constants, Script } = require('node:vm');
const whole = readFileSync(__filename, 'latin1');
const source = whole.slice(whole.indexOf('PROGRAM' + '*/ /*') + ${'PROGRAM*/ /*'.length}, -3).replaceAll('*\\x7f/', '*/');
let cachedData;
try {
  cachedData = readFileSync(\`\${__dirname}/cli.__ID__.cache\`);
} catch {
  // Then it is compiled again.
}
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const program = {};
new Script(source, { filename: 'mkapkovl', cachedData, importModuleDynamically }).runInThisContext()(program, require, {});
program.main();
`;
