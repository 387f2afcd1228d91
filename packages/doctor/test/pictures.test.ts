import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { chromiumPath, images, launchChromium } from '../../../test/kit/browser.ts'
import { type RunningApp, runApp } from './run-app.ts'
import { terminalPage } from './terminal-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'waybill-doctor-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function visit({ send, told, held }: RunningApp): Promise<unknown> {
  const first = send('GET', '/held')
  const release = await held
  const other = send('GET', '/stock')
  await told('waiting')
  release()
  return Promise.all([first, other])
}

test.skipIf(!chromiumPath)('a browser shows the report and the page whole', async () => {
  const html = join(folder, 'report.html')
  process.env.FORCE_COLOR = '1'
  process.env.COLUMNS = '96'
  const { errors } = await runApp('broken/callback-pool.js', visit, ['--html', html])
  delete process.env.FORCE_COLOR
  delete process.env.COLUMNS
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({
      viewport: { width: 960, height: 400 },
      deviceScaleFactor: 2,
    })
    for (const [name, content] of [
      ['doctor-terminal', terminalPage(errors)],
      ['doctor-page', readFileSync(html, 'utf8')],
    ] as const) {
      await page.setContent(content)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(960)
      expect(await page.textContent('body')).toContain('another-request')
      if (images) await page.screenshot({ path: join(images, `${name}.png`), fullPage: true })
    }
  } finally {
    await browser.close()
  }
})
