/** What this module reads of a JSON schema (draft 2020-12), and adds to it. */
export interface Node {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  examples?: unknown[];
  required?: string[];
  properties?: Record<string, Node>;
  propertyNames?: Node;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Gives each key below a schema an example, made from those of what is in it, where the schema has none of its own. */
export function addExamples(node: Node): void {
  for (const below of Object.values(node.properties ?? {})) {
    addExamples(below);
    const example = below.examples ? undefined : exampleOf(below);
    if (example !== undefined) below.examples = [example];
  }
  for (const below of [node.items, node.additionalProperties, ...(node.anyOf ?? []), ...(node.oneOf ?? [])])
    if (typeof below === 'object') addExamples(below);
}

/** A value that a schema accepts and that says more than its default; undefined if only a person knows one. */
function exampleOf(node: Node): unknown {
  if (node.examples) return node.examples[0];
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum.find((value) => value !== node.default) ?? node.enum[0];
  if (node.type === 'boolean') return node.default !== true;
  const branch = (node.anyOf ?? node.oneOf)?.map(exampleOf).find((example) => example !== undefined);
  if (branch !== undefined) return branch;
  if (node.items) return listOf(exampleOf(node.items));
  return node.properties ? mapOf(node, node.properties) : namedBy(node);
}

const listOf = (item: unknown) => (item === undefined ? undefined : [item]);

/** The keys that a map needs, or else its first. */
function mapOf({ required = [] }: Node, properties: Record<string, Node>): unknown {
  const entries = Object.entries(properties).map(([key, below]) => [key, exampleOf(below)] as const);
  const needed = entries.filter(([key]) => required.includes(key));
  const chosen = needed.length > 0 ? needed : entries.filter(([, example]) => example !== undefined).slice(0, 1);
  return chosen.length === 0 || chosen.some(([, example]) => example === undefined)
    ? undefined
    : Object.fromEntries(chosen);
}

function namedBy({ propertyNames, additionalProperties }: Node): unknown {
  const name = propertyNames && exampleOf(propertyNames);
  const value = typeof additionalProperties === 'object' ? exampleOf(additionalProperties) : undefined;
  return typeof name !== 'string' || value === undefined ? undefined : { [name]: value };
}
