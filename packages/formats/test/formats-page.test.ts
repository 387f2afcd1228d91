import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { filledPage } from './kit/formats-page.ts'

const page = fileURLToPath(new URL('../../../docs/formats.md', import.meta.url))

// `npx vitest run packages/formats/test/formats-page.test.ts -u` writes the page anew.
test('docs/formats.md says what the code and the propagators of OpenTelemetry do', async () => {
  await expect(filledPage(readFileSync(page, 'utf8'))).toMatchFileSnapshot(page)
})
