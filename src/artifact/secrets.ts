import { resolve } from 'node:path';
import type { Path, Problem } from '../findings/finding.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import type { SecretSource } from '../profile/secret.ts';
import { secretsFolder } from '../target/paths.ts';
import { isPieceOfFile } from '../tree/composed.ts';
import type { Tree } from '../tree/entry.ts';
import { problemAt } from './codes.ts';
import { secretKind } from './secret-kinds.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The values of the tree's secrets by path. They are read only here, once, right before packing. */
export async function readSecrets(
  tree: Tree,
  environment: Environment,
  cwd: string,
  installs: boolean,
): Promise<{ secrets: Map<string, Buffer>; problems: Problem[] }> {
  const secrets = new Map<string, Buffer>();
  const problems: Problem[] = [];
  for (const { path, origin, ...entry } of tree.values()) {
    if (entry.type !== 'file' || !('secret' in entry.content)) continue;
    const from = origin.paths[0] ?? [];
    const { secret, whole } = entry.content;
    const result = await readSecret(secret, from, {
      ...{ environment, cwd, asked: installs && canBeAsked(path) },
      content: secretKind(path).content,
    });
    if (!Buffer.isBuffer(result)) {
      problems.push(result);
      continue;
    }
    const value = whole ? wholeFile(result, secret) : withoutLineEnd(result);
    const problem = unusable(path, value, secret, from);
    if (problem) problems.push(problem);
    else secrets.set(path, value);
  }
  return { secrets, problems };
}

/** A shell's $(…) cuts off the line end of a file, without which OpenSSH cannot read a private key. */
function wholeFile(value: Buffer, source: SecretSource): Buffer {
  return 'env' in source && value.length > 0 && value.at(-1) !== 0x0a
    ? Buffer.concat([value, Buffer.from('\n')])
    : value;
}

function withoutLineEnd(value: Buffer): Buffer {
  const end = /\r?\n$/.exec(value.toString('latin1'))?.[0].length ?? 0;
  return value.subarray(0, value.length - end);
}

/** Secrets that the installer can ask for instead; a host that it does not install has no one to ask. */
const canBeAsked = (path: string) => /^(password\.|luks-passphrase$)/.test(path.slice(secretsFolder.length + 1));

const isEmpty = (value: Buffer) => value.toString('utf8').trim() === '';

/** The value; or what is wrong if there is none, also where it is empty: CI services set variables of secrets that they do not have. */
async function readSecret(
  source: SecretSource,
  from: Path,
  { environment, cwd, asked, content }: { environment: Environment; cwd: string; asked: boolean; content: string },
): Promise<Buffer | Problem> {
  if ('env' in source) {
    const value = environment[source.env];
    if (value !== undefined && !isEmpty(Buffer.from(value))) return Buffer.from(value);
    const values = { name: source.env, empty: value !== undefined, asked, content };
    return problemAt('secret-not-set', { path: [...from, 'env'] }, values);
  }
  try {
    const value = await readBounded(resolve(cwd, source.file), fileLimits.secret);
    return isEmpty(value)
      ? problemAt('secret-file-empty', { path: [...from, 'file'] }, { file: source.file, content })
      : value;
  } catch (thrown) {
    const where = { path: [...from, 'file'] };
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT'
      ? problemAt('secret-file-missing', where, { file: source.file, content })
      : profileProblemAt('file-unreadable', where, { file: source.file, reason: reasonOf(thrown) });
  }
}

/** What is wrong with a secret, without revealing it. */
function unusable(path: string, bytes: Buffer, source: SecretSource, at: Path): Problem | undefined {
  const from = 'env' in source ? `the environment variable ${source.env}` : `the file ${source.file}`;
  const refuse = (what: string, remedy: string) => problemAt('secret-unusable', { path: at }, { from, what, remedy });
  const value = bytes.toString('utf8');
  // A key or a certificate in the middle of a file has several lines.
  if (isPieceOfFile(path)) return undefined;
  if (/[\x00-\x1f\x7f]/.test(value))
    return refuse('more than one line', 'Put only the secret into that file or variable.');
  const { limit } = secretKind(path);
  if (limit && Buffer.byteLength(value) > limit.bytes)
    return refuse(`longer than the limit of ${limit.bytes} bytes for ${limit.whose}`, 'Choose a shorter one.');
  if (!path.startsWith(`${secretsFolder}/password.`)) return undefined;
  // The methods that musl's crypt supports; yescrypt ($y$), today's default elsewhere, is not among them.
  if (/^\$y\$/.test(value))
    return refuse('a yescrypt hash, which Alpine cannot check', 'Create one with: openssl passwd -6');
  const hash = /^\$(1|2[abxy]|5|6)\$[./A-Za-z0-9$=]{20,}$/.test(value);
  return hash ? undefined : refuse('not a crypt hash', 'Create one with: openssl passwd -6');
}
