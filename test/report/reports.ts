import { noNames } from '../../src/machine/names.ts';
import { examineAll } from '../../src/pipeline/examine-all.ts';
import { reportOf } from '../../src/report/build-report.ts';
import type { HostReport } from '../../src/report/host-report.ts';

/** The reports of profiles in a folder, as data. */
export async function reportsIn(cwd: string, profiles: string[]): Promise<HostReport[]> {
  const { examined } = await examineAll(profiles, { cwd });
  return examined.map((each) => reportOf(each, { names: noNames, version: '1.2.3', time: undefined }));
}
