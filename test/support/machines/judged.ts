import { readFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, run } from '../run.ts';

/** The answers of the commands about one machine; findings as "severity code message", without line breaks. */
export function askAbout(file: string) {
  const facts = path.basename(file);
  const text = readFileSync(file, 'utf8');
  const env = { MKAPKOVL_NAMES: '' };
  const pick = async (...picks: string[]) => {
    const cwd = folderWith({ [facts]: text });
    const { status, stdout } = await run(['devices', facts, '--format', 'json', '--pick', ...picks], { cwd, env });
    const { result, findings } = JSON.parse(stdout) as Told & { result: Picked | null };
    return { status, result, found: findings.map(inShort) };
  };
  const check = async (devices: unknown[], hostdevs: unknown[] = [], more = '') => {
    const profile = profileWith(devices, hostdevs) + more;
    const cwd = folderWith({ [facts]: text, 'profile.yaml': profile });
    const { status, stdout } = await run(['check', '--facts', facts, 'profile.yaml', '--format', 'json'], { cwd, env });
    return { status, found: (JSON.parse(stdout) as Told['findings']).map(inShort) };
  };
  const tree = async () => {
    const cwd = folderWith({ [facts]: text });
    return (await run(['devices', facts], { cwd, env })).stdout.replaceAll(/\s+/g, ' ');
  };
  const init = async () => {
    const cwd = folderWith({ [facts]: text });
    return (await run(['init', '--facts', facts], { cwd, env })).stdout;
  };
  return { pick, check, tree, init };
}

interface Told {
  findings: { severity: string; code: string; message: string; remedy?: string }[];
}

interface Picked {
  devices: { address: string; id: string | null; because: string }[];
  hostdevs: string[];
  profile: string;
}

const inShort = ({ severity, code, message, remedy }: Told['findings'][number]) =>
  `${severity} ${code} ${message}${remedy ? ` | ${remedy}` : ''}`;

/** A profile that passes these devices through, and that has no other fault. */
const profileWith = (devices: unknown[], hostdevs: unknown[]): string => `hostname: kvm1
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } } }
install: { disk: { serial: ABC12345 } }
passthrough: { devices: ${JSON.stringify(devices)} }
libvirt: { pools: { default: { type: dir, path: /var/lib/libvirt/images } } }
vms: { guest: { memory: 4096MiB, memballoon: none, hostdevs: ${JSON.stringify(hostdevs)} } }
`;
