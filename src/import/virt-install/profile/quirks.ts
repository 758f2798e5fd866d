import type { Path } from '#src/findings/finding.ts';
import type { Node } from '../tree.ts';
import type { Draft } from './draft.ts';
import type { Storage } from './storage.ts';

/** How importing one kind of device differs from copying its keys. */
export interface Quirks {
  /** Puts a device without keys under xml:; whether it did. */
  asXml?: (node: Node, draft: Draft) => boolean;
  /** Whether its first key identifies it, so that findings about the whole device point there. */
  named?: true;
  /** virt-install's defaults, which it writes into the definition. */
  defaults?: (node: Node) => Record<string, string>;
  /** Values that equal the default. */
  redundant?: Record<string, string>;
  /** Elements that the template always writes, and that therefore cannot go under the device's xml:. */
  generated?: readonly string[];
  /** Run before and after the keys are copied. */
  before?: (node: Node, draft: Draft, base: Path, storage: Storage) => void;
  after?: (node: Node, draft: Draft, base: Path) => void;
  /** Uses the short form, if only that remains. */
  shorten?: (draft: Draft, base: Path, node: Node) => void;
}
