import { gunzipSync } from 'node:zlib';

const limit = 2 ** 24;

/** Unpacks what cloud-init itself unpacks; other data stays unchanged. */
export function unpacked(content: Buffer): Buffer {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content, { maxOutputLength: limit });
  } catch {
    return content;
  }
}

/** Decodes everything in a text that may be base64, such as MIME parts and the files of write_files. */
export function decoded(text: string): string {
  const blocks = text.match(/(?:[A-Za-z0-9+/]{16,}[ \t\r]*\n?[ \t]*)+[A-Za-z0-9+/]*={0,2}/g) ?? [];
  return blocks.map((block) => unpacked(Buffer.from(block, 'base64')).toString('utf8')).join('\n');
}
