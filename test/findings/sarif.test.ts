import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { sarifLog } from '../../src/findings/sarif.ts';
import { faultsOfSarif } from '../support/sarif.ts';
import { finding } from './example.ts';

const nameOf = (file: string) => file;
const logOf = (...findings: Finding[]) => sarifLog(findings, { version: '1.2.3', nameOf });
const firstOf = (...findings: Finding[]) => logOf(...findings).runs[0]!.results[0]!;
const uriOf = (file: string) => firstOf({ ...finding, file }).locations[0]!.physicalLocation.artifactLocation;

describe('a SARIF log', () => {
  test('names each code once, and each result refers to its own', () => {
    const [run] = logOf(finding, { ...finding, code: 'odd-character' }, finding).runs;
    expect(run!.tool.driver.rules).toEqual([{ id: 'odd-character' }, { id: 'unknown-key' }]);
    expect(run!.results.map(({ ruleIndex }) => run!.tool.driver.rules[ruleIndex]!.id)).toEqual(
      run!.results.map(({ ruleId }) => ruleId),
    );
  });

  test.each([
    ['hosts/a b#1.yaml', 'hosts/a%20b%231.yaml'],
    ['100%.yaml', '100%25.yaml'],
    ['größe.yaml', 'gr%C3%B6%C3%9Fe.yaml'],
  ])('writes %j as a relative address', (file, uri) => {
    expect(uriOf(file)).toEqual({ uri, uriBaseId: '%SRCROOT%' });
  });

  test('writes a file outside as an absolute address, without a base', () => {
    expect(uriOf('/srv/a b.yaml')).toEqual({ uri: 'file:///srv/a%20b.yaml' });
  });

  test('reports what concerns no file as a notification of the run: a result needs a place', () => {
    const [run] = logOf({ ...finding, file: '', class: 'environment' }).runs;
    expect(run!.results).toEqual([]);
    expect(run!.invocations[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 3,
      toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'unknown-key' } }],
    });
  });

  test('recognizes a fault after lines were added above it, and keeps another apart', () => {
    const print = (changed: Partial<Finding>) => firstOf({ ...finding, ...changed }).partialFingerprints;
    expect(print({ line: 80 })).toEqual(print({}));
    expect(print({ path: '/worse' })).not.toEqual(print({}));
    expect(print({ file: 'hosts/kvm2.yaml' })).not.toEqual(print({}));
  });

  test('is what the format says', () => {
    const related = [{ message: 'the first', file: 'base.yaml', line: 2, column: 1, path: '' }];
    const log = logOf({ ...finding, related, target: 'etc/motd' }, { ...finding, file: '' });
    expect(faultsOfSarif(JSON.parse(JSON.stringify(log)))).toEqual([]);
    expect(faultsOfSarif({ ...log, version: '2.0.0' })).not.toEqual([]);
    const broken = structuredClone(log);
    broken.runs[0]!.results[0]!.locations[0]!.physicalLocation.region.startLine = 0;
    expect(faultsOfSarif(broken)).not.toEqual([]);
  });
});
