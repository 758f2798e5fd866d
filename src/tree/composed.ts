import { createHash } from 'node:crypto';
import { agentFolder, secretsFolder } from '../target/paths.ts';
import type { Row } from '../target/tables.ts';
import { addEntry } from './add.ts';
import { type Piece, sortedEntries, type Tree, type TreeEntry } from './entry.ts';
import { tableView } from './table.ts';
import { renderView } from './templates.ts';

type File = Extract<TreeEntry, { type: 'file' }>;

const piecesFolder = `${agentFolder}/pieces`;

/** Whether a secret is part of a file that the agent puts together. */
export function isPieceOfFile(path: string): boolean {
  return path.startsWith(`${secretsFolder}/file.`);
}

/**
 * Replaces each file with secrets in it by its pieces, each a file of its own, and by a row of the table `composed`:
 * the agent joins them on the target, where no one else can read the result, before the network starts.
 */
export function composeOnTarget(tree: Tree): void {
  const rows: Row<'composed'>[] = [];
  const files = sortedEntries(tree).filter(
    (entry): entry is File => entry.type === 'file' && 'pieces' in entry.content,
  );
  for (const file of files) {
    const { path, mode, uid, gid } = file;
    const pieces = piecesOf(file);
    tree.delete(path);
    for (const piece of pieces) if (!tree.has(piece.path)) addEntry(tree, piece);
    rows.push({
      path,
      mode: mode.toString(8).padStart(4, '0'),
      owner: `${uid}:${gid}`,
      pieces: pieces.map((piece) => piece.path.slice(agentFolder.length + 1)).join(','),
    });
  }
  if (rows.length === 0) return;
  const view = tableView('composed', rows);
  const origin = { feature: 'files', template: view.template, paths: files.flatMap((file) => file.origin.paths) };
  const content = { text: renderView(view) };
  addEntry(tree, { path: `${agentFolder}/composed`, type: 'file', mode: 0o644, uid: 0, gid: 0, content, origin });
}

function piecesOf({ path, content, origin }: File): File[] {
  // The path itself could be too long for a file name.
  const id = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return (content as { pieces: Piece[] }).pieces.map((piece, index) => {
    const base = { type: 'file' as const, mode: 0o600, uid: 0, gid: 0 };
    if ('text' in piece) return { ...base, path: `${piecesFolder}/${id}.${index}`, content: piece, origin };
    const { secret, whole, name } = piece;
    return {
      ...base,
      path: `${secretsFolder}/file.${id}${name === undefined ? '' : `.${name}`}`,
      content: { secret, ...(whole ? { whole } : {}) },
      origin: { feature: 'files', paths: [piece.path] },
    };
  });
}
