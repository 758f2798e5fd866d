import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
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

  test('names the base of the image by its digest, in the build and in the image', () => {
    const step = image.steps.find(({ run }) => run?.includes('buildah build'))!.run!;
    const line = step.split('\n').findIndex((text) => text.startsWith('buildah build'));
    const resolve = step
      .split('\n')
      .slice(0, line)
      .filter((text) => text.includes('base='));
    const build = step.slice(step.indexOf('buildah build'), step.indexOf('buildah login'));
    const asked = (dockerfile: string) => {
      const cwd = folderWith({
        Dockerfile: dockerfile,
        'scripts/pin-base.sh': '#!/bin/sh\necho node:22-alpine@sha256:new\n',
      });
      chmodSync(path.join(cwd, 'scripts/pin-base.sh'), 0o755);
      const script = `buildah() { printf '%s\\n' "$@"; }; image=image; ${resolve.join('\n')}\n${build.split('echo "$TOKEN"')[0]}`;
      const env = { PATH: process.env.PATH ?? '', GITHUB_REF_NAME: 'v1.2.3', GITHUB_SHA: 'abc' };
      return spawnSync('bash', ['-euc', script], { cwd, encoding: 'utf8', env }).stdout.split('\n');
    };
    for (const [dockerfile, digest] of [
      ['ARG BASE=node:22-alpine\n', 'sha256:new'],
      ['ARG BASE=node:22-alpine@sha256:kept\n', 'sha256:kept'],
    ] as const) {
      expect(asked(dockerfile)).toEqual(
        expect.arrayContaining([
          `BASE=node:22-alpine@${digest}`,
          'org.opencontainers.image.base.name=docker.io/library/node:22-alpine',
          `org.opencontainers.image.base.digest=${digest}`,
          'org.opencontainers.image.version=1.2.3',
          'image:1.2.3',
        ]),
      );
    }
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
