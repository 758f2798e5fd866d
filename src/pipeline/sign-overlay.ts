import { lstatSync, promises, readFileSync } from 'node:fs';
import path from 'node:path';
import { isAllowed, type Signer, sign } from '../artifact/sign.ts';
import type { Staging } from '../artifact/staging.ts';
import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { allowedSignersFile } from '../target/paths.ts';
import { type Tree, textOf } from '../tree/entry.ts';
import { problemAt } from './codes.ts';

/** What can be said about signing before anything is written. */
export function beforeSigning({ signing }: Host, isSigned: boolean): Problem[] {
  const isChecked = signing.allowed_signers.length > 0;
  if (!isSigned) {
    return isChecked ? [problemAt('overlay-unsigned', { path: ['signing', 'allowed_signers'] }, undefined)] : [];
  }
  return [
    ...(signing.serial === undefined ? [problemAt('serial-missing', { path: ['signing', 'serial'] }, undefined)] : []),
    ...(isChecked ? [] : [problemAt('signers-missing', { path: ['signing', 'allowed_signers'] }, undefined)]),
  ];
}

/** Signs a complete archive; the signature is absent if that failed. */
export async function signOverlay(
  archive: string,
  { hostname, signing }: Host,
  tree: Tree,
  signer: Signer,
): Promise<{ signature?: Buffer; problems: Problem[] }> {
  const failed = await sign(archive, signer);
  if (failed) return { problems: [failed] };
  const signers = textOf(tree.get(allowedSignersFile));
  const isUnknown = signing.allowed_signers.length > 0 && !(await isAllowed(archive, signers, hostname, signer));
  const where = { path: ['signing', 'allowed_signers'] };
  const problems = isUnknown ? [problemAt('signer-not-allowed', where, { key: signer.key })] : [];
  return { signature: await promises.readFile(`${archive}.sig`), problems };
}

/** The signature of an earlier build does not fit the new overlay. What is not a signature is somebody else's file. */
export function removeSignature(
  name: string,
  staging: Staging,
  { out }: { out: string },
): { signature?: undefined; problems: Problem[] } {
  if (!isSignature(path.join(staging.out, name))) return { problems: [] };
  staging.remove(name);
  const file = path.join(out, name);
  return { problems: [problemAt('signature-removed', { place: { file } }, { file })] };
}

function isSignature(file: string): boolean {
  try {
    return lstatSync(file).isFile() && readFileSync(file, 'latin1').startsWith('-----BEGIN SSH SIGNATURE-----');
  } catch {
    return false;
  }
}
