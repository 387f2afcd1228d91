import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  process.env.CHROME_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The Chromium of this machine, or `undefined`. `CHROME_PATH` names one that stands elsewhere. */
export const chromiumPath: string | undefined = PLACES.find(
  (path) => path !== '' && existsSync(path),
)

/** Starts a headless Chromium. */
export function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error('no Chromium was found; install one, or set CHROME_PATH')
  return chromium.launch({
    executablePath: chromiumPath,
    // Root, as in a container, has no sandbox; and nothing here should look for the network.
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** The folder of the pictures in the documents, when `UPDATE_IMAGES=1` asks for new ones. */
export const images: string | undefined = process.env.UPDATE_IMAGES
  ? new URL('../../docs/images/', import.meta.url).pathname
  : undefined
