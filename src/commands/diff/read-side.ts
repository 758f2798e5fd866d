import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PublicKey } from '../../artifact/apk/bundle-key.ts';
import { problemAt as artifactProblemAt } from '../../artifact/codes.ts';
import { contentsOf } from '../../artifact/contents.ts';
import { sideOfHost, wantedOf } from '../../compare/host-side.ts';
import { type Side, sideOfArchive, sideOfManifest, sideOfTree } from '../../compare/side.ts';
import { type Finding, hasErrors, type Problem } from '../../findings/finding.ts';
import { locate, nowhere, type Places } from '../../findings/locate.ts';
import { examine } from '../../pipeline/examine.ts';
import { shownName } from '../../profile/load.ts';
import { problemAt as remoteProblemAt } from '../../remote/codes.ts';
import { readHostFiles } from '../../remote/files/read.ts';
import { isUserAtHost } from '../../remote/name.ts';
import { problemAt } from '../codes.ts';
import type { Environment } from '../streams.ts';
import { layOut, parseRevision } from './git.ts';
import type { RevisionFault } from './revision-faults.ts';

export interface Reading {
  cwd: string;
  environment: Environment;
  facts?: readonly string[] | undefined;
  lock?: string | undefined;
  /** The key of a bundle, whose public part a profile gets, as with build. */
  bundleKey?: PublicKey | undefined;
  /** What is read for the profile `-`. */
  input?: Uint8Array | undefined;
  /** Shows what ssh says. */
  show: (line: string) => void;
  passphrase: () => Promise<{ passphrase: string } | { problem: Problem }>;
}

export interface Refused {
  findings: Finding[];
  places: Places[];
}

export type ReadSide = { side: Side } | Refused;

/** Reads both. A running host is asked for the files of the other one, so it comes last. Errors are findings. */
export async function readSides(before: string, after: string, reading: Reading): Promise<[ReadSide, ReadSide]> {
  if (!isHost(before, reading)) {
    const first = await readSide(before, reading);
    return [first, await readSide(after, reading, first)];
  }
  const second = isHost(after, reading) ? undefined : await readSide(after, reading);
  return [await readSide(before, reading, second), second ?? (await readSide(after, reading))];
}

/** Reads a profile, a revision of one, an overlay, a manifest or a running host. */
export async function readSide(name: string, reading: Reading, other?: ReadSide): Promise<ReadSide> {
  if (name.startsWith('git:')) return ofRevision(name, reading);
  if (artifact.test(name)) return ofArtifact(name, reading);
  // Nothing is to be compared with it.
  if (isHost(name, reading))
    return other && 'findings' in other ? { findings: [], places: [] } : ofHost(name, reading, other);
  return ofProfile(shownName(name, reading.input), name, '', reading);
}

const artifact = /\.(apkovl\.tar\.gz(\.aes-256-cbc)?|manifest\.json|answers)$/;

/** Whether it is USER@HOST, and no file. */
export const isHost = (name: string, { cwd }: Reading): boolean =>
  isUserAtHost(name) && !artifact.test(name) && !/\.ya?ml$/.test(name) && !existsSync(path.resolve(cwd, name));

async function ofHost(host: string, { cwd, environment, show }: Reading, other?: ReadSide): Promise<ReadSide> {
  const side = other && 'side' in other ? other.side : undefined;
  const read = await readHostFiles({ host, cwd, environment, show }, wantedOf(side));
  const place = { place: { file: '' } };
  if ('failed' in read) return failed(remoteProblemAt('host-not-reached', place, { host, reason: read.failed }));
  if ('invalid' in read) return failed(remoteProblemAt('host-answer-invalid', place, { host, reason: read.invalid }));
  return { side: sideOfHost(host, read.files) };
}

async function ofRevision(name: string, reading: Reading): Promise<ReadSide> {
  const asked = parseRevision(name);
  if (!asked) return revisionRefused(name, { reason: 'it names no revision and file' });
  const laidOut = await layOut(asked, reading);
  if ('reason' in laidOut) return revisionRefused(name, laidOut);
  const absolute = (file: string | undefined) => (file === undefined ? undefined : path.resolve(reading.cwd, file));
  const { cwd, profile, remove } = laidOut;
  try {
    const there = {
      ...reading,
      input: undefined,
      cwd,
      facts: reading.facts?.map((file) => path.resolve(reading.cwd, file)),
      lock: absolute(reading.lock),
    };
    return await ofProfile(name, profile, `git:${asked.revision}:`, there);
  } finally {
    remove();
  }
}

export const revisionRefused = (name: string, fault: RevisionFault): Refused =>
  failed(problemAt('revision-unreadable', { place: { file: name } }, { name, ...fault }));

/** `before` is put before the names of files that are not where the user looks. */
export async function ofProfile(name: string, profile: string, before: string, reading: Reading): Promise<ReadSide> {
  const { cwd, facts, lock, bundleKey, input } = reading;
  const options = { cwd, facts, lock, bundleKey, input };
  const { host, tree, findings, places } = await examine(profile, options, new Map());
  if (host && tree && !hasErrors(findings)) return { side: sideOfTree(name, host, tree) };
  const errors = findings.filter(({ severity }) => severity === 'error');
  const named = (file: string) => (file === '' ? file : `${before}${file}`);
  return {
    findings: errors.map((each) => ({
      ...each,
      file: named(each.file),
      ...(each.related ? { related: each.related.map((other) => ({ ...other, file: named(other.file) })) } : {}),
    })),
    places: [{ find: nowhere.find, text: (file) => places.text(file.slice(before.length)) }],
  };
}

async function ofArtifact(file: string, { cwd, passphrase }: Reading): Promise<ReadSide> {
  const contents = await contentsOf(file, { cwd, wanted: true, passphrase });
  if ('problem' in contents) return failed(contents.problem);
  if ('entries' in contents) return { side: sideOfArchive(file, contents.entries) };
  const side = sideOfManifest(file, contents.text);
  if (side) return { side };
  const reason = file.endsWith('.answers') ? 'an answer file has no files to compare' : 'it is no manifest of schema 1';
  return failed(artifactProblemAt('artifact-unreadable', { place: { file } }, { file, reason }));
}

export const failed = (problem: Problem): Refused => ({ findings: locate([problem], nowhere), places: [] });
