import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { KubernetesObject } from './kubernetes-object.ts'
import { schemaModule } from './schema.ts'

const FILE = fileURLToPath(new URL('./objects.ts', import.meta.url))

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
}

/**
 * Says what TypeScript finds wrong with objects by the types of their kinds. The schemas let fields
 * pass that they do not know, which a cluster would drop or refuse; the types of the same packages
 * do not.
 */
export function typeErrors(objects: readonly KubernetesObject[]): string[] {
  const program = ts.createProgram([FILE], OPTIONS, hostWith(objects.map(declaration).join('\n')))
  const source = program.getSourceFile(FILE)
  return ts.getPreEmitDiagnostics(program, source).map(({ messageText, start = 0 }) => {
    // Each object has a line of its own.
    const object = objects[source?.getLineAndCharacterOfPosition(start).line ?? -1]
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    return `${object?.kind} ${object?.metadata.name}: ${message}`
  })
}

function declaration(object: KubernetesObject, index: number): string {
  const type = `import(${JSON.stringify(schemaModule(object))}).I${object.kind}`
  return `export const object${index}: ${type} = ${JSON.stringify(object)}`
}

/** A compiler host that also has the file of the objects, which stands on no disk. */
function hostWith(text: string): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === FILE || fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)
      : getSourceFile(name, ...rest)
  return host
}
