import type { Read } from './imported.ts';

/** Reads a definition or a command, whichever the text is: XML begins with an angle bracket. */
export async function readDefinition(text: string, file: string): Promise<Read> {
  if (/^\s*</.test(text.replace(/^\uFEFF/, ''))) return (await import('./xml/read.ts')).readDomain(text, file);
  return (await import('./virt-install/read.ts')).readCommand(text, file);
}
