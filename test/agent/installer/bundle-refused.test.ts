import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { lacking, medium, noNetwork, withBundle } from './bundle.ts';
import { ends, install, liveSystem, markOf } from './programs.ts';
import type { LiveRoot } from './root.ts';

/** Nothing is written, and what the installer says matches. */
function expectRefused(live: LiveRoot, reason: RegExp): void {
  const before = ends(live);
  const { status, stderr } = install(live);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(reason);
  expect(live.read('var/lib/mkapkovl/steps/install-check.json')).toContain('"state":"failed"');
  expect(ends(live)).toBe(before);
}

describeWith(['applets', 'setsid'], 'without a network, nothing is written', () => {
  test('if there is no bundle', () => expectRefused(liveSystem({ files: noNetwork }), /there is no network/));

  test('if the bundle lacks a package, which is named', () => {
    const live = withBundle();
    live.fault(lacking('ERROR: unable to select packages: qemu-img (no such package)'));
    expectRefused(live, /no network.*the bundle on the medium does not have all packages: ERROR.*qemu-img \(no such/);
  });

  test('if the index of the bundle is not signed with a key of the overlay', () => {
    const live = withBundle();
    live.fault(lacking(`WARNING: opening ${live.root}/${medium}/bundle: UNTRUSTED signature`));
    expectRefused(live, /not signed with a key in \/etc\/apk\/keys: build the overlay with --bundle-key/);
  });

  test('if the bundle is on a medium for other builds, which is named', () => {
    const live = withBundle({}, ['cd'.repeat(32)]);
    expectRefused(live, /the medium at \/media\/sdb1 holds other builds, .* its bundle is left alone/);
  });
});

describeWith(['applets', 'setsid'], 'a bundle that cannot be read to its end', () => {
  test('leaves a disk that does not start, and is the reason that is given', () => {
    const live = withBundle();
    live.fault(
      'case "${0##*/} $*" in apk*\\ add\\ --root*--clean-protected*) echo "ERROR: qemu-img: I/O error"; exit 1 ;; esac',
    );
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain('cannot install the packages of the bundle: ERROR: qemu-img: I/O error');
    expect(markOf(live)).toMatch(/ started$/);
    expect(live.calls()).not.toContain('reboot');
  });
});
