import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Kills builds of many hosts with SIGKILL, every second one while it commits, and builds one more host after each.
 * Prints one JSON value: what lay there right after the kills, and after the next build (goal: no torn set, no folder).
 * Usage: node bench/kills.js [KILLS] [HOSTS]
 */
const [kills = 300, hosts = 50] = process.argv.slice(2).map(Number);
const cli = path.join(fileURLToPath(new URL('..', import.meta.url)), 'dist/cli.js');
const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-kills-'));
const out = path.join(folder, 'out');
const env = { ...process.env, ROOT_HASH: `$6$saltsalt$${'0123456789'.repeat(8)}` };

const profile = (name, packages) => `hostname: ${name}
alpine: { release: "3.23" }
access: { root: { password: { env: ROOT_HASH } } }
install: { disk: { serial: SERIAL-${name} } }
packages: [${packages}]
`;
const names = Array.from({ length: hosts }, (_, index) => `host${index}`);
const versions = ['vim', 'nano'];
for (const version of versions) {
  mkdirSync(path.join(folder, version));
  for (const name of names) writeFileSync(path.join(folder, version, `${name}.yaml`), profile(name, version));
}
writeFileSync(path.join(folder, 'other.yaml'), profile('other', 'vim'));
const argv = (version) => ['build', '--out', 'out', ...names.map((name) => `${version}/${name}.yaml`)];
const options = { cwd: folder, env, stdio: 'ignore' };

/** One text for all files of the hosts. */
function state() {
  const hash = createHash('sha256');
  for (const name of readdirSync(out).sort())
    if (name.startsWith('host')) hash.update(`${name}\0`).update(readFileSync(path.join(out, name)));
  return hash.digest('hex');
}
const isFolder = (name) => name.startsWith('.');

const wanted = {};
let duration = 0;
for (const version of versions) {
  const start = Date.now();
  spawnSync(process.execPath, [cli, ...argv(version)], options);
  duration = Date.now() - start;
  wanted[state()] = version;
}

/** Kills the build after `delay` ms, or some ticks after its commit has begun. */
function killed(version, aimed) {
  const child = spawn(process.execPath, [cli, ...argv(version)], options);
  const delay = Math.random() * duration;
  const ticks = Math.floor(Math.random() * 12);
  const start = Date.now();
  let seen = 0;
  return new Promise((resolve) => {
    let ended = false;
    child.on('exit', (_, signal) => {
      ended = true;
      resolve(signal === 'SIGKILL');
    });
    const watch = () => {
      if (ended) return;
      if (existsSync(path.join(out, '.mkapkovl-commit'))) seen++;
      if (aimed ? seen > ticks : Date.now() - start > delay) child.kill('SIGKILL');
      setImmediate(watch);
    };
    watch();
  });
}

const found = {
  kills: 0,
  after_kill: { torn: 0, folders: 0 },
  after_next_build: { old: 0, new: 0, torn: 0, folders: 0 },
};
let present = versions[1];
while (found.kills < kills) {
  if (found.kills % 20 === 0) process.stderr.write(`${JSON.stringify(found)}\n`);
  const version = versions.find((each) => each !== present);
  const hit = await killed(version, found.kills % 2 === 0);
  if (hit) {
    found.kills++;
    if (!wanted[state()]) found.after_kill.torn++;
    found.after_kill.folders += readdirSync(out).filter(isFolder).length;
    spawnSync(process.execPath, [cli, 'build', '--out', 'out', 'other.yaml'], options);
    const now = wanted[state()];
    found.after_next_build[now === undefined ? 'torn' : now === version ? 'new' : 'old']++;
    found.after_next_build.folders += readdirSync(out).filter(isFolder).length;
    present = now ?? present;
  } else present = version;
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
