import { Readable } from 'node:stream';
import tar from 'tar-stream';

type Archived = { contents: Map<string, Buffer> } | { reason: string };

/** The files of an archive, in memory. An archive with anything but the named files is refused. */
export async function archivedFiles(bytes: Buffer, named: ReadonlySet<string>): Promise<Archived> {
  const contents = new Map<string, Buffer>();
  if (bytes.length === 0) return { contents };
  const archive = tar.extract();
  Readable.from([bytes]).pipe(archive);
  try {
    for await (const part of archive) {
      const { name, type } = part.header;
      const path = name.replace(/^\.\//, '');
      if (type !== 'file' || !named.has(path))
        return { reason: `its archive has ${JSON.stringify(name.slice(0, 80))}, which it did not list` };
      const pieces: Buffer[] = [];
      for await (const piece of part as AsyncIterable<Buffer>) pieces.push(piece);
      contents.set(path, Buffer.concat(pieces));
    }
  } catch {
    return { reason: 'its archive is damaged or truncated' };
  }
  return { contents };
}
