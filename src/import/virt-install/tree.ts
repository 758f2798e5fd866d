import { type Element, element, print } from '../../xml/element.ts';
import type { Mark, Said } from './said.ts';

/** An element that a command asks for: only what it says, none of what virt-install adds. */
export class Node {
  readonly name: string;
  readonly mark: Mark;
  readonly attributes = new Map<string, Said>();
  readonly children: Node[] = [];
  text: Said | undefined;
  /** `yes` if the element itself was asked for, `no` if it was forbidden; undefined if only what is in it was said. */
  stated: Said | undefined;
  taken = false;
  /** What virt-install makes something of that does not stand in the XML. */
  readonly beside = new Map<string, Said>();

  constructor(name: string, mark: Mark) {
    this.name = name;
    this.mark = mark;
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
      const found = same.find((each) => each.attributes.get(attribute)?.value === value);
      if (found || !mark) return found;
      const made = this.add(name, mark);
      made.attributes.set(attribute, { value, mark });
      return made;
    }
    const index = inside === undefined ? 0 : Math.min(Number.parseInt(inside, 10) || 1, 1000) - 1;
    if (mark) while (this.all(name).length <= index) this.add(name, mark);
    return this.all(name)[index];
  }

  /** What stands at a path: an attribute, or the text of an element. */
  get(path: string): Said | undefined {
    const { parent, attribute } = parted(path);
    const node = this.find(parent);
    return attribute === undefined ? node?.text : node?.attributes.get(attribute);
  }

  /** Says a value at a path; undefined takes it away. */
  set(path: string, value: string | undefined, mark: Mark): void {
    const { parent, attribute } = parted(path);
    const node = value === undefined ? this.find(parent) : this.find(parent, mark);
    if (!node) return;
    if (attribute === undefined) {
      node.text = value === undefined ? undefined : { value, mark };
    } else if (value === undefined) node.attributes.delete(attribute);
    else node.attributes.set(attribute, { value, mark });
  }

  /** Says that an element is there, or is not. */
  state(path: string, there: boolean, mark: Mark): void {
    this.find(path, mark)!.stated = { value: there ? 'yes' : 'no', mark };
  }

  remove(path: string): boolean {
    const { parent, attribute } = parted(path);
    if (attribute !== undefined) return this.find(parent)?.attributes.delete(attribute) ?? false;
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
      [this.text, this.stated, ...this.attributes.values()].some((said) => said?.taken) ||
      this.children.some((each) => each.anyTaken())
    );
  }

  /** Whether it says anything at all that stands in the XML. */
  isEmpty(): boolean {
    return (
      this.stated?.value !== 'yes' &&
      !this.text &&
      this.attributes.size === 0 &&
      this.children.every((each) => each.isEmpty())
    );
  }

  toElement(): Element {
    const attributes = Object.fromEntries([...this.attributes].map(([key, { value }]) => [key, value]));
    const inside = this.children
      .filter((each) => each.stated?.value !== 'no' && !each.isEmpty())
      .map((each) => each.toElement());
    return element(this.name, attributes, inside, this.text?.value ?? '');
  }

  print(): string {
    return print(this.toElement());
  }
}

function parted(path: string): { parent: string; attribute: string | undefined } {
  const match = /^(.*?)\/?@([\w:.-]+)$/.exec(path);
  return match ? { parent: match[1] || '.', attribute: match[2] } : { parent: path, attribute: undefined };
}
