import { createHash } from 'node:crypto';
import type { Files, Gathered, GatheredPackage } from './gather.ts';
import { type License, licenseOf } from './license.ts';
import type { BundleImage, Wants } from './wants.ts';

interface Contents extends Files, Pick<Wants, 'arch' | 'release'> {
  /** The name of the medium's file. */
  medium: string;
  version: string;
  time: Date;
}

/** A list of the packages and images of a bundle, as JSON (SPDX 2.3). */
export function spdxDocument({ medium, version, time, packages, images, arch, release }: Contents): string {
  const licenses = new Map(packages.map((each) => [each, licenseOf(saidBy(each, 'license'))]));
  const described = [
    ...packages.map((each) => ofPackage(each, licenses.get(each)!, { arch, release })),
    ...images.map(ofImage),
  ];
  const digest = createHash('sha256')
    .update(JSON.stringify([medium, version, described]))
    .digest('hex');
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: medium,
    documentNamespace: `https://spdx.org/spdxdocs/mkapkovl-${digest}`,
    creationInfo: { created: time.toISOString().replace(/\.\d+/, ''), creators: [`Tool: mkapkovl-${version}`] },
    documentDescribes: described.map(({ SPDXID }) => SPDXID),
    packages: described,
    hasExtractedLicensingInfos: extracted([...licenses.values()]),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const saidBy = ({ info }: GatheredPackage, name: string) => new Map(info).get(name) ?? '';

const shared = (sha256: string) => ({
  ...{ filesAnalyzed: false, checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] },
  ...{ licenseConcluded: 'NOASSERTION', copyrightText: 'NOASSERTION', supplier: 'NOASSERTION' },
});

function ofPackage(
  each: GatheredPackage,
  { expression }: License,
  { arch, release }: Pick<Contents, 'arch' | 'release'>,
) {
  const { name, version, url, sha256 } = each;
  const locator = `pkg:apk/alpine/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}&distro=alpine-${release}`;
  return {
    SPDXID: `SPDXRef-Package-${name.replace(/[^A-Za-z0-9.-]/g, (sign) => `.${sign.charCodeAt(0).toString(16)}`)}`,
    ...{ name, versionInfo: version, downloadLocation: url, packageFileName: `${name}-${version}.apk` },
    ...shared(sha256),
    licenseDeclared: expression,
    summary: saidBy(each, 'pkgdesc'),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: locator }],
  };
}

function ofImage({ url, sha256 }: Gathered<BundleImage>) {
  return {
    SPDXID: `SPDXRef-Image-${sha256}`,
    ...{ name: url.slice(url.lastIndexOf('/') + 1) || url, downloadLocation: url, packageFileName: sha256 },
    ...shared(sha256),
    licenseDeclared: 'NOASSERTION',
  };
}

function extracted(licenses: readonly License[]) {
  const all = new Map(licenses.flatMap((license) => license.extracted.map(({ id, text }) => [id, text])));
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licenseId, text]) => ({
      ...{ licenseId, name: text },
      extractedText: `Alpine's package calls its license: ${text}`,
    }));
}
