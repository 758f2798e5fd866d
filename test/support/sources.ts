import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Source texts by path, such as src/cli.ts. */
export type Sources = ReadonlyMap<string, string>;

/** Every TypeScript file below src/, or another folder. */
export function projectSources(folder = 'src'): Sources {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );
}

export interface Import {
  /** A path such as src/cli.ts, or the name of a package. */
  to: string;
  /** As the file writes it. */
  specifier: string;
  /** Gone when the program runs. */
  typeOnly: boolean;
}

/** What a file imports or exports from elsewhere, in whatever form. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    found.push({ to: target(file, specifier.text), specifier: specifier.text, typeOnly });
  };
  walk(file, text, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal as ts.Expression, true);
  });
  return found;
}

/** A path for what is written relative to the file or by package.json's `imports`; packages keep their names. */
function target(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.join(path.dirname(file), specifier);
  return specifier.replace(/^#(?=(src|test)\/)/, '');
}

/** The pieces of text in a file: string literals and the fixed parts of templates, but not what is imported. */
export function stringsOf(file: string, text: string): { line: number; text: string }[] {
  const found: { line: number; text: string }[] = [];
  walk(file, text, (node, source) => {
    const literal = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (!literal || ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)) return;
    found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: node.text });
  });
  return found;
}

function walk(file: string, text: string, see: (node: ts.Node, source: ts.SourceFile) => void): void {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node) => {
    see(node, source);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
