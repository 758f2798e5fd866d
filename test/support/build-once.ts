import { execFileSync } from 'node:child_process';

/** Tests that spawn dist/cli.js shall run what the sources say. */
export default function setup(): void {
  execFileSync(
    process.execPath,
    ['node_modules/rolldown/bin/cli.mjs', '--config', 'rolldown.config.js', '--log-level', 'silent'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}
