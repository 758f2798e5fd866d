import { problemAt } from '../artifact/codes.ts';
import { contentsOf } from '../artifact/contents.ts';
import type { OverlayEntry } from '../artifact/unpack.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { type Result, resultOf } from './result.ts';

export interface InspectOptions {
  /** The folder that a relative name refers to; by default that of the process. */
  cwd?: string | undefined;
  /** The passphrase of an encrypted overlay. */
  passphrase?: string | undefined;
}

export interface InspectedEntry extends OverlayEntry {
  /** The bytes of a file; absent for a secret, and for what is no file. */
  content?: Uint8Array;
}

export interface Inspected extends Result {
  /** The entries of an overlay, in their order in the archive; null if the file is none. */
  entries: InspectedEntry[] | null;
  /** The text of an answer file or a manifest; null if the file is neither. */
  text: string | null;
}

/**
 * Reads an artifact, as `mkapkovl inspect` does: an overlay, encrypted or not, an answer file or a manifest.
 *
 * @param file - The name of the file.
 * @returns What it contains, without secrets. A file that cannot be read or decrypted is a finding.
 * @throws Never for what is in the file; only for a bug in mkapkovl.
 */
export async function inspect(file: string, options: InspectOptions = {}): Promise<Inspected> {
  const { cwd = process.cwd(), passphrase } = options;
  const given = async () =>
    passphrase === undefined
      ? {
          problem: problemAt(
            'artifact-unreadable',
            { place: { file } },
            { file, reason: 'it is encrypted, and no passphrase was given' },
          ),
        }
      : { passphrase };
  const contents = await contentsOf(file, { cwd, wanted: true, passphrase: given });
  const findings = 'problem' in contents ? locate([contents.problem], nowhere) : [];
  const entries =
    'entries' in contents
      ? contents.entries.map(
          ({ content, ...entry }): InspectedEntry =>
            entry.type === 'file' && !entry.secret ? { ...entry, content } : entry,
        )
      : null;
  return { ...resultOf(findings, []), entries, text: 'text' in contents ? contents.text : null };
}
