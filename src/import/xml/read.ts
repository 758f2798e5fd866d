import { vmsSchema } from '../../features/vms/schema.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Values } from '../../guest/reader.ts';
import { child, type Element, element, textOf } from '../../xml/element.ts';
import { parseDocument } from '../../xml/parse.ts';
import { problemAt } from '../codes.ts';
import type { Leftover, Read, RestOfProfile } from '../imported.ts';
import { minimal } from '../minimal.ts';
import { inSchemaOrder } from '../order.ts';
import { adapt, otherKind } from './adapt.ts';
import { hasPlaces, withPlaces } from './assigned.ts';
import { refused } from './checked.ts';
import { canonical, devicesOf, differences } from './compare.ts';
import { guestOf } from './documents.ts';
import { type Draft, draftOf, sectionOf } from './draft.ts';
import { addFallbackXml } from './fallback-xml.ts';
import { fitChecks, fitSchema } from './fit.ts';
import { movedDevices, withoutAddresses } from './moved.ts';
import { nameOf } from './name.ts';
import { normalDomain } from './normal.ts';
import { assigned } from './pci/assign.ts';
import { bridgesText } from './pci/plain.ts';
import { rawDevices } from './raw.ts';
import { renamedDisks } from './renamed.ts';
import { type Rendered, renderGuest, withIdentity } from './render.ts';
import { withoutSecrets } from './secrets.ts';
import { tidy } from './tidy.ts';

/** Every guest has devices, if only those that libvirt gives it. */
function withDevices(domain: Element): Element {
  return child(domain, 'devices') ? domain : { ...domain, children: [...domain.children, element('devices')] };
}

/** The guest of a domain definition. What it comes to is rendered and compared with what was read; differences are reported. */
export function readGuest(root: Element, file: string, taken: readonly string[]): Read {
  const found = guestOf(root, file);
  if ('problems' in found) return found;
  const problems = unsupported(found.domain, file);
  if (problems.length > 0) return { problems };
  const secrets: Leftover[] = [];
  const { domain, leftovers, restOfProfile } = adapt(withDevices(withoutSecrets(tidy(found.domain), secrets)));
  leftovers.push(...secrets);
  const name = nameOf(domain, 'guest', taken, leftovers);
  const source = withIdentity(withPlaces(domain), name);
  const wanted = named(normalDomain(source), name);
  const known = new Map<string, Made | undefined>();
  const make = (section: Values) => {
    const rendered = renderGuest(name, section, restOfProfile);
    return rendered && once(known, rendered.firmware + rendered.text, () => made(name, rendered, hasPlaces(source)));
  };
  const read = draftThatStays({ name, source, wanted, restOfProfile, make });
  const { draft, section: long } = read;
  leftovers.push(...read.leftovers);
  const result = make(long);
  if (!result) return { problems: [unusable(name, long, file, domain)] };
  leftovers.push(...renamedDisks(domain, draft));
  const shorten = (accepted: (shorter: Values) => boolean) =>
    minimal(inSchemaOrder(long), (shorter) => make(shorter)?.signature === result.signature && accepted(shorter));
  const passes = (shorter: Values) => refused(name, shorter, restOfProfile).length === 0;
  const shortest = shorten(() => true);
  // A form that renders the same may still be rejected by check, such as a model without its mode.
  const guest = passes(shortest) ? shortest : shorten(passes);
  return {
    imported: {
      vms: { [name]: guest },
      restOfProfile,
      leftovers: [...stillPresent(leftovers, guest), ...remainingDifferences(wanted, result.domain)],
    },
  };
}

/** What a guest cannot do without has a value that no profile takes, such as a memory of 0x10. */
function unusable(name: string, section: Values, file: string, domain: Element): Problem {
  const key = String(vmsSchema.safeParse({ [name]: section }).error?.issues[0]?.path[1] ?? 'domain');
  const place = { place: { file, offset: child(domain, key)?.start ?? domain.start } };
  return problemAt('import-value-unusable', place, { element: key, value: textOf(domain, key) ?? '' });
}

interface Reading {
  name: string;
  source: Element;
  wanted: Element;
  restOfProfile: RestOfProfile;
  make: (section: Values) => Made | undefined;
}

interface Drafted {
  draft: Draft;
  section: Values;
  leftovers: Leftover[];
  /** How many PCI devices are at another place than before. */
  moved: number;
}

/** The draft whose devices stay where they are: without addresses if libvirt chooses the same, else with them. */
function draftThatStays(reading: Reading): Drafted {
  const draft = drafted(reading, false);
  if (draft.moved === 0) return draft;
  const explicit = drafted(reading, true);
  return explicit.moved < draft.moved ? explicit : draft;
}

function drafted({ name, source, wanted, restOfProfile, make }: Reading, bridges: boolean): Drafted {
  const draft = draftOf(source, bridges);
  const leftovers: Leftover[] = [];
  fitSchema(name, draft);
  for (let round = 0; round < 5 && fitChecks(name, draft, restOfProfile); round++) fitSchema(name, draft);
  const section = () => {
    const raw = rawDevices(draft, leftovers);
    return { ...sectionOf(draft), ...raw };
  };
  for (let round = 0; round < 4; round++) {
    const now = make(section());
    if (!now || !addFallbackXml({ draft, source, wanted, made: now.domain, leftovers })) break;
    fitSchema(name, draft);
    if (fitChecks(name, draft, restOfProfile)) fitSchema(name, draft);
  }
  const moves = (each: Values) => {
    const domain = make(each)?.domain;
    return domain ? movedDevices(wanted, domain) : Number.POSITIVE_INFINITY;
  };
  const [long, short] = [section(), withoutAddresses(section())];
  const [moved, movedIfShort] = [moves(long), moves(short)];
  return movedIfShort <= moved
    ? { draft, section: short, leftovers, moved: movedIfShort }
    : { draft, section: long, leftovers, moved };
}

/** Drops reports about fragments that were removed again because libvirt adds them anyway. */
function stillPresent(leftovers: Leftover[], guest: Values): Leftover[] {
  const text = JSON.stringify(guest);
  return leftovers.flatMap(({ fragment, ...each }) => {
    return fragment === undefined || text.includes(JSON.stringify(fragment).slice(1, -1)) ? each : [];
  });
}

interface Made {
  domain: Element;
  /** The same for all sections that come to the same. */
  signature: string;
}

/** Most tries to shorten a guest come to a text that an earlier one came to. */
function once(known: Map<string, Made | undefined>, text: string, make: () => Made | undefined): Made | undefined {
  if (!known.has(text)) known.set(text, make());
  return known.get(text);
}

function made(name: string, rendered: Rendered, places: boolean): Made | undefined {
  const document = parseDocument(rendered.text, '');
  if ('problems' in document) return undefined;
  const plain = tidy(document.roots[0]!);
  const complete = places ? assigned(plain) : plain;
  const domain = named(normalDomain(complete), name);
  return { domain, signature: rendered.firmware + canonical(domain) + bridgesText(devicesOf(complete)) };
}

/** Replaces the name, which the profile has as a key. */
function named(domain: Element, name: string): Element {
  const inside = domain.children.map((each) => (each.name === 'name' ? { ...each, text: name } : each));
  return { ...domain, children: inside };
}

/** Reports every remaining difference between the definition and the result. */
function remainingDifferences(wanted: Element, result: Element): Leftover[] {
  return differences(wanted, result).flatMap(({ kind, where, value, instead, offset }): Leftover[] => {
    if (kind === 'extra' && comesAnyway(where, value)) return [];
    if (kind === 'missing') return [{ kind: 'lost', where, value, why: 'the profile has no key for it', offset }];
    if (kind === 'extra')
      return [{ kind: 'changed', where, value, why: 'it is not in the definition; the profile adds it', offset }];
    return [{ kind: 'changed', where, value, why: `it becomes ${instead}`, offset }];
  });
}

/** libvirt adds these controllers by itself, and gives a place to what states none. */
const comesAnyway = (where: string, value: string) =>
  where.endsWith('/address') || (where.includes('/controller') && /^type=(usb|scsi)\b/.test(value));

function unsupported(domain: Element, file: string): Problem[] {
  const place = { place: { file, offset: domain.start } };
  const what = otherKind(domain);
  if (what) return [problemAt('import-guest-not-supported', place, { what })];
  return ['name', 'memory'].flatMap((element) =>
    textOf(domain, element) ? [] : [problemAt('import-incomplete', place, { element })],
  );
}
