import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { images, launchChromium } from '../kit/browser.ts'
import { chromium, describeWith } from '../kit/real-programs.ts'
import { type RunningStack, startStack } from '../kit/stack.ts'

describeWith([chromium], 'in a real Chromium', () => {
  let stack: RunningStack
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
  })
  beforeEach(async () => {
    await stack.resetRules()
    await stack.turnWaybill(true)
    page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: images ? 2 : 1,
    })
    complaints = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
  })
  afterEach(async () => {
    await page.close()
    expect(complaints).toEqual([])
  })

  test.each([
    ['virtual-service-all-v1', 'reviews-v1', 0, null],
    ['virtual-service-reviews-jason-v2-v3', 'reviews-v3', 2, 'text-red-500'],
  ])('with %s the page shows the stars of %s', async (rules, pod, stars, color) => {
    await stack.applyRules(rules)
    await page.goto(stack.productpage)
    await expectText('served-by', pod)
    expect(await page.getByTestId('stars').count()).toBe(stars)
    if (color) expect(await page.locator(`.${color}`).count()).toBeGreaterThan(0)
  })

  test('after a login as jason the page shows black stars, and his name until he signs out', async () => {
    await stack.applyRules('virtual-service-all-v1', 'virtual-service-reviews-test-v2')
    await page.goto(stack.productpage)
    await signIn('jason')
    await expectText('user', 'jason')
    await expectText('served-by', 'reviews-v2')
    expect(await page.locator('.text-black-500').count()).toBeGreaterThan(0)
    await picture('product-page')
    await page.getByTestId('sign-out').click()
    await expectText('served-by', 'reviews-v1')
    expect(await page.getByTestId('user').count()).toBe(0)
  })

  test('the trace view shows one page load as one trace, and in pieces once Waybill is off', async () => {
    await stack.applyRules('virtual-service-reviews-v3')
    await page.goto(stack.view)
    await page.getByTestId('load-page').click()
    await expectText('banner', 'One page load: 1 trace, 7 spans')
    expect(await page.getByTestId('waterfall-row').count()).toBe(7)
    await picture('trace-with')

    await page.getByTestId('tab-headers').click()
    await page.getByTestId('headers-table').waitFor()
    expect(await page.locator('[data-fate="lost"]').count()).toBe(0)
    await picture('headers')

    await page.getByTestId('tab-graph').click()
    await page.getByTestId('service-graph').waitFor()
    const edges = await page
      .locator('[data-testid="service-graph"] [data-parent]')
      .evaluateAll((all) =>
        all.map(
          (edge) => `${edge.getAttribute('data-parent')} -> ${edge.getAttribute('data-child')}`,
        ),
      )
    expect(edges.sort()).toEqual([
      'productpage -> details',
      'productpage -> reviews',
      'reviews -> ratings',
    ])
    await picture('service-graph')

    await page.getByTestId('tab-waterfall').click()
    await page.getByTestId('waybill-switch').click()
    await page.getByTestId('load-page').click()
    await expectText('banner', 'One page load fell into 4 traces')
    await picture('trace-without')

    await page.getByTestId('tab-headers').click()
    await page.getByTestId('headers-table').waitFor()
    expect(await page.locator('[data-fate="lost"]').count()).toBeGreaterThan(0)
  })

  test('a rule that is applied on the page routes the next load', async () => {
    await page.goto(stack.view)
    await page.getByTestId('sample-virtual-service-reviews-v3').click()
    await expectText('rules', 'virtual-service-reviews-v3')
    await page.getByTestId('load-page').click()
    await expectText('banner', '1 trace, 7 spans')
    await page.getByTestId('reset-rules').click()
    await page.getByTestId('rules').getByText('No routing rules').waitFor()
  })

  async function signIn(user: string): Promise<void> {
    await page.getByTestId('sign-in').click()
    await page.getByTestId('username').fill(user)
    await page.getByTestId('password').fill('any')
    await page.getByTestId('submit-sign-in').click()
  }

  /** Waits until an element shows a text. */
  async function expectText(testId: string, text: string): Promise<void> {
    await page.getByTestId(testId).filter({ hasText: text }).first().waitFor({ timeout: 15_000 })
  }

  async function picture(name: string): Promise<void> {
    if (images) await page.screenshot({ path: `${images}${name}.png`, animations: 'disabled' })
  }
})
