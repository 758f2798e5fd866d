import type { Problem, Where } from '../../findings/finding.ts';
import { faultOf } from '../fault.ts';
import { type Facts, factsSchema } from '../schema.ts';
import { problemAt } from './codes.ts';
import { factsFromFacter, isFacterReport } from './facter.ts';
import { listingProblems } from './problems.ts';
import { readListing } from './read-listing.ts';
import { settle } from './settle.ts';

export interface ReadFacts {
  value: Facts | null;
  problems: Problem[];
}

/**
 * Reads facts from text in any of the formats: our own facts, a report of nixos-facter, or listings. `where` is the
 * place that names the file.
 */
export function factsFromText(text: string, file: string, where: Where): ReadFacts {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (start === '') return refused(problemAt('listing-not-understood', where, { file, reason: 'it is empty' }));
  return /^[{[](?!\d)/.test(start) && looksLikeJson(start)
    ? fromJson(start, file, where)
    : fromListing(text, file, where);
}

/** Whether it is facts or a report, which describe a machine alone: to listings others can be added. */
export function isWhole(text: string): boolean {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (/^\{\s*"schema"/.test(start)) return true;
  try {
    const json: unknown = JSON.parse(start);
    return isFacterReport(json) || typeof Object(json).schema === 'number';
  } catch {
    return false;
  }
}

/** A listing may begin with a bracket, too: [8086:3a67] 00:1a.0 …, [RESET] …, or a prompt such as [root@host ~]#. */
const looksLikeJson = (text: string) => /^\{\s*["}]|^\{\s*$|^\[\s*[[{"\]]/.test(text);

const refused = (problem: Problem): ReadFacts => ({ value: null, problems: [problem] });

function fromJson(text: string, file: string, where: Where): ReadFacts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    // lsblk -J or ip -j with other listings below it.
    if (/^\{\s*"blockdevices"|^\[\s*\{\s*"(ifindex|ifname|dst)"/.test(text)) return fromListing(text, file, where);
    return refused(
      problemAt('facts-invalid', where, {
        file,
        reason: `it is not JSON, or is truncated (${(thrown as Error).message})`,
      }),
    );
  }
  if (isFacterReport(json)) {
    const facts = factsFromFacter(json);
    if (facts.pci) return { value: facts, problems: [] };
    return refused(problemAt('listing-not-understood', where, { file, reason: 'the report has no PCI device' }));
  }
  const { schema, blockdevices } = Object(json) as { schema?: unknown; blockdevices?: unknown };
  if (Array.isArray(blockdevices) && blockdevices.length > 0) return fromListing(text, file, where);
  if (typeof schema === 'number' && schema > 1)
    return refused(problemAt('facts-schema-newer', where, { file, schema }));
  const parsed = factsSchema.safeParse(json);
  if (parsed.success) return { value: parsed.data, problems: [] };
  if (schema === undefined) {
    return refused(problemAt('facts-invalid', where, { file, reason: otherJson(json) }));
  }
  return refused(problemAt('facts-invalid', where, { file, reason: faultOf(parsed.error) }));
}

/** What JSON without a schema probably is, for users who name the wrong file. */
function otherJson(json: unknown): string {
  const [first] = [json].flat();
  const found = otherFiles.find(([keys]) => keys.every((key) => key in Object(first)));
  const looks = found?.[1] ?? (Array.isArray(json) ? 'it is a JSON list' : 'it is some other JSON');
  return `${looks}, without the "schema": 1 of facts`;
}

const otherFiles: [keys: string[], looks: string][] = [
  [['blockdevices'], 'it looks like the output of lsblk --json'],
  [['ifname'], 'it looks like the output of ip -j'],
  [['lscpu'], 'it looks like the output of lscpu --json'],
  [['class', 'id'], 'it looks like the output of lshw -json'],
  [['hostname'], 'it looks like a profile'],
];

/** lsblk alone says which disks a machine has. A pool or a mount names a disk in passing, and may do so in any text. */
const showsDisks = ({ disks, source }: Facts): boolean =>
  Boolean(disks?.length && source?.split(', ').includes('lsblk'));

function fromListing(text: string, file: string, where: Where): ReadFacts {
  const draft = readListing(text);
  const facts = settle(draft);
  const problems = listingProblems(draft, facts, file);
  if (facts.pci || facts.usb || showsDisks(facts)) return { value: facts, problems };
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  const what = lines === 1 ? 'its only line is not one' : `none of its ${lines} lines is one`;
  return {
    value: null,
    problems: [
      ...problems,
      problemAt('listing-not-understood', where, { file, reason: `${what} of a device listing` }),
    ],
  };
}
