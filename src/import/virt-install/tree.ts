import { type Element, element, print } from '../../xml/element.ts';
import type { Mark, Marked } from './marked.ts';

/**
 * An element that a command defines, without what virt-install adds. Readers see it as they see one of
 * a definition, and each of its values remembers where in the command it was given.
 */
export class Node implements Element {
  readonly name: string;
  readonly mark: Mark;
  readonly children: Node[] = [];
  /** `yes` if the element itself was requested, `no` if it was excluded; undefined if only its contents were given. */
  stated: Marked | undefined;
  taken = false;
  /** Options for creating a volume, which do not appear in the XML. */
  readonly volumeOptions = new Map<string, Marked>();
  readonly #attributes = new Map<string, Marked>();
  #text: Marked | undefined;

  constructor(name: string, mark: Mark) {
    this.name = name;
    this.mark = mark;
  }

  get attributes(): Record<string, string> {
    return Object.fromEntries([...this.#attributes].map(([key, { value }]) => [key, value]));
  }

  get text(): string {
    return this.#text?.value ?? '';
  }

  get start(): number {
    return this.mark.offset;
  }

  get end(): number {
    return this.mark.offset;
  }

  get wanted(): boolean | undefined {
    if (this.stated) return this.stated.value !== 'no';
    return this.isEmpty() ? undefined : true;
  }

  /** Its text and its attributes. */
  values(): Marked[] {
    return [...(this.#text ? [this.#text] : []), ...this.#attributes.values()];
  }

  /** The value at a place: `@name` is an attribute, the empty string the text, `?` the presence. */
  at(place: string): Marked | undefined {
    if (place === '?') return this.stated ?? (this.isEmpty() ? undefined : { value: 'yes', mark: this.mark });
    return place === '' ? this.#text : this.#attributes.get(place.slice(1));
  }

  add(name: string, mark: Mark, index = this.children.length): Node {
    const node = new Node(name, mark);
    this.children.splice(index, 0, node);
    return node;
  }

  all(name: string): Node[] {
    return this.children.filter((each) => each.name === name);
  }

  /** The element at a path such as `driver` or `numa/cell[2]`; made on the way if `mark` is given. */
  find(path: string, mark?: Mark): Node | undefined {
    let node: Node | undefined = this;
    for (const step of path.split(/\/(?![^[]*\])/)) {
      if (step === '' || step === '.') continue;
      node = node?.step(step, mark);
    }
    return node;
  }

  private step(step: string, mark?: Mark): Node | undefined {
    const [, name = '', inside] = /^([^[]+)(?:\[(.*)\])?$/.exec(step) ?? [];
    const same = this.all(name);
    const condition = /^@([\w:-]+)=['"]?(.*?)['"]?$/.exec(inside ?? '');
    if (condition) {
      const [, attribute = '', value = ''] = condition;
      const found = same.find((each) => each.at(`@${attribute}`)?.value === value);
      if (found || !mark) return found;
      const made = this.add(name, mark);
      made.set(`@${attribute}`, value, mark);
      return made;
    }
    const index = inside === undefined ? 0 : Math.min(Number.parseInt(inside, 10) || 1, 1000) - 1;
    if (mark) while (this.all(name).length <= index) this.add(name, mark);
    return this.all(name)[index];
  }

  /** The value at a path: an attribute, or the text of an element. */
  get(path: string): Marked | undefined {
    const { parent, attribute } = parted(path);
    const node = this.find(parent);
    return node?.at(attribute === undefined ? '' : `@${attribute}`);
  }

  /** Sets the value at a path; undefined removes it. */
  set(path: string, value: string | undefined, mark: Mark): void {
    const { parent, attribute } = parted(path);
    const node = value === undefined ? this.find(parent) : this.find(parent, mark);
    if (!node) return;
    if (attribute === undefined) {
      node.#text = value === undefined ? undefined : { value, mark };
    } else if (value === undefined) node.#attributes.delete(attribute);
    else node.#attributes.set(attribute, { value, mark });
  }

  /** Records that an element must be present, or absent. */
  state(path: string, there: boolean, mark: Mark): void {
    this.find(path, mark)!.stated = { value: there ? 'yes' : 'no', mark };
  }

  remove(path: string): boolean {
    const { parent, attribute } = parted(path);
    const holder = this.find(parent);
    if (attribute !== undefined) return holder ? holder.#attributes.delete(attribute) : false;
    const node = this.find(path);
    const above = this.find(path.replace(/\/?[^/]*$/, '') || '.');
    const index = node && above ? above.children.indexOf(node) : -1;
    if (index >= 0) above!.children.splice(index, 1);
    return index >= 0;
  }

  /** Whether anything in it has a key of its own in the profile. */
  anyTaken(): boolean {
    return (
      this.taken ||
      [this.stated, ...this.values()].some((each) => each?.taken) ||
      this.children.some((each) => each.anyTaken())
    );
  }

  /** Whether it has nothing that appears in the XML. */
  isEmpty(): boolean {
    return this.stated?.value !== 'yes' && this.values().length === 0 && this.children.every((each) => each.isEmpty());
  }

  toElement(): Element {
    const inside = this.children.filter((each) => each.wanted === true).map((each) => each.toElement());
    return element(this.name, this.attributes, inside, this.text);
  }

  print(): string {
    return print(this.toElement());
  }
}

function parted(path: string): { parent: string; attribute: string | undefined } {
  const match = /^(.*?)\/?@([\w:.-]+)$/.exec(path);
  return match ? { parent: match[1] || '.', attribute: match[2] } : { parent: path, attribute: undefined };
}
