import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../support/run.ts';

interface Job {
  if?: string;
  needs?: string;
  permissions: Record<string, string>;
  steps: { uses?: string; run?: string; env?: Record<string, string> }[];
}
const workflow = parse(readFileSync('.github/workflows/release.yml', 'utf8')) as {
  on: unknown;
  permissions: object;
  jobs: Record<string, Job>;
};
const { package: packed, image } = workflow.jobs as { package: Job; image: Job };
const scriptOf = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []).join('\n');

describe('a release', () => {
  test('is made of a tag, and only where it is switched on', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*'] } });
    expect(packed.if).toBe("vars.RELEASES == 'on'");
    expect(image.needs).toBe('package');
  });

  test('is published after the checks, with provenance, checksums and a list of packages', () => {
    const script = scriptOf(packed);
    const order = [
      'test "v',
      'npm run check',
      'npm test',
      'npm pack',
      'npm sbom',
      'sha256sum',
      'npm publish --provenance',
      'gh release',
    ];
    const places = order.map((word) => script.indexOf(word));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  });

  test('names the base of the image by its digest, as the Dockerfile does', () => {
    const step = image.steps.find(({ run }) => run?.includes('buildah build'))!.run!;
    const script = step.slice(step.indexOf('base='), step.indexOf('echo "$TOKEN"'));
    const env = { PATH: process.env.PATH ?? '', GITHUB_REF_NAME: 'v1.2.3', GITHUB_SHA: 'abc' };
    const { stdout } = spawnSync('bash', ['-euc', `buildah() { printf '%s\\n' "$@"; }; image=image; ${script}`], {
      cwd: folderWith({ Dockerfile: 'ARG BASE=node:22-alpine@sha256:kept\nFROM ${BASE} AS build\n' }),
      encoding: 'utf8',
      env,
    });
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'org.opencontainers.image.base.name=docker.io/library/node:22-alpine',
        'org.opencontainers.image.base.digest=sha256:kept',
        'org.opencontainers.image.version=1.2.3',
        'image:1.2.3',
      ]),
    );
  });

  test('has no more rights than it needs, and passes no text of a user to a shell', () => {
    expect(workflow.permissions).toEqual({});
    expect(packed.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
    expect(image.permissions).toEqual({ contents: 'read', packages: 'write' });
    for (const job of [packed, image]) expect(scriptOf(job)).not.toContain('${{');
  });

  test('has scripts that a shell can read', () => {
    for (const { steps } of [packed, image])
      for (const { run } of steps.filter((step) => step.run))
        expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
