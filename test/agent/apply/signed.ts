import path from 'node:path';
import { type SigningKey, signingKey } from '../../support/signing-keys.ts';
import { applied, type Machine, machine, overlay, profile } from './machine.ts';

/** The profile with these signers, and a difference from other builds where a test needs one. */
export function profileOf(signers: SigningKey[], more = ''): string {
  const keys = signers.map(({ line }) => JSON.stringify(line)).join(', ');
  return `${profile}signing: { allowed_signers: [${keys}] }\n${more}`;
}

/** Builds a signed overlay; its signature is beside it. */
export function signedOverlay(text: string, key: SigningKey, serial: number, ...options: string[]): Promise<string> {
  return overlay(text, {}, '--sign', key.file, '--serial', String(serial), ...options);
}

export interface Guarded {
  on: Machine;
  key: SigningKey;
  /** A later overlay for it, signed with its key unless there is another. */
  later(serial: number, more?: string, key?: SigningKey, ...options: string[]): Promise<string>;
}

/** A machine that accepts overlays by one key only, and has got serial number 10 so far. */
export async function guarded(): Promise<Guarded> {
  const key = signingKey();
  const on = machine();
  applied(on, await signedOverlay(profileOf([key]), key, 10));
  const later: Guarded['later'] = (serial, more = 'packages: [htop]\n', by = key, ...options) =>
    signedOverlay(profileOf([key], more), by, serial, ...options);
  return { on, key, later };
}

/** Where the signature of an overlay is. */
export function signatureOf(file: string): string {
  return path.join(path.dirname(file), 'kvm1.sig');
}
