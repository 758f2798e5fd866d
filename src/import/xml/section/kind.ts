import type * as z from 'zod';
import type { Problem } from '#src/findings/finding.ts';
import type { Values } from '#src/guest/reader.ts';
import type { View } from '#src/tree/request.ts';
import type { Element } from '#src/xml/element.ts';
import type { Leftover } from '../../imported.ts';

/** What a reader of sections needs to know about networks, or about pools. */
export interface Kind {
  what: 'network' | 'pool';
  /** The key below libvirt. */
  key: 'networks' | 'pools';
  /** Keys without which there is no section. */
  required: readonly string[];
  schema: (draft: Values) => z.ZodType;
  /** Why no profile can have such a network or pool. */
  unsupported: (root: Element, file: string) => Problem[];
  /** The definition without what must not be read; says what that is. */
  withoutSecrets: (root: Element, leftovers: Leftover[]) => Element;
  /** The one form of all definitions that mean the same. */
  normal: (root: Element) => Element;
  /** The keys of a definition in its normal form, with values that the schema may not accept. */
  draft: (normal: Element) => Values;
  /** What the build prints for a section that the schema accepts. */
  view: (name: string, section: unknown) => View;
  /** Paths of a section that check would refuse. */
  refused: (name: string, section: unknown) => PropertyKey[][];
  /** Those elements of a definition in its normal form that no key reads, and that can go under `xml:`. */
  verbatim: (normal: Element) => Element[];
  /** Whether the build adds that in any case, so that it is no difference from the definition. */
  comesAnyway: (where: string, value: string) => boolean;
}
