import { closest } from '../profile/closest.ts';

/**
 * A line of a profile as it may be shown: what looks like a literal secret is blotted out. Findings of every kind show
 * lines, also where the YAML is so broken that nobody can say which value is which; so this goes by the text alone.
 */
export function withoutSecrets(lines: readonly string[], index: number): string {
  const line = lines[index] ?? '';
  if (insidePrivateKey(lines, index)) return blot(line, indentation(line));
  const start = secretStart(line) ?? (belowSecretKey(lines, index) ? valueStart(line) : undefined);
  return start === undefined ? line : blot(line, start);
}

/** Keys that hold secrets, and what one may have typed instead; `passthrough` and the switch `ssh.passwords` do not. */
function isSecretKey(key: string): boolean {
  if (/^(passthrough|passwords)$/.test(key)) return false;
  return /pass|secret|token/i.test(key) || closest(key, ['password', 'passphrase']) !== undefined;
}

const keyPattern = /(?:^|[\s{,"'])([A-Za-z_-]+)["']?\s*:(?=[\s"'[{]|$)/g;
const reference = '(prompt\\s*:\\s*(true|false)|(env|file|on_medium)\\s*:\\s*("[\\w./:-]*"|[\\w./:-]*))';
/** References say where a secret is and may be shown; so may an empty place, a block's sign and a comment. */
const harmless = new RegExp(
  `^\\s*(\\{\\s*(${reference}\\s*)?\\}|\\{?\\s*(${reference}\\s*)?(#.*)?$|[|>][-+\\d]*\\s*$|(null|~)\\b)`,
);
const harmlessBelow = new RegExp(`^\\s*${reference}\\s*(#.*)?$`);

/** Where the literal secret begins that follows a key of this line. */
function secretStart(line: string): number | undefined {
  for (const match of line.matchAll(keyPattern)) {
    const after = match.index + match[0].length;
    if (!isSecretKey(match[1]!)) continue;
    if (!harmless.test(line.slice(after))) return after + /^\s*/.exec(line.slice(after))![0].length;
  }
  return undefined;
}

/** Whether a line with less indentation above this one is a secret's key: the value, or a part of it, is here. */
function belowSecretKey(lines: readonly string[], index: number): boolean {
  let depth = indentation(lines[index] ?? '');
  for (let above = index - 1; above >= 0 && depth > 0; above--) {
    const line = lines[above]!;
    if (line.trim() === '' || indentation(line) >= depth) continue;
    depth = indentation(line);
    const key = [...line.matchAll(keyPattern)].at(-1)?.[1];
    if (key !== undefined && isSecretKey(key)) return !harmlessBelow.test(lines[index] ?? '');
  }
  return false;
}

function insidePrivateKey(lines: readonly string[], index: number): boolean {
  for (let above = index; above >= 0 && above > index - 100; above--) {
    if (/END [A-Z ]*PRIVATE KEY/.test(lines[above]!) && above !== index) return false;
    if (/BEGIN [A-Z ]*PRIVATE KEY/.test(lines[above]!)) return true;
  }
  return false;
}

const indentation = (line: string) => /^\s*/.exec(line)![0].length;
const valueStart = (line: string) => /^\s*([A-Za-z_-]+\s*:\s+)?/.exec(line)![0].length;

/** Everything up to the end of the line: where a secret ends depends on how it is quoted. */
function blot(line: string, start: number): string {
  return line.slice(0, start) + '*'.repeat(Math.min(8, Math.max(0, line.length - start)));
}
