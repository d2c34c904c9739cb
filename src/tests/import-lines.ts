// Every import line of a file, whatever it is written in: static, type-only, dynamic, re-exported.

import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface ImportLine {
  line: number;
  /** What stands between the quotes. */
  from: string;
  /** Gone before anything runs. */
  typeOnly: boolean;
}

export function importLines(file: string): ImportLine[] {
  const source = parse(file);
  const found: ImportLine[] = [];
  const add = (node: ts.Node, from: ts.Node | undefined, typeOnly: boolean) => {
    if (!from || !ts.isStringLiteralLike(from)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ line: line + 1, from: from.text, typeOnly });
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Names that a file uses as values or types, without comments and strings; `Math.random` in one piece. */
export function namesUsed(file: string): { line: number; name: string }[] {
  const source = parse(file);
  const found: { line: number; name: string }[] = [];
  const visit = (node: ts.Node) => {
    const { parent } = node;
    const isOwnName =
      parent &&
      (((ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) &&
        parent.name === node) ||
        ((ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) && parent.name === node));
    const name = ts.isPropertyAccessExpression(node)
      ? node.getText(source)
      : ts.isIdentifier(node) && !isOwnName
        ? node.text
        : undefined;
    if (name !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ line: line + 1, name });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = importClause.namedBindings;
  return (
    !importClause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

/** Of a page only its script part; everything around it becomes empty lines, so that line numbers hold. */
function parse(file: string): ts.SourceFile {
  const whole = readFileSync(file, 'utf8');
  const text = file.endsWith('.astro')
    ? only(whole, /^---\n([\s\S]*?)\n---|<script\b[^>]*>([\s\S]*?)<\/script>/g)
    : file.endsWith('.mdx')
      ? only(whole, /^import .*$/gm)
      : whole;
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
}

function only(text: string, parts: RegExp): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(parts)) {
    const inside = match[1] ?? match[2] ?? match[0];
    const start = match.index + match[0].indexOf(inside);
    result += text.slice(at, start).replace(/[^\n]/g, '') + inside;
    at = start + inside.length;
  }
  return result;
}
