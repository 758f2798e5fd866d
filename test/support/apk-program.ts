import { execFileSync } from 'node:child_process';
import { describe } from 'vitest';

/** Alpine's apk: what MKAPKOVL_APK names, or what is on PATH; no package of Debian has it. */
function apkProgram(): string | undefined {
  try {
    const named = process.env.MKAPKOVL_APK ?? 'apk';
    return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', named], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Tests by the real apk; without one they are skipped, loudly, in CI too. */
export function describeWithApk(name: string, body: (program: string) => void): void {
  const program = apkProgram();
  if (program !== undefined) return void describe(name, () => body(program));
  console.warn(`skipped: ${name}: there is no apk; MKAPKOVL_APK names it`);
  describe.skip(`${name} (missing: apk, which MKAPKOVL_APK names)`, () => body(''));
}
