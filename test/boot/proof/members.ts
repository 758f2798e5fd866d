import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import tar from 'tar-stream';

/** A member of an archive as stored: names may occur twice, or begin with a dot. */
export interface Member {
  name: string;
  type: 'file' | 'directory' | 'symlink';
  mode: number;
  uid: number;
  gid: number;
  target?: string;
  content: Buffer;
}

export async function membersOf(apkovl: Buffer): Promise<Member[]> {
  const archive = tar.extract();
  archive.end(gunzipSync(apkovl));
  const members: Member[] = [];
  for await (const part of archive) {
    const { name, type, mode = 0, uid = 0, gid = 0, linkname } = part.header;
    const pieces: Buffer[] = [];
    for await (const piece of part) pieces.push(piece as Buffer);
    const content = Buffer.concat(pieces);
    members.push({
      name,
      type: type as Member['type'],
      mode,
      uid,
      gid,
      ...(linkname ? { target: linkname } : {}),
      content,
    });
  }
  return members;
}

/** The archive of the members in their order. */
export async function archiveOf(members: Member[]): Promise<Buffer> {
  const archive = tar.pack();
  for (const { content, target, ...header } of members) {
    const own = { ...header, uname: '', gname: '', mtime: new Date(0) };
    if (header.type === 'file') archive.entry(own, content);
    else archive.entry({ ...own, ...(target === undefined ? {} : { linkname: target }) });
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return gzipSync(Buffer.concat(pieces));
}

const table = 'etc/mkapkovl/files';

/** Makes the overlay's file table again, as if the overlay had been built with the fault. */
export function withTable(members: Member[]): Member[] {
  const unlisted = [table, 'etc/mkapkovl/build-id'];
  const rows = new Map(
    members.map((member) => {
      const path = member.name.replace(/^\.\//, '').replace(/\/$/, '');
      const type = member.type === 'symlink' ? 'link' : member.type;
      const mode = member.mode.toString(8).padStart(4, '0');
      return [path, [type, mode, `${member.uid}:${member.gid}`, substance(member), path].join('\t')];
    }),
  );
  for (const path of unlisted) rows.delete(path);
  const text = [...rows.values()].map((row) => `${row}\n`).join('');
  return members.map((member) => (member.name.endsWith(table) ? { ...member, content: Buffer.from(text) } : member));
}

function substance({ type, name, target, content }: Member): string {
  if (type === 'symlink') return target ?? '';
  if (type === 'directory' || name.includes('etc/mkapkovl/secrets/')) return '-';
  return createHash('sha256').update(content).digest('hex');
}
