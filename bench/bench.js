import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured } from './measured.js';

/**
 * Whole-process figures with their comparison from the same run: one build of the seed profile against `node -e 0`
 * (goal: 2.0 times its wall time), and many hosts in one call (goal: 3 ms a host after start-up, flat memory).
 * Prints one JSON value.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'dist/cli.js');
const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-bench-'));

/** One run of Node; the program gets a folder of its own to write to. */
function run(args) {
  const place = args[0] === cli ? ['--out', mkdtempSync(path.join(folder, 'out-'))] : [];
  return measured(process.execPath, [...args, ...place], { cwd: folder, stdio: 'ignore' });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Math.round(value * 100) / 100;

/** Runs both in turn, so that a machine whose speed drifts slows both. */
async function pairs(count, a, b) {
  const first = [];
  const second = [];
  await run(a);
  await run(b);
  for (let index = 0; index < count; index++) {
    first.push((await run(a)).milliseconds);
    second.push((await run(b)).milliseconds);
  }
  const ratios = first.map((value, index) => value / second[index]);
  return { ms: rounded(median(first)), compared_ms: rounded(median(second)), ratio: rounded(median(ratios)) };
}

/** `count` profiles that extend the seed's, each with a name, a disk and an address of its own. */
function fleet(count) {
  return Array.from({ length: count }, (_, index) => {
    const name = `host-${index}.yaml`;
    writeFileSync(
      path.join(folder, name),
      `extends: [${path.join(root, 'profiles/home-assistant.yaml')}]
hostname: host-${index}
install: { disk: { serial: SERIAL-${index} } }
network: { interfaces: { br0: { ipv4: { address: 10.${index >> 8}.${index & 255}.2/24, gateway: 10.${index >> 8}.${index & 255}.1 } } }, dns: { servers: [9.9.9.9] } }
`,
    );
    return name;
  });
}

try {
  const seed = path.join(root, 'profiles/home-assistant.yaml');
  const single = await pairs(15, [cli, 'build', seed], ['-e', '0']);
  const profiles = fleet(1000);
  const startup = await run([cli, 'build', profiles[0], '--quiet']);
  const quarter = await run([cli, 'build', ...profiles.slice(0, 250), '--quiet']);
  const all = await run([cli, 'build', ...profiles, '--quiet']);
  const result = {
    node: process.version,
    one_build: { ...single, compared_with: 'node -e 0', goal_ratio: 2 },
    thousand_hosts: {
      ms: rounded(all.milliseconds),
      ms_a_host_after_startup: rounded((all.milliseconds - startup.milliseconds) / 999),
      goal_ms_a_host: 3,
      peak_mib: { 1: rounded(startup.peak), 250: rounded(quarter.peak), 1000: rounded(all.peak) },
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
