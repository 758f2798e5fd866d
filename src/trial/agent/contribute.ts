import type { Contribution } from '../../features/feature.ts';

/** Paths on the target, without the leading slash. */
const service = 'etc/init.d/mkapkovl-try';
const script = 'etc/mkapkovl/trial/report.sh';

/** What only a trial adds to an overlay: a service that writes a report to the second serial port. */
export function contribute(): Contribution {
  const paths = [['hostname']];
  return {
    services: [{ name: 'mkapkovl-try', runlevel: 'boot', paths }],
    files: [
      { path: service, copy: `trial/${service}`, mode: 0o755, paths },
      { path: script, copy: `trial/${script}`, paths },
    ],
  };
}
