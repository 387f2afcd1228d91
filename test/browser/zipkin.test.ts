import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { images, launchChromium } from '../kit/browser.ts'
import { chromium, describeWith, envoy, zipkin } from '../kit/real-programs.ts'
import { links, type Span, withRatings } from '../kit/spans.ts'
import { type RunningStack, startStack, tracesWith } from '../kit/stack.ts'
import { load } from '../kit/visitor.ts'

describeWith([envoy, zipkin, chromium], 'a real Zipkin behind real Envoys', () => {
  let stack: RunningStack
  let browser: Browser
  let trace: Span[]

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack('--envoy', '--zipkin'), launchChromium()])
    await stack.applyRules('virtual-service-reviews-v3')
    await load(stack.productpage)
    ;[trace = []] = await tracesWith(withRatings.length, stack.view)
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
  })

  test('gives the trace of a page load back as the embedded collector has it', async () => {
    const ids = (spans: readonly Span[]) =>
      spans.map(({ id, parentId, kind }) => `${kind} ${id} <- ${parentId}`).sort()
    await expect
      .poll(async () => ids(await ask(`/api/v2/trace/${trace[0]?.traceId}`)), { timeout: 10_000 })
      .toEqual(ids(trace))
    expect(links(trace)).toEqual(withRatings)
  })

  test('links productpage to details and reviews, and reviews to ratings', async () => {
    const found = await ask<{ parent: string; child: string; callCount: number }>(
      `/api/v2/dependencies?endTs=${Date.now()}&lookback=3600000`,
    )
    expect(
      found.map(({ parent, child, callCount }) => `${parent} -> ${child}: ${callCount}`).sort(),
    ).toEqual(['productpage -> details: 1', 'productpage -> reviews: 1', 'reviews -> ratings: 1'])
  })

  test('shows the trace on its own page', async () => {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: images ? 2 : 1,
    })
    await page.goto(`${stack.zipkin}/zipkin/traces/${trace[0]?.traceId}`)
    for (const service of ['productpage', 'details', 'reviews', 'ratings']) {
      await page.getByText(service, { exact: false }).first().waitFor()
    }
    await page.getByText('Total Spans').waitFor()
    if (images) await page.screenshot({ path: `${images}zipkin.png` })
    expect(await page.locator('body').textContent()).toMatch(/Total Spans\s*:?\s*7/)
    await page.close()
  })

  async function ask<T = Span>(path: string): Promise<T[]> {
    const response = await fetch(`${stack.zipkin}${path}`)
    return response.ok ? ((await response.json()) as T[]) : []
  }
})
