import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { expect, test } from 'vitest'
import { viewRouter } from '../src/view/router.ts'
import { listen } from './collector-server.ts'

const pageFolder = fileURLToPath(new URL('../public/', import.meta.url))
const sourceFolder = fileURLToPath(new URL('../src/view/page/', import.meta.url))

test('serves the page at its root', async () => {
  const response = await fetch(await startView())
  expect([response.status, await response.text()]).toEqual([
    200,
    expect.stringContaining('<div id="page">'),
  ])
})

test('lets the page run nothing but its own script', async () => {
  const response = await fetch(await startView())
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
})

test('serves every style sheet the page asks for', async () => {
  const address = await startView()
  const page = await (await fetch(address)).text()
  const sheets = [...page.matchAll(/href="([\w-]+\.css)"/g)].map((match) => `${match[1]}`)
  const answers = await Promise.all(sheets.map((sheet) => fetch(`${address}/${sheet}`)))
  expect(answers.map((answer) => answer.status)).toEqual(sheets.map(() => 200))
})

test('asks no other host for anything', () => {
  const addresses = readdirSync(pageFolder)
    .flatMap((file) => readFileSync(`${pageFolder}${file}`, 'utf8').match(/https?:\/\/[^"')\s]+/g))
    .filter((address) => address !== null && address !== 'http://www.w3.org/2000/svg')
  // The one name above says what an SVG is; nothing is fetched from it.
  expect(addresses.map((address) => address?.replace(/'.*/, ''))).toEqual([])
})

test('sets no markup from data', () => {
  const sources = readdirSync(sourceFolder).map((file) => readFileSync(sourceFolder + file, 'utf8'))
  expect(sources.filter((source) => /innerHTML|insertAdjacentHTML/i.test(source))).toEqual([])
})

async function startView(): Promise<string> {
  const app = express()
  app.use(viewRouter(pageFolder))
  return listen(app)
}
