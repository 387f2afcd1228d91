import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

const folder = new URL('../context-loss/', import.meta.url)

/** A call of `fates`, as it stands in a test file. */
export interface TestedCase {
  readonly title: string
  readonly plain: string
  readonly waybill: string
  readonly remedies: readonly string[]
  /** Without `.test.ts`. */
  readonly file: string
}

/** All cases that the tests of context-loss define. */
export function testedCases(): TestedCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts') && file !== 'table.test.ts')
    .flatMap(casesOf)
}

function casesOf(file: string): TestedCase[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022)
  return statements.flatMap((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
      return []
    const { expression, arguments: given } = statement.expression
    if (!ts.isIdentifier(expression) || expression.text !== 'fates') return []
    const [title, expected, , remedies] = given
    const { plain = '', waybill = '' } = Object.fromEntries(entriesOf(expected))
    const names = entriesOf(remedies).map(([name]) => name)
    return [{ title: textOf(title), plain, waybill, remedies: names, file: file.slice(0, -8) }]
  })
}

/** The properties of an object as it is written: their names, and those values that are texts. */
function entriesOf(node: ts.Expression | undefined): [string, string][] {
  if (!node || !ts.isObjectLiteralExpression(node)) return []
  return node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name)
      ? [[textOf(property.name), textOf(property.initializer)]]
      : [],
  )
}

function textOf(node: ts.Node | undefined): string {
  return node && (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) ? node.text : ''
}
