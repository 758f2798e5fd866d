import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A root with the agent in it. */
export interface AgentRoot {
  folder: string;
  /** Writes a file; a mode of its own if it needs one. */
  write(name: string, content: string, mode?: number): void;
  read(name: string): string;
}

/** Lays the agent out in a folder, as the overlay does it. */
export function agentIn(folder: string): AgentRoot {
  cpSync('overlays/agent', folder, { recursive: true });
  return {
    folder,
    write: (name, content, mode = 0o644) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, mode);
    },
    read: (name) => readFileSync(path.join(folder, name), 'utf8'),
  };
}
