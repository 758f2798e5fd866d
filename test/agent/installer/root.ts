import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTarget, targetShell } from '../../support/alpine/userland.ts';
import { folderWith } from '../../support/run.ts';

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The live system, as a folder, with the agent and the given files in it; gone when the test ends. */
export class LiveRoot {
  readonly folder = folderWith();
  readonly root = path.join(this.folder, 'root');
  private readonly stubs = path.join(this.folder, 'stubs');
  private readonly callsFile = path.join(this.folder, 'calls');

  constructor(files: Record<string, string> = {}) {
    for (const place of ['dev', 'proc/self', 'sys/block', 'run', 'tmp', 'var/log']) {
      mkdirSync(path.join(this.root, place), { recursive: true });
    }
    mkdirSync(this.stubs);
    cpSync('overlays/agent', this.root, { recursive: true });
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string): void {
    mkdirSync(path.dirname(path.join(this.root, name)), { recursive: true });
    writeFileSync(path.join(this.root, name), content);
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(path.join(this.root, name));
  }

  /** What a program does instead of itself; every call is recorded first. Without a script it succeeds. */
  stub(name: string, script = ''): void {
    const file = path.join(this.stubs, name);
    const record = 'calls=$(wc -l < "$CALLS")\nprintf \'%s\\n\' "NAME $*" >> "$CALLS"'.replace('NAME', name);
    writeFileSync(file, `#!${targetShell()}\n${record}\n[ ! -e "$FAULTS" ] || . "$FAULTS"\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Shell that every stub runs before it does anything; `$calls` is the number of calls before it. */
  fault(script: string): void {
    writeFileSync(path.join(this.folder, 'faults'), script);
  }

  faults(): string {
    return readFileSync(path.join(this.folder, 'faults'), 'utf8');
  }

  /** Runs a script as the live system does, with the stubs in place. */
  run(script: string, env: Record<string, string> = {}): Ran {
    if (!existsSync(this.callsFile)) writeFileSync(this.callsFile, '');
    const { status, stdout, stderr } = onTarget(['ash', '-c', script], {
      cwd: this.root,
      packages: [this.stubs],
      env: {
        MKAPKOVL_ROOT: this.root,
        MKAPKOVL_NOW: '1790000000',
        MKAPKOVL_CONSOLE: path.join(this.root, 'dev/keyboard'),
        STUBS: this.stubs,
        CALLS: this.callsFile,
        FAULTS: path.join(this.folder, 'faults'),
        ...env,
      },
    });
    return { status, stdout, stderr };
  }

  /** What the stubs were told so far, one call a line. */
  calls(): string[] {
    const text = existsSync(this.callsFile) ? readFileSync(this.callsFile, 'utf8') : '';
    return text
      .split('\n')
      .map((call) => call.trimEnd())
      .filter((call) => call !== '');
  }
}
