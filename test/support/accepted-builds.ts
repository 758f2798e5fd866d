import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlainProfile } from './accepted-profiles.ts';
import { run } from './run.ts';
import { type Member, unpack } from './unpack.ts';

/** What was built from one profile. */
export interface AcceptedBuild {
  profile: PlainProfile;
  answers: string;
  manifest: string;
  members: Map<string, Member>;
}

/**
 * Builds every profile that `check` lets through, each for itself. Fails if that is under half of them: what is then
 * tested would no longer be what people write.
 */
export async function buildAccepted(profiles: readonly PlainProfile[], cwd: string): Promise<AcceptedBuild[]> {
  const accepted: AcceptedBuild[] = [];
  const refused = new Map<string, number>();
  for (const profile of profiles) {
    writeFileSync(path.join(cwd, 'profile.yaml'), JSON.stringify(profile));
    const { status, stdout, stderr } = await run(['build', 'profile.yaml', '--format', 'json'], { cwd });
    if (status > 1) throw new Error(`exit ${status} for ${JSON.stringify(profile)}\n${stdout}${stderr}`);
    const { result, findings } = JSON.parse(stdout);
    if (status === 1) for (const { code } of findings) refused.set(code, (refused.get(code) ?? 0) + 1);
    else {
      const [{ overlay, answers, manifest }] = result.hosts;
      const read = (file: string) => readFileSync(path.join(cwd, file));
      accepted.push({
        profile,
        answers: read(answers).toString(),
        manifest: read(manifest).toString(),
        members: await unpack(read(overlay)),
      });
    }
  }
  if (accepted.length * 2 < profiles.length) {
    const why = [...refused].map(([code, times]) => `${code} ${times}`).join(', ');
    throw new Error(`only ${accepted.length} of ${profiles.length} profiles were accepted: ${why}`);
  }
  return accepted;
}
