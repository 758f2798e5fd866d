import type { Path } from '#src/findings/finding.ts';
import type { Node } from '../tree.ts';
import type { Draft } from './draft.ts';
import type { Storage } from './storage.ts';

/** What virt-install does with one kind of device, where that is more than its keys. */
export interface Quirks {
  /** Puts a device into xml: that no key says; whether it did. */
  asXml?: (node: Node, draft: Draft) => boolean;
  /** Whether its first key is what names it, and so the place of what is wrong with it as a whole. */
  named?: true;
  /** What virt-install takes where a command says nothing; its definition says it. */
  defaults?: (node: Node) => Record<string, string>;
  /** What says the same as nothing. */
  redundant?: Record<string, string>;
  /** Elements that are written of the device anyway, and so cannot be put into its xml:. */
  generated?: readonly string[];
  /** What else there is to it, before its keys are carried over, and after. */
  before?: (node: Node, draft: Draft, base: Path, storage: Storage) => void;
  after?: (node: Node, draft: Draft, base: Path) => void;
  /** Says it in a word, where there is nothing more to say. */
  shorten?: (draft: Draft, base: Path, node: Node) => void;
}
