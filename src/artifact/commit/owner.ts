import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Which process a folder belongs to, as part of its name: machine, boot, namespace of process ids, process id, and the
 * time at which the process started, because the kernel gives the ids of dead processes to new ones.
 */
interface Owner {
  host: string;
  boot: string;
  namespace: string;
  pid: number;
  started: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

function read(what: () => string): string {
  try {
    return what();
  } catch {
    // No /proc: not Linux.
    return '';
  }
}

/** proc_pid_stat(5): the 22nd field is the start time; the second, a name in parentheses, can contain blanks. */
function startOf(pid: number): string {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}

let own: Owner | undefined;

function ownOwner(): Owner {
  own ??= {
    host: digest(hostname()),
    boot: digest(read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))),
    namespace: digest(read(() => readlinkSync('/proc/self/ns/pid'))),
    pid: process.pid,
    started: startOf(process.pid),
  };
  return own;
}

/** This process, as a part of a file name. */
export function ownerName(): string {
  const { host, boot, namespace, pid, started } = ownOwner();
  return [host, boot, namespace, pid, started].join('-');
}

const form = /^([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-(\d+)-(\d+)$/;

/** How long a build on another machine, or in another container, may leave its folder alone: longer than any does. */
const longestPause = 60 * 60 * 1000;

/**
 * Whether the process of that name has ended; false for a text that names none. What runs on another machine or in
 * another container cannot be seen, so there the age of the folder decides.
 */
export function hasEnded(name: string, folder: string): boolean {
  const [, host, boot, namespace, pid, started] = form.exec(name) ?? [];
  if (pid === undefined) return false;
  const mine = ownOwner();
  const sameBoot = boot === mine.boot && (boot !== digest('') || host === mine.host);
  if (sameBoot && namespace === mine.namespace) return !runs(Number(pid), started!);
  if (!sameBoot && host === mine.host) return true;
  return Date.now() - statSync(folder).mtimeMs > longestPause;
}

function runs(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // EPERM: it is there, and belongs to another user.
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === started;
}
