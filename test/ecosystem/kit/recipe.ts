import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const page = new URL('../../../docs/recipes.md', import.meta.url)
// Inside the package, so that imports find what it depends on; `.cache` is left alone by git and the formatter.
const cache = new URL('../.cache/', import.meta.url).pathname

/** The files of a recipe, as they stand on the page, in a folder of their own. */
export interface Recipe {
  readonly folder: string
  remove(): Promise<void>
}

/** Writes out the blocks of code below a heading of docs/recipes.md, each by the name in its first line. */
export async function writeRecipe(heading: string): Promise<Recipe> {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'recipe-'))
  const files = await filesOf(heading)
  if (files.size === 0) throw new Error(`docs/recipes.md has no code below "${heading}"`)
  // Without it, a package.json further up would decide what kind of module a file is.
  for (const [name, text] of [['package.json', '{ "type": "module" }'], ...files] as const) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** The headings of the page that have code below them. */
export async function headingsWithCode(): Promise<string[]> {
  return (await sections()).flatMap(([heading, text]) => (text.includes('```') ? heading : []))
}

async function filesOf(heading: string): Promise<Map<string, string>> {
  const [, text = ''] = (await sections()).find(([one]) => one === heading) ?? []
  const blocks = text.matchAll(/^```(?:js|ts)\n\/\/ (\S+)\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]))
}

/** The headings of the second level, each with what is below it. */
async function sections(): Promise<[string, string][]> {
  const text = await readFile(page, 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end), section.slice(end)]
    })
}
