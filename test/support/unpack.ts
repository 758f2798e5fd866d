import { gunzipSync } from 'node:zlib';
import tar from 'tar-stream';

export interface Member {
  type: string;
  mode: number;
  owner: string;
  target: string | null | undefined;
  content: Buffer;
}

/** The members of an overlay by name, in the order of the archive. */
export async function unpack(apkovl: Buffer): Promise<Map<string, Member>> {
  const archive = tar.extract();
  archive.end(gunzipSync(apkovl));
  const members = new Map<string, Member>();
  for await (const part of archive) {
    const { name, type, mode = 0, uid, gid, linkname } = part.header;
    const chunks: Buffer[] = [];
    for await (const chunk of part) chunks.push(chunk as Buffer);
    members.set(name, {
      type: type ?? 'file',
      mode,
      owner: `${uid}:${gid}`,
      target: linkname,
      content: Buffer.concat(chunks),
    });
  }
  return members;
}
