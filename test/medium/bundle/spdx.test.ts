import { describe, expect, test } from 'vitest';
import type { GatheredPackage } from '#src/medium/bundle/gather.ts';
import { spdxDocument } from '#src/medium/bundle/spdx.ts';

const url = 'https://mirror.example/v3.23/main/x86_64';

function named(name: string, license: string): GatheredPackage {
  const version = '1.0_git~2-r0';
  const shared = { checksum: 'Q1x=', size: 3, repository: url, file: '/x' };
  const info: GatheredPackage['info'] = [
    ['pkgname', name],
    ['license', license],
    ['pkgdesc', `About ${name}`],
  ];
  return { ...shared, name, version, url: `${url}/${name}-${version}.apk`, sha256: 'ab'.repeat(32), info };
}

const contents = {
  ...{ medium: 'kvm1.iso', version: '1.2.3', time: new Date(0), arch: 'x86_64', release: '3.23' },
  packages: [named('libstdc++', 'GPL-3.0-or-later'), named('a_b', 'custom'), named('a-b', 'custom AND MIT')],
  images: [{ url: 'https://images.example/disk.qcow2', sha256: 'cd'.repeat(32), file: '/y', size: 4 }],
};
const document = JSON.parse(spdxDocument(contents));

describe('the list of what a bundle has (SPDX 2.3)', () => {
  test('says what it is, of when, and by which program', () => {
    expect(document).toMatchObject({
      ...{ spdxVersion: 'SPDX-2.3', dataLicense: 'CC0-1.0', SPDXID: 'SPDXRef-DOCUMENT', name: 'kvm1.iso' },
      creationInfo: { created: '1970-01-01T00:00:00Z', creators: ['Tool: mkapkovl-1.2.3'] },
      documentNamespace: expect.stringMatching(/^https:\/\/spdx\.org\/spdxdocs\/mkapkovl-[0-9a-f]{64}$/),
    });
  });

  test('has each package with version, digest, license and address', () => {
    expect(document.packages[0]).toMatchObject({
      ...{ SPDXID: 'SPDXRef-Package-libstdc.2b.2b', name: 'libstdc++', versionInfo: '1.0_git~2-r0' },
      ...{ downloadLocation: `${url}/libstdc++-1.0_git~2-r0.apk`, licenseDeclared: 'GPL-3.0-or-later' },
      checksums: [{ algorithm: 'SHA256', checksumValue: 'ab'.repeat(32) }],
      externalRefs: [{ referenceLocator: 'pkg:apk/alpine/libstdc%2B%2B@1.0_git~2-r0?arch=x86_64&distro=alpine-3.23' }],
    });
  });

  test('has each image with its digest and address', () => {
    expect(document.packages[3]).toMatchObject({
      ...{ name: 'disk.qcow2', downloadLocation: 'https://images.example/disk.qcow2', licenseDeclared: 'NOASSERTION' },
      checksums: [{ algorithm: 'SHA256', checksumValue: 'cd'.repeat(32) }],
    });
  });

  test('names nothing twice, with the letters that names may have, and describes all of it', () => {
    const ids: string[] = document.packages.map(({ SPDXID }: { SPDXID: string }) => SPDXID);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
    expect(document.documentDescribes).toEqual(ids);
  });

  test('explains each license that SPDX does not list, once', () => {
    expect(document.hasExtractedLicensingInfos).toEqual([
      expect.objectContaining({ licenseId: 'LicenseRef-Alpine-custom', name: 'custom' }),
    ]);
  });

  test('has another namespace for other contents, and the same for the same', () => {
    const namespace = (change: Partial<typeof contents>) =>
      JSON.parse(spdxDocument({ ...contents, ...change })).documentNamespace;
    expect(namespace({})).toBe(document.documentNamespace);
    for (const change of [{ images: [] }, { medium: 'other.iso' }, { packages: [named('a_b', 'MIT')] }])
      expect(namespace(change)).not.toBe(document.documentNamespace);
  });
});
