import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitStatus, type Finding } from './finding.ts';
import type { NameOf } from './github.ts';

interface Run {
  version: string;
  nameOf: NameOf;
  /** What a command returns in addition to findings. */
  result?: unknown;
  /** The exit status, if it is not that of the findings. */
  status?: number;
}

/**
 * Findings in the Static Analysis Results Interchange Format 2.1.0
 * (docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html), which code scanning and editors read.
 */
export function sarifLog(
  findings: readonly Finding[],
  { version, nameOf, result, status = exitStatus(findings) }: Run,
) {
  const rules = [...new Set(findings.map(({ code }) => code))].sort();
  // A result without a place is refused by code scanning; what concerns no file is about the run itself.
  const located = findings.filter(({ file }) => file !== '');
  const about = findings.filter(({ file }) => file === '');
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mkapkovl', semanticVersion: version, rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: status !== 3,
            exitCode: status,
            ...(about.length > 0 ? { toolExecutionNotifications: about.map(notification) } : {}),
          },
        ],
        results: located.map((finding) => resultOf(finding, rules, nameOf)),
        ...(result === undefined ? {} : { properties: { result } }),
      },
    ],
  };
}

function resultOf(finding: Finding, rules: readonly string[], nameOf: NameOf) {
  const { code, severity, message, remedy, target, related } = finding;
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: severity,
    message: { text: `${message}\n${remedy}` },
    locations: [location(finding, nameOf)],
    ...(related
      ? {
          relatedLocations: related.map((other, id) => ({
            id,
            ...location(other, nameOf),
            message: { text: other.message },
          })),
        }
      : {}),
    partialFingerprints: { 'mkapkovlFinding/v1': fingerprint(finding, nameOf) },
    properties: { remedy, ...(target === undefined ? {} : { target }) },
  };
}

const notification = ({ code, severity, message, remedy }: Finding) => ({
  descriptor: { id: code },
  level: severity,
  message: { text: `${message}\n${remedy}` },
});

type Located = Pick<Finding, 'file' | 'line' | 'column' | 'path'>;

function location({ file, line, column, path: pointer }: Located, nameOf: NameOf) {
  return {
    physicalLocation: {
      artifactLocation: artifact(nameOf(file)),
      region: { startLine: line, startColumn: column },
    },
    ...(pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: pointer, kind: 'member' }] }),
  };
}

/** An address relative to the root of the sources (3.14.14), or an absolute one for a file outside. */
function artifact(name: string) {
  if (path.isAbsolute(name)) return { uri: pathToFileURL(name).href };
  return { uri: name.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** The same for the same fault after lines were added above it. */
function fingerprint({ code, file, path: pointer, message, line }: Finding, nameOf: NameOf): string {
  const place = pointer === '' ? String(line) : pointer;
  return createHash('sha256')
    .update([code, nameOf(file), place, message].join('\0'))
    .digest('hex');
}
