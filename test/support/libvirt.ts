import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';

/** Debian's account without rights, by number: it is the same in every image. */
const nobody = 65534;
const folders = {
  config: 'XDG_CONFIG_HOME',
  cache: 'XDG_CACHE_HOME',
  data: 'XDG_DATA_HOME',
  runtime: 'XDG_RUNTIME_DIR',
};
const project = path.resolve(import.meta.dirname, '../..');

/** Otherwise libvirtd would start a virtlogd that outlives it. */
export const withoutLogDaemon = 'stdio_handler = "file"\n';

/** What is done in the daemon's folder before it starts. */
type Preparation = (libvirt: PrivateLibvirt) => void | Promise<void>;

export interface Answer {
  status: number | null;
  output: string;
}

/** The files of two definitions: what is expected, and ours. */
export type Pair = readonly [golden: string, own: string];

/**
 * A libvirtd for the tests of one group, gone with them.
 *
 * It runs without rights (as nobody, where the tests run as root) and finds its configuration, sockets and definitions in
 * a folder of its own, so that neither the machine's qemu:///system nor the user's qemu:///session sees a test, no
 * service manager is needed, and whatever libvirt a machine already runs makes no difference. It reads a definition with
 * the same code as the system's. Nobody may open /dev/kvm, and libvirt refuses domains of type kvm to who may not: those
 * are read as type qemu, and compare-domains.py -q compares the types by itself.
 */
export class PrivateLibvirt {
  folder = '';
  #daemon: ChildProcess | undefined;

  get uri(): string {
    return `qemu+unix:///session?socket=${this.folder}/runtime/libvirt/libvirt-sock`;
  }

  /** Writes a file into the daemon's folder, such as config/libvirt/qemu.conf. */
  write(name: string, content: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  virsh(...command: string[]): Answer {
    return program('virsh', ['-q', '-c', this.uri, ...command]);
  }

  /** Whether libvirt reads two domain definitions as the same, for each pair; what differs is the output. */
  compareDomains(pairs: readonly Pair[], uri = this.uri, ...flags: string[]): Answer[] {
    const script = path.join(project, 'test/libvirt/compare-domains.py');
    const { output } = program('python3', [script, '-jq', ...flags, '-c', uri, ...pairs.flat()]);
    return JSON.parse(output);
  }

  /**
   * Definitions as libvirt prints them after it has read them: with its defaults, and an address for each device. The file
   * of UEFI variables is left out, because this libvirtd has a folder of its own for those.
   */
  readBack(texts: readonly string[]): string[] {
    const commands = texts.map((text, index) => {
      const file = this.write(`read-back/${index}.xml`, text.replace(/(<domain[^>]* type=['"])kvm/, '$1qemu'));
      const name = /<name>([^<]*)</.exec(text)![1]!;
      return `echo 'read-back ${index} '; define ${file}; dumpxml --inactive ${name}; undefine --nvram ${name}`;
    });
    const { output } = this.virsh(commands.join('; '));
    const printed = new Map(
      [...output.matchAll(/read-back (\d+) \s*(<domain.*?<\/domain>)/gs)].map(([, index, xml]) => [
        Number(index),
        xml!,
      ]),
    );
    return texts.map((_, index) => {
      const definition = printed.get(index);
      if (!definition) throw new Error(output);
      return definition
        .replace("<domain type='qemu'", "<domain type='kvm'")
        .replace(/(<nvram[^>]*)>[^<]*<\/nvram>/, '$1/>');
    });
  }

  async start(prepare: Preparation): Promise<void> {
    this.folder = mkdtempSync(path.join(tmpdir(), 'libvirt-'));
    for (const name of Object.keys(folders)) mkdirSync(path.join(this.folder, name), { mode: 0o700 });
    this.write('config/libvirt/qemu.conf', withoutLogDaemon);
    await prepare(this);
    const asRoot = process.getuid?.() === 0;
    if (asRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, this.folder]);
    const log = this.write('log', '');
    const daemon = spawn('libvirtd', ['--timeout', '300'], {
      ...(asRoot ? { uid: nobody, gid: nobody } : {}),
      cwd: this.folder,
      env: {
        PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
        HOME: this.folder,
        ...Object.fromEntries(Object.entries(folders).map(([name, key]) => [key, path.join(this.folder, name)])),
      },
      // Not a pipe: the daemon would wait for this process, which waits for virsh.
      stdio: ['ignore', 'ignore', openSync(log, 'w')],
    });
    const said = () => readFileSync(log, 'utf8');
    this.#daemon = daemon;
    const ended = () => daemon.exitCode !== null || daemon.signalCode !== null;
    const answers = () => this.virsh('version').status === 0;
    await vi
      .waitUntil(() => ended() || answers(), { timeout: 60_000, interval: 100 })
      .catch((cause) => Promise.reject(new Error(`libvirtd does not answer:\n${said()}`, { cause })));
    if (ended()) throw new Error(`libvirtd ended:\n${said()}`);
  }

  async stop(): Promise<void> {
    if (this.#daemon && this.#daemon.exitCode === null) {
      const daemon = this.#daemon;
      const ended = once(daemon, 'exit');
      daemon.kill();
      // libvirt 11 sometimes waits for a thread of its own that does not end.
      const last = setTimeout(() => daemon.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(last);
    }
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Registers the start and the end of a libvirtd of its own for the tests of this group. */
export function privateLibvirt(prepare: Preparation = () => {}): PrivateLibvirt {
  const libvirt = new PrivateLibvirt();
  beforeAll(() => libvirt.start(prepare), 90_000);
  afterAll(() => libvirt.stop(), 60_000);
  return libvirt;
}

/** Runs a program and gives back everything it said. */
export function program(name: string, arguments_: string[]): Answer {
  const { status, stdout, stderr, error } = spawnSync(name, arguments_, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (error) throw error;
  return { status, output: stdout + stderr };
}

/**
 * What libvirt's schema of a kind has against each file: nothing if it holds it. This is what virt-xml-validate runs, for
 * all files at once, as it takes longer to read the schema.
 */
export function faultsBySchema(kind: 'domain' | 'storagepool' | 'network', files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const { output } = program('xmllint', ['--noout', '--relaxng', `/usr/share/libvirt/schemas/${kind}.rng`, ...files]);
  const lines = output.split('\n');
  return files.map((file) => {
    if (lines.includes(`${file} validates`)) return '';
    return (
      lines.filter((line) => [`${file}:`, `${file} `].some((start) => line.startsWith(start))).join('\n') || output
    );
  });
}

/** The text of a file below test/libvirt. */
export function golden(name: string): string {
  return readFileSync(path.join(project, 'test/libvirt', name), 'utf8');
}
