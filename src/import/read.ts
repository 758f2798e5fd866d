import type { Read } from './imported.ts';
import { inSchemaOrder } from './order.ts';
import { withoutSecrets } from './secrets.ts';

/** Reads a definition or a command, whichever the text is: XML begins with an angle bracket. */
export async function readDefinition(text: string, file: string): Promise<Read> {
  if (/^\s*</.test(text.replace(/^\uFEFF/, ''))) {
    const read = (await import('./xml/roots.ts')).readDefinitions(text, file);
    return read.imported ? { ...read, imported: withoutSecrets(read.imported) } : read;
  }
  const read = await (await import('./virt-install/read.ts')).readCommand(text, file);
  if (!read.imported) return read;
  const vms = Object.entries(read.imported.vms).map(([name, guest]) => [name, inSchemaOrder(guest)]);
  return { ...read, imported: withoutSecrets({ ...read.imported, vms: Object.fromEntries(vms) }) };
}
