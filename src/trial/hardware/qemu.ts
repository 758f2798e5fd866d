import { execa } from 'execa';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';

/** The installed QEMU. */
export interface Qemu {
  program: string;
  /** Such as 7.2.22. */
  version: string;
  /** The names of all devices that it can emulate. */
  devices: ReadonlySet<string>;
}

const program = 'qemu-system-x86_64';

/** A trial needs these. */
const needed = ['intel-iommu', 'virtio-blk-pci', 'virtio-net-pci', 'ide-cd'];

export async function findQemu(environment: Readonly<Record<string, string | undefined>>): Promise<Qemu | Problem> {
  const settings = {
    env: { ...environment },
    extendEnv: false,
    stdin: 'ignore',
    timeout: 30_000,
    reject: false,
  } as const;
  const answer = await execa(program, ['--version'], settings);
  const version = /version (\d+\.\d+(?:\.\d+)*)/.exec(answer.stdout ?? '')?.[1];
  if (version === undefined)
    return problemAt('qemu-missing', { place: { file: '' } }, { program, reason: reasonOf(answer) });
  const listed = await execa(program, ['-machine', 'none', '-device', 'help'], settings);
  const devices = new Set([...(listed.stdout ?? '').matchAll(/^name "([^"]+)"/gm)].map(([, name]) => name!));
  const lacking = needed.filter((name) => !devices.has(name));
  if (lacking.length > 0)
    return problemAt('qemu-lacks-device', { place: { file: '' } }, { version, devices: lacking.join(', ') });
  return { program, version, devices };
}

interface Ended {
  code?: string | undefined;
  stderr?: string | undefined;
  exitCode?: number | undefined;
}

function reasonOf({ code, stderr, exitCode }: Ended): string {
  if (code === 'ENOENT') return 'the program was not found';
  return stderr?.trim().split('\n')[0] || `it ended with ${code ?? exitCode}`;
}

/** A value in QEMU's comma-separated arguments: a comma within it is doubled. */
export const quoted = (value: string): string => value.replaceAll(',', ',,');
