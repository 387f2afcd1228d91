import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../deploy/kit/kubernetes-object.ts'
import { root } from '../deploy/kit/places.ts'
import { parseObjects } from '../deploy/kit/read-objects.ts'
import { checkSchema } from '../deploy/kit/schema.ts'
import { typeErrors } from '../deploy/kit/unknown-fields.ts'

/** Custom resources whose schemas no package has, or that leave their `spec` open. */
const WITHOUT_SCHEMA = [
  'consul.hashicorp.com/v1alpha1',
  'istio.alibabacloud.com/v1',
  'install.istio.io/v1alpha1',
]

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root })
  .toString()
  .split('\n')
  .filter((page) => page !== '' && existsSync(join(root, page)))
const guides = pages.filter((page) => page.startsWith('docs/'))
const meshes = guides.filter((page) => /^docs\/mesh\/(?!README|questions)/.test(page))

describe('what the documents say', () => {
  test.each(pages)('%s links to files and headings that exist', (page) => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
  })

  test.each(guides)(
    'the YAML of %s is what the schemas of Kubernetes objects allow',
    async (page) => {
      const objects = blocksOf(page, 'yaml').flatMap(parseObjects).filter(hasSchema)
      for (const object of objects) await checkSchema(object)
      expect(typeErrors(objects)).toEqual([])
    },
  )

  test('the code passes the type check', () => {
    const blocks = guides.flatMap((page) =>
      blocksOf(page, 'ts').map((text, index) => [`${root}${page}.${index + 1}.ts`, text] as const),
    )
    expect(blocks.length).toBeGreaterThan(meshes.length)
    expect(codeErrors(new Map(blocks))).toEqual([])
  })

  test.each(meshes)('%s has the headings that every mesh has', (page) => {
    expect(headingsOf(read(page)).slice(1)).toEqual([
      'Headers it needs',
      'Preset and code',
      'What to set in the mesh',
      'How to see that it works',
      'What goes wrong',
      'Sources',
    ])
  })
})

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** The fenced blocks of a language; those in a list are indented. */
function blocksOf(page: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\n(.*?)^\\1\`\`\`$`, 'gms')
  return [...read(page).matchAll(fence)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  )
}

function hasSchema({ apiVersion, kind }: Partial<KubernetesObject>): boolean {
  return apiVersion !== undefined && kind !== undefined && !WITHOUT_SCHEMA.includes(apiVersion)
}

function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```.*?^\1```$/gms, '')
}

function linksOf(page: string): string[] {
  const text = withoutCode(read(page)).replaceAll(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(root, page) : resolve(root, dirname(page), path)
  if (!existsSync(target)) return false
  return anchor === undefined || headingsOf(readFileSync(target, 'utf8')).map(slug).includes(anchor)
}

function headingsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/** Checks all blocks in one program, as if they were files beside the pages. */
function codeErrors(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.getSourceFile = (file, version, ...rest) => {
    const text = files.get(file)
    return text === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
  })
}
