import { gunzipSync } from 'node:zlib';

const limit = 2 ** 24;

/** What cloud-init unpacks by itself; what is none of it stays as it is. */
export function unpacked(content: Buffer): Buffer {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content, { maxOutputLength: limit });
  } catch {
    return content;
  }
}

/** Whatever in a text may be base64, as parts in MIME and files of write_files are, read as it. */
export function decoded(text: string): string {
  const blocks = text.match(/(?:[A-Za-z0-9+/]{16,}[ \t\r]*\n?[ \t]*)+[A-Za-z0-9+/]*={0,2}/g) ?? [];
  return blocks.map((block) => unpacked(Buffer.from(block, 'base64')).toString('utf8')).join('\n');
}
