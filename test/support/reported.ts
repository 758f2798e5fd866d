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
  remedy: string;
  severity: string;
  related?: { path: string }[];
}

/** The codes of what `check` reports about the smallest profile with these keys instead of its own, in their order. */
export async function reported(keys: string): Promise<string[]> {
  return (await findingsFor(keys)).map(({ code }) => code);
}

/** What `check` reports about the smallest profile with these keys instead of its own. */
export async function findingsFor(keys: string): Promise<Reported[]> {
  const names = keys.split('\n').map((line) => line.split(':')[0]);
  const least = leastProfile.split('\n').filter((line) => !names.includes(line.split(':')[0]!));
  const profile = [...least, keys].join('\n');
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], {
    cwd: folderWith({ 'profile.yaml': profile }),
  });
  return JSON.parse(stdout);
}
