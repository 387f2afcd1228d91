import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { images, launchChromium } from '../kit/browser.ts'
import { chromium, describeWith } from '../kit/real-programs.ts'
import { type RunningStack, startStack } from '../kit/stack.ts'

describeWith([chromium], 'the SDK of OpenTelemetry in reviews, in a real Chromium', () => {
  let stack: RunningStack
  let browser: Browser

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([
      startStack('--opentelemetry', 'reviews'),
      launchChromium(),
    ])
    await stack.applyRules('virtual-service-reviews-v3')
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
  })

  test('the trace view shows its own span between those of its sidecar, and no header lost', async () => {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: images ? 2 : 1,
    })
    await page.goto(stack.view)
    await page.getByTestId('load-page').click()
    const banner = page.getByTestId('banner')
    await banner.filter({ hasText: 'One page load: 1 trace, 8 spans' }).waitFor({ timeout: 15_000 })
    const rows = await page
      .getByTestId('waterfall-row')
      .evaluateAll((all) => all.map((row) => row.textContent ?? ''))
    const own = rows.findIndex((row) => row.includes('ask for stars'))
    expect(rows[own - 1]).toMatch(/reviews.*SERVER|SERVER.*reviews/)
    expect(rows[own + 1]).toMatch(/reviews.*CLIENT|CLIENT.*reviews/)
    if (images) await page.screenshot({ path: `${images}trace-opentelemetry.png` })

    await page.getByTestId('tab-headers').click()
    await page.getByTestId('headers-table').waitFor()
    // All it changes is which span it says that it is.
    expect(await page.locator('[data-fate="lost"]').count()).toBe(0)
    const changed = page.locator('tr:has([data-fate="changed"]) th')
    expect(await changed.allTextContents()).toEqual(['x-b3-spanid'])
  })
})
