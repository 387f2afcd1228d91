import { createRequire } from 'node:module'
import { Injectable } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { contract } from '@waybill/testing'
import { describe, expect, test, vi } from 'vitest'
import { bodiesAndOptionsOf } from './bodies-and-options.ts'
import { inboundOf } from './inbound.ts'
import { requestsOf } from './requests.ts'
import type { Platform } from './start-nest.ts'

vi.mock('@nestjs/common', () => import('./nest11/common.ts'))
vi.mock('@nestjs/core', () => import('./nest11/core.ts'))
vi.mock('@nestjs/platform-express', () => import('./nest11/platform-express.ts'))

describe('nest 11 on express', () => {
  const platform: Platform = ['nest 11 on express', () => new ExpressAdapter()]
  test('is what is tested here', () => {
    const installed = createRequire(new URL('nest11/common.ts', import.meta.url))
    expect(installed('@nestjs/common/package.json').version).toMatch(/^11\./)
    expect(Injectable).toBe(installed('@nestjs/common').Injectable)
    expect(HttpAdapterHost).toBe(installed('@nestjs/core').HttpAdapterHost)
  })

  const inbound = inboundOf(platform)
  for (const { name, skip, run } of contract({ inbound })) test.skipIf(skip)(name, run)
  requestsOf(platform)
  bodiesAndOptionsOf(platform)
})
