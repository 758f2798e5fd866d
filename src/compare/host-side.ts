import { createHash } from 'node:crypto';
import type { HostFile } from '../remote/files/answer.ts';
import type { Wanted } from '../remote/files/script.ts';
import { SecretWatch } from '../secrets/stream.ts';
import { ofTheMachine } from '../target/installed.ts';
import { secretsFolder } from '../target/paths.ts';
import { type Side, type SideEntry, shown } from './side.ts';

const world = 'etc/apk/world';

/** What a running host is asked for: the files of what it is compared with. Of secrets only digests leave it. */
export function wantedOf(other: Side | undefined): Wanted[] {
  const paths = [...(other?.entries ?? [])].filter(([path]) => !ofTheMachine.test(path));
  return [
    { path: world, secret: false },
    ...paths.map(([path, { secret }]) => ({ path, secret: secret !== undefined || isOfSecrets(path) })),
  ];
}

const isOfSecrets = (path: string) => path.startsWith(`${secretsFolder}/`);

export function sideOfHost(name: string, files: readonly HostFile[]): Side {
  return { name, running: true, entries: new Map(files.map((file) => [file.path, ofHost(file)])) };
}

function ofHost({ path, type, mode, owner, target, content, sha256, secret }: HostFile): SideEntry {
  if (type === undefined) return { type: '', mode, owner, unread: 'entry' };
  const common = { type, mode, owner };
  if (type === 'link') return { ...common, target: target ?? '' };
  if (type !== 'file') return common;
  if (content) {
    const digest = createHash('sha256').update(content).digest('hex');
    return holdsSecret(path, content)
      ? { ...common, secret: digest }
      : { ...common, sha256: digest, ...shown(content) };
  }
  if (sha256 === undefined) return { ...common, unread: 'content' };
  return secret || isOfSecrets(path) ? { ...common, secret: sha256 } : { ...common, sha256 };
}

function holdsSecret(path: string, content: Buffer): boolean {
  const watch = new SecretWatch(path);
  watch.add(content);
  return isOfSecrets(path) || watch.found !== undefined;
}
