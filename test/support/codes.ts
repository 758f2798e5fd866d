import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeEntry } from '../../src/findings/code.ts';

/** Every finding code of the sources, with the file that defines it; a code that two files define is an error. */
export async function allCodes(): Promise<Map<string, { file: string; entry: CodeEntry<never> }>> {
  const all = new Map<string, { file: string; entry: CodeEntry<never> }>();
  for (const { name, parentPath } of readdirSync('src', { recursive: true, withFileTypes: true })) {
    if (name !== 'codes.ts') continue;
    const file = path.join(parentPath, name);
    const { codes } = await import(pathToFileURL(path.resolve(file)).href);
    for (const [code, entry] of Object.entries<CodeEntry<never>>(codes)) {
      const other = all.get(code);
      if (other) throw new Error(`${code} is defined in ${other.file} and in ${file}`);
      all.set(code, { file, entry });
    }
  }
  return all;
}
