import { folderWith, leastProfile, run } from './run.ts';

/** What is reported about the smallest profile with more keys, on a machine of which only these facts are known. */
export async function told(keys: string, facts: object, argv: string[] = []): Promise<Reported[]> {
  const files = { 'profile.yaml': leastProfile + keys, 'facts.json': JSON.stringify({ schema: 1, ...facts }) };
  const { stdout } = await run(['check', '--format', 'json', ...argv, 'profile.yaml'], { cwd: folderWith(files) });
  return JSON.parse(stdout);
}

export interface Reported {
  code: string;
  path: string;
  message: string;
}
