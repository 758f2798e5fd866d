import { folderWith, leastProfile, run } from './run.ts';

/** What is told about the least profile with more keys, on a machine of which only these facts are known. */
export async function told(keys: string, facts: object, argv: string[] = []): Promise<Told[]> {
  const files = { 'profile.yaml': leastProfile + keys, 'facts.json': JSON.stringify({ schema: 1, ...facts }) };
  const { stdout } = await run(['check', '--format', 'json', ...argv, 'profile.yaml'], { cwd: folderWith(files) });
  return JSON.parse(stdout);
}

export interface Told {
  code: string;
  path: string;
  message: string;
}
