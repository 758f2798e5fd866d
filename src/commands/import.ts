import { exitStatus } from '../findings/finding.ts';
import { locate, type Places } from '../findings/locate.ts';
import { profileText } from '../import/as-profile.ts';
import { problemAt as importProblemAt } from '../import/codes.ts';
import type { Imported, Read } from '../import/imported.ts';
import { yamlText } from '../import/print.ts';
import { readDefinition } from '../import/read.ts';
import { readText } from '../import/text.ts';
import { told } from './import/told.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface ImportFlags {
  asProfile?: boolean;
}

/** Prints the profile section for a guest, network or pool that is defined elsewhere, and reports what could not be imported. */
export async function importGuest(name: string, { asProfile }: ImportFlags, context: Context): Promise<number> {
  const file = name === '-' ? 'standard input' : name;
  const { text, problems: unread } = await readText(name, context.cwd, context.streams.stdin);
  const read = text === undefined ? { problems: unread } : await readDefinition(text, file);
  const { imported, problems = [] } = asProfile ? onlyGuests(read, file) : read;
  const all = [...problems, ...(imported?.leftovers ?? []).map((each) => told(each, file))];
  const places: Places = { find: () => ({ file: '' }), text: (asked) => (asked === file ? text : undefined) };
  const findings = locate(all, places);
  const printed = imported ? textOf(imported, asProfile ?? false) : '';
  if (isData(context.format)) writeResult(imported ? result(imported, printed) : null, findings, context);
  else {
    context.streams.stdout.write(printed);
    reportFindings(findings, [places], context, 'stderr');
  }
  return exitStatus(findings);
}

function textOf(imported: Imported, asProfile: boolean): string {
  return asProfile ? profileText(imported) : yamlText(sectionsOf(imported));
}

function sectionsOf({ vms, libvirt }: Imported): object {
  return { ...(libvirt && Object.keys(vms).length === 0 ? {} : { vms }), ...(libvirt ? { libvirt } : {}) };
}

/** A profile is made around guests; a network or pool of the old host says too little about its machine. */
function onlyGuests(read: Read, file: string): Read {
  const [kind] = Object.keys(read.imported?.libvirt ?? {});
  if (!kind) return read;
  const what = kind === 'pools' ? 'pool' : 'network';
  return { problems: [importProblemAt('import-not-as-profile', { place: { file } }, { file, what })] };
}

function result({ vms, libvirt = {}, restOfProfile, leftovers }: Imported, profile: string) {
  return {
    vms,
    libvirt,
    rest_of_profile: restOfProfile,
    left: leftovers.map(({ offset: _, ...each }) => each),
    profile,
  };
}
